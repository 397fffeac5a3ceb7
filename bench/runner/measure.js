import { databasePrefix } from '../data/places.js'
import { median } from './median.js'
import { cpuOf, cpuOfConnections, peakMemory, resetPeakMemory } from './processes.js'
import { requestBodies } from './requests.js'

/**
 * @typedef {object} Sample one contestant, one workload; milliseconds
 * @property {number | undefined} serverCpu per request
 * @property {number | undefined} postgresCpu per request
 * @property {number} throughput requests per second
 * @property {number} p50
 * @property {number} p99
 * @property {number | undefined} memory peak of the server, megabytes
 */

/**
 * Sends load, first until the server is at work again, then measured.
 *
 * @param {import('./warm-up.js').Target & {
 *   postmaster: number | undefined, connections: number, settle: number, seconds: number
 * }} options settle, seconds: before, and while it is measured
 * @returns {Promise<Sample>}
 */
export async function measure({ contestant, server, workload, size, load, postmaster, connections, settle, seconds }) {
  const bodies = requestBodies(contestant, workload, { size, count: 500, seed: 2 })
  await load.run({ url: server.url, bodies, connections, seconds: settle })
  resetPeakMemory(server.pid)
  const connectionCpu = () => (postmaster === undefined ? undefined : cpuOfConnections(postmaster, databasePrefix))
  const before = { server: cpuOf(server.pid), connections: connectionCpu() }
  const report = await load.run({ url: server.url, bodies, connections, seconds })
  const after = { server: cpuOf(server.pid), connections: connectionCpu() }

  const perRequest = (/** @type {number | undefined} */ used) =>
    used === undefined ? undefined : used / report.requests
  return {
    serverCpu: perRequest(after.server === undefined ? undefined : after.server - (before.server ?? 0)),
    postgresCpu: perRequest(usedBetween(before.connections, after.connections)),
    throughput: report.requests / report.seconds,
    p50: report.p50,
    p99: report.p99,
    memory: peakMemory(server.pid),
  }
}

/**
 * Milliseconds of all connections that are still there: idle ones of other contestants come and go.
 *
 * @param {Map<number, number> | undefined} before
 * @param {Map<number, number> | undefined} after
 */
function usedBetween(before, after) {
  if (!before || !after) return undefined
  let sum = 0
  for (const [pid, used] of after) sum += used - (before.get(pid) ?? 0)
  return sum
}

/**
 * The median of each number over all rounds; the peak of memory.
 *
 * @param {Sample[]} samples
 * @returns {Sample}
 */
export function medianOf(samples) {
  const known = (/** @type {(sample: Sample) => number | undefined} */ pick) => {
    const numbers = samples.map(pick).filter((number) => number !== undefined)
    return numbers.length === 0 ? undefined : median(numbers)
  }
  return {
    serverCpu: known((sample) => sample.serverCpu),
    postgresCpu: known((sample) => sample.postgresCpu),
    throughput: median(samples.map(({ throughput }) => throughput)),
    p50: median(samples.map(({ p50 }) => p50)),
    p99: median(samples.map(({ p99 }) => p99)),
    memory: Math.max(...samples.map((sample) => sample.memory ?? NaN)),
  }
}
