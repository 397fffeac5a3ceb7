export interface SignalHandlers {
  /** Ends the work in good order. Called once. */
  stop(): Promise<void>
  reload(): Promise<void>
}

/** A good end must be reached by then; what is still open goes down with the process. Milliseconds. */
export const lastMoment = 10_000

/** How often a command under npm looks whether npm is still there. */
const parentWatchMs = 500

/**
 * Waits for the signal that ends the process, and returns when `stop` has done its work. A second signal, or 10 seconds,
 * end the process at once. SIGHUP reloads; a SIGHUP during a reload makes one more after it.
 *
 * @param underNpm started by `npm start` or `npx`, which pass a signal to a shell that dies of it and tells nobody: then
 * the end of the parent is the signal
 */
export function onSignals({ stop, reload }: SignalHandlers, underNpm: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false
    let reloading = Promise.resolve()
    let waiting = 0
    const end = (signal: 'SIGINT' | 'SIGTERM'): void => {
      const code = signal === 'SIGINT' ? 130 : 143
      if (stopping) process.exit(code)
      stopping = true
      setTimeout(() => process.exit(code), lastMoment).unref()
      reloading.then(stop).then(resolve, reject)
    }
    const parent = process.ppid
    if (underNpm) setInterval(() => !stopping && process.ppid !== parent && end('SIGTERM'), parentWatchMs).unref()
    process.on('SIGINT', () => end('SIGINT'))
    process.on('SIGTERM', () => end('SIGTERM'))
    process.on('SIGHUP', () => {
      if (stopping || waiting > 1) return
      waiting++
      reloading = reloading.then(reload).finally(() => waiting--)
    })
  })
}
