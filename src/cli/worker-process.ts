import cluster, { type Worker } from 'node:cluster'
import type { MetricNumbers } from '../telemetry/merge-metrics.ts'
import { workerMark, type Started, type WorkerOrder, type WorkerReport } from './worker-messages.ts'

/** A worker as the primary process sees it. */
export interface WorkerProcess {
  readonly pid: number | undefined
  /** How its start went. Never rejects. */
  readonly started: Promise<Started>
  /** How it ended: `SIGKILL`, `exit code 1`. Never rejects. */
  readonly ended: Promise<string>
  /** Why it could not reload, printed; null: it did, or has ended. */
  reload(): Promise<string | null>
  /** What it has counted; null: nothing, or it does not say so in time. */
  metrics(): Promise<MetricNumbers | null>
  /** Lets it finish its requests and end. */
  stop(): void
  kill(signal: NodeJS.Signals): void
}

/** How long a worker may take to say what it has counted: one may be busy. Milliseconds. */
const PATIENCE_MS = 1_000

/**
 * Starts a process that runs the same command line as this one, and carries out orders.
 *
 * @param metricsOfAll what all workers have counted, for one that is asked
 */
export function startWorker(
  start: WorkerOrder & { kind: 'start' },
  metricsOfAll: () => Promise<readonly MetricNumbers[]>,
): WorkerProcess {
  const worker = cluster.fork({ [workerMark]: '1' })
  closeUnanswered(worker)
  const ended = new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => resolve(signal || `exit code ${code}`))
    // Where the system has no process left to give, there is no exit either.
    worker.on('error', (error) => worker.process.pid === undefined && resolve(error.message))
  })

  /** A worker that is gone does not hear; its end is noticed by itself. */
  const tell = (order: WorkerOrder): void => void worker.send(order, () => {})

  function answer<K extends WorkerReport['kind']>(...kinds: K[]): Promise<WorkerReport & { kind: K }> {
    return new Promise((resolve) => {
      const listen = (message: WorkerReport): void => {
        if (!kinds.some((kind) => kind === message.kind)) return
        worker.off('message', listen)
        resolve(message as WorkerReport & { kind: K })
      }
      worker.on('message', listen)
    })
  }

  const started = Promise.race([
    answer('ready', 'failed'),
    ended.then((how): Started => ({ kind: 'failed', code: 1, text: `error  A worker ended at its start: ${how}.\n` })),
  ])
  worker.on('message', ({ kind }: WorkerReport) => {
    if (kind === 'metrics asked') void metricsOfAll().then((numbers) => tell({ kind: 'metrics of all', numbers }))
  })
  let hears = false
  const heard = answer('listening').then(() => {
    hears = true
    tell(start)
  })
  return {
    pid: worker.process.pid,
    started,
    ended,
    async reload() {
      const reloaded = answer('reloaded').then(({ failure }) => failure)
      void heard.then(() => tell({ kind: 'reload' }))
      return Promise.race([reloaded, ended.then(() => null)])
    },
    async metrics() {
      if (!hears) return null
      const told = answer('metrics').then(({ numbers }) => numbers)
      tell({ kind: 'tell metrics' })
      const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref())
      return Promise.race([told, late, ended.then(() => null)])
    },
    // Before it hears, it has nothing to finish.
    stop: () => (hears ? tell({ kind: 'stop' }) : void worker.process.kill('SIGTERM')),
    kill: (signal) => void worker.process.kill(signal),
  }
}

/**
 * `cluster` hands a connection over, and closes its own end when the worker answers that it took it. A worker that dies
 * meanwhile does not answer, and the client would wait for ever.
 */
function closeUnanswered(worker: Worker): void {
  const child = worker.process as unknown as ClusterChannel
  const handed = new Map<number, HandedOver>()
  const send = child.send.bind(child)
  child.send = (message, handle, ...options: []) => {
    if (handle && message.act === 'newconn' && message.seq !== undefined) handed.set(message.seq, handle)
    return send(message, handle, ...options)
  }
  // One that it did not take goes to another worker.
  child.on('internalMessage', ({ ack }) => ack !== undefined && handed.delete(ack))
  // What it has said before its end is heard within the next turn. (Of a worker that died so, `disconnect` is not told.)
  child.once('exit', () => setImmediate(() => setImmediate(() => handed.forEach((connection) => connection.close()))))
}

/** What `cluster` sends and hears through, as far as {@link closeUnanswered} looks at it. */
interface ClusterChannel {
  send(message: ClusterMessage, handle?: HandedOver): boolean
  on(event: 'internalMessage', listener: (message: ClusterMessage) => void): void
  once(event: 'exit', listener: () => void): void
}

interface ClusterMessage {
  readonly act?: string
  readonly seq?: number
  /** The `seq` that it answers. */
  readonly ack?: number
}

interface HandedOver {
  close(): void
}
