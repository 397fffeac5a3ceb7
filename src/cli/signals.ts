import { parentPort, workerData } from 'node:worker_threads'

export interface SignalHandlers {
  /** Ends the work in good order. Called once. */
  stop(): Promise<void>
  reload(): Promise<void>
}

/** A good end must be reached by then; what is still open goes down with the process. Milliseconds. */
export const lastMoment = 10_000

/** The exit codes of a process that a signal has ended. */
export const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const

export const heardSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type HeardSignal = (typeof heardSignals)[number]

/** What a thread that serves is given. */
export interface ThreadData {
  /** Not 0: it hears signals. */
  readonly hears: Int32Array
}

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
    const end = (signal: keyof typeof signalCodes): void => {
      const code = signalCodes[signal]
      if (stopping) process.exit(code)
      stopping = true
      setTimeout(() => process.exit(code), lastMoment).unref()
      reloading.then(stop).then(resolve, reject)
    }
    const parent = process.ppid
    if (underNpm) setInterval(() => !stopping && process.ppid !== parent && end('SIGTERM'), parentWatchMs).unref()
    hear({
      SIGINT: () => end('SIGINT'),
      SIGTERM: () => end('SIGTERM'),
      SIGHUP() {
        if (stopping || waiting > 1) return
        waiting++
        reloading = reloading.then(reload).finally(() => waiting--)
      },
    })
  })
}

/** Signals go to a process's main thread, which passes them on to one that hears them: see `serve-thread.ts`. */
function hear(handlers: Readonly<Record<HeardSignal, () => void>>): void {
  if (parentPort === null) {
    for (const signal of heardSignals) process.on(signal, handlers[signal])
    return
  }
  parentPort.on('message', (signal: HeardSignal) => handlers[signal]()).unref()
  Atomics.store((workerData as ThreadData).hears, 0, 1)
}
