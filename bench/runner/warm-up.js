import { requestBodies } from './requests.js'

/**
 * Answers after which V8 has compiled what is hot. It counts calls, not seconds: a workload of 300 requests a second is
 * still half interpreted where one of 10,000 has long been machine code.
 */
const ANSWERS = 5_000

/** Seconds after which a slow server has to do. */
const MOST_SECONDS = 12

/**
 * @typedef {object} Target who is asked what
 * @property {import('../contestants.js').Contestant} contestant
 * @property {import('./server-process.js').ServerProcess} server
 * @property {import('../workloads.js').Workload} workload
 * @property {import('../workloads.js').Size} size
 * @property {ReturnType<typeof import('./load.js').startLoad>} load
 */

/**
 * Sends load until the server has answered {@link ANSWERS} requests, for some seconds at least and 12 at most.
 *
 * @param {Target & { least: number }} options least: seconds
 */
export async function warmUp({ contestant, server, workload, size, load, least }) {
  const bodies = requestBodies(contestant, workload, { size, count: 500, seed: 2 })
  let answers = 0
  for (let seconds = 0; seconds < least || (answers < ANSWERS && seconds < MOST_SECONDS);) {
    const report = await load.run({ url: server.url, bodies, connections: 32, seconds: Math.min(least, 1) })
    answers += report.requests
    seconds += report.seconds
  }
}
