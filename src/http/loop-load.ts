import { performance, type EventLoopUtilization } from 'node:perf_hooks'

/** From this share of its time on, the process has none to give to more requests. */
const BUSY_SHARE = 0.9

/**
 * Tells whether the event loop worked nearly all the time since it was asked last, and so whether those who are inside wait
 * for this process rather than for a database.
 *
 * @example
 * const isBusy = watchLoop()
 * setInterval(() => { if (!isBusy()) askForMore() }, 25)
 */
export function watchLoop(): () => boolean {
  let before: EventLoopUtilization = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization >= BUSY_SHARE
  }
}
