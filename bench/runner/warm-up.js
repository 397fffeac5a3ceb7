import { requestBodies } from './requests.js'

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
 * Sends load until the server has given so many answers, for some seconds at least and 12 at most.
 *
 * @param {Target & { least: number, answers: number }} options least: seconds
 */
export async function warmUp({ contestant, server, workload, size, load, least, answers }) {
  const bodies = requestBodies(contestant, workload, { size, count: 500, seed: 2 })
  let given = 0
  for (let seconds = 0; seconds < least || (given < answers && seconds < MOST_SECONDS);) {
    const report = await load.run({ url: server.url, bodies, connections: 32, seconds: Math.min(least, 1) })
    given += report.requests
    seconds += report.seconds
  }
}
