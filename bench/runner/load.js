import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pin } from './processes.js'

/**
 * @typedef {import('./load-generator.js').Order} Order
 * @typedef {import('./load-generator.js').Report} Report
 */

/**
 * Starts the process that makes load.
 *
 * @param {string} core where it stays
 */
export function startLoad(core) {
  const child = fork(fileURLToPath(new URL('load-generator.js', import.meta.url)))
  pin(/** @type {number} */ (child.pid), core)
  return {
    /**
     * @param {Order} order
     * @returns {Promise<Report>}
     */
    run: (order) =>
      new Promise((resolve, reject) => {
        child.once('message', (/** @type {{ report?: Report, error?: string }} */ { report, error }) => {
          if (report) resolve(report)
          else reject(new Error(error))
        })
        child.send(order)
      }),
    stop: () => child.disconnect(),
  }
}
