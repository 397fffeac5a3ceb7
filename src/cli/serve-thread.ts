import cluster from 'node:cluster'
import { setFlagsFromString } from 'node:v8'
import { isMainThread, SHARE_ENV, Worker } from 'node:worker_threads'
import type { ExitCode } from './exit-code.ts'
import { startFlags } from './optimize-early.ts'
import { heardSignals, lastMoment, signalCodes, type HeardSignal, type ThreadData } from './signals.ts'

/** What a thread that hears has beyond its own time to end. Milliseconds. */
const graceMs = 500

/**
 * Whether `serve` gets a thread: not where node was given flags, for whoever gave them has said how it is to run, and not in
 * a worker of a cluster, which shares its port from its main thread alone.
 */
export function mayHaveThread(): boolean {
  return isMainThread && cluster.isPrimary && process.execArgv.length === 0 && !process.env['NODE_OPTIONS']
}

/**
 * Runs the same command line in a thread of this process, and answers with its exit code. V8 reads some of its flags only
 * when it makes a heap: so it is told them, and makes one. This thread hears the signals for the other, and ends it where it
 * is too busy to hear.
 *
 * @param main the file that runs a command line
 */
export function serveInThread(main: URL): Promise<ExitCode> {
  for (const flag of startFlags) setFlagsFromString(flag)
  const hears = new Int32Array(new SharedArrayBuffer(4))
  const thread = new Worker(main, {
    argv: process.argv.slice(2),
    env: SHARE_ENV,
    workerData: { hears } satisfies ThreadData,
  })
  let ends = 0
  function pass(signal: HeardSignal): void {
    if (Atomics.load(hears, 0) === 0) return endBy(signal)
    thread.postMessage(signal)
    if (signal === 'SIGHUP') return
    ends += 1
    setTimeout(() => process.exit(signalCodes[signal]), graceMs + (ends > 1 ? 0 : lastMoment)).unref()
  }
  for (const signal of heardSignals) process.on(signal, pass)
  // What it throws and nobody catches is thrown here, as an 'error' that nobody listens to. The code may be one of a signal, or
  // what code of the config has left with.
  return new Promise((resolve) => thread.once('exit', (code) => resolve(code as ExitCode)))
}

/** As a signal ends a process that does not listen to it. */
function endBy(signal: HeardSignal): void {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}
