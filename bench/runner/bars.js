/**
 * @typedef {import('./results.js').Results} Results
 * @typedef {import('../workloads.js').Workload} Workload
 * @typedef {{ workload: Workload, what: string, value: number, bar: number, atLeast: boolean, met: boolean }} Bar
 */

/**
 * What must be true of Heddle: shares of LIMIT in server CPU and in throughput at 32 connections, CPU of server and
 * PostgreSQL together, and, but for W1, the distance from the best peer over the same databases.
 *
 * @param {Results} results
 * @param {number} tolerance 0.1: a bar counts as met from 90 % of it
 * @returns {Bar[]}
 */
export function barsOf(results, tolerance) {
  return results.workloads.flatMap((workload) => {
    const cell = (/** @type {string} */ id) => results.cells.get(`${workload.id} ${id}`)?.busy
    const limit = cell('limit')
    const heddle = cell('heddle')
    if (!limit?.serverCpu || !heddle?.serverCpu || workload.bar === undefined) return []

    const atLeast = (/** @type {string} */ what, /** @type {number} */ value, /** @type {number} */ bar) => ({
      ...{ workload, what, value, bar, atLeast: true },
      met: value >= bar * (1 - tolerance),
    })
    const bars = [
      atLeast("share of LIMIT's server CPU", limit.serverCpu / heddle.serverCpu, workload.bar),
      atLeast("share of LIMIT's throughput", heddle.throughput / limit.throughput, workload.bar),
    ]
    if (limit.postgresCpu !== undefined && heddle.postgresCpu !== undefined) {
      const value = (heddle.serverCpu + heddle.postgresCpu) / (limit.serverCpu + limit.postgresCpu)
      const what = 'server and PostgreSQL CPU over LIMIT'
      bars.push({ workload, what, value, bar: 1.4, atLeast: false, met: value <= 1.4 * (1 + tolerance) })
    }
    const peers = results.contestants.filter((each) => !each.reference && !each.oneDatabase && each.id !== 'heddle')
    const best = Math.min(...peers.map((peer) => cell(peer.id)?.serverCpu ?? Infinity))
    if (workload.id !== 'W1' && best !== Infinity) {
      bars.push(atLeast('times faster than the best peer', best / heddle.serverCpu, 2))
    }
    return bars
  })
}
