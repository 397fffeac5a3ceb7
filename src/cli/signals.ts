export interface SignalHandlers {
  /** Ends the work in good order. Called once. */
  stop(): Promise<void>
  reload(): Promise<void>
}

/** A good end must be reached by then; what is still open goes down with the process. */
const lastMoment = 10_000

/**
 * Waits for the signal that ends the process, and returns when `stop` has done its work. A second signal, or 10 seconds,
 * end the process at once. SIGHUP reloads; a SIGHUP during a reload makes one more after it.
 */
export function onSignals({ stop, reload }: SignalHandlers): Promise<void> {
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
    process.on('SIGINT', () => end('SIGINT'))
    process.on('SIGTERM', () => end('SIGTERM'))
    process.on('SIGHUP', () => {
      if (stopping || waiting > 1) return
      waiting++
      reloading = reloading.then(reload).finally(() => waiting--)
    })
  })
}
