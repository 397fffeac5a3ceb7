import { setTimeout as sleep } from 'node:timers/promises'
import type { Events } from '../events.ts'
import type { MetricNumbers } from '../telemetry/merge-metrics.ts'
import type { StartFailure, Started, WorkerOrder } from './worker-messages.ts'
import { startWorker, type WorkerProcess } from './worker-process.ts'

export interface SlotOptions {
  /** From 1 on. */
  readonly number: number
  readonly events: Events
  /** What each worker of the slot is started with. */
  readonly order: WorkerOrder & { kind: 'start' }
  /** The successor of a worker could not start. True: no further one is to be tried. */
  giveUp(failure: StartFailure): boolean
  /** What the workers of all slots have counted. */
  metricsOfAll(): Promise<readonly MetricNumbers[]>
}

/** A worker that dies is replaced after so long; each one that dies soon doubles it, up to the longest. Milliseconds. */
const firstDelay = 100
const longestDelay = 10_000
/** Who has served so long did not die of its start. Milliseconds. */
const steady = 60_000

/** The place of one worker: keeps one running, whatever happens to it, until it is stopped. */
export class WorkerSlot {
  readonly #options: SlotOptions
  readonly #stopped = new AbortController()
  #worker: WorkerProcess | undefined
  #serves = false
  #kept: Promise<void> | undefined
  /** What its worker has counted, when it was last asked. */
  #numbers: MetricNumbers | null = null
  /** What its former workers had counted, as far as they were asked. */
  #past: readonly MetricNumbers[] = []

  constructor(options: SlotOptions) {
    this.#options = options
  }

  /** Whether a worker is here that takes requests. */
  get serves(): boolean {
    return this.#serves
  }

  /** Starts the first worker, once. If that fails, the slot stays empty. */
  start(): Promise<Started> {
    return new Promise((resolve) => {
      this.#kept ??= this.#keep(resolve)
    })
  }

  async #keep(first: (started: Started) => void): Promise<void> {
    const { number, events, order, giveUp, metricsOfAll } = this.#options
    for (let life = 1, quick = 0; ; life++) {
      const worker = (this.#worker = startWorker(order, metricsOfAll))
      const started = await worker.started
      const since = performance.now()
      this.#serves = started.kind === 'ready'
      if (life === 1) first(started)
      else if (this.#serves)
        events.emit({ kind: 'notice', message: `Worker ${number} (process ${worker.pid}) serves.` })
      const how = await worker.ended
      this.#worker = undefined
      this.#serves = false
      await this.#keepNumbers()
      if (this.#stopped.signal.aborted) return
      if (started.kind === 'failed' && (life === 1 || giveUp(started))) return

      quick = performance.now() - since > steady ? 1 : quick + 1
      const delay = Math.min(firstDelay * 2 ** (quick - 1), longestDelay)
      const what = `Worker ${number} (process ${worker.pid}) ended: ${how}. Another one starts in ${delay / 1_000} s.`
      const cause = started.kind === 'failed' ? new Error(started.text.trim()) : undefined
      events.emit({ kind: 'fault', requestId: undefined, error: new Error(what, { cause }) })
      await sleep(delay, undefined, { signal: this.#stopped.signal }).catch(() => undefined)
      if (this.#stopped.signal.aborted) return
    }
  }

  /** Why its worker could not reload, printed; null: it did, or there is none, and the next one reads the config anyway. */
  async reload(): Promise<string | null> {
    return (await this.#worker?.reload()) ?? null
  }

  /** What its workers have counted: of the present one all, of former ones what was known of them. */
  async metrics(): Promise<readonly MetricNumbers[]> {
    this.#numbers = (await this.#worker?.metrics()) ?? this.#numbers
    return this.#numbers === null ? this.#past : [...this.#past, this.#numbers]
  }

  /** A worker has ended. What it counted stays counted. */
  async #keepNumbers(): Promise<void> {
    if (this.#numbers === null) return
    const { countedOf, mergedNumbers } = await import('../telemetry/merge-metrics.ts')
    this.#past = [await mergedNumbers([...this.#past, countedOf(this.#numbers)])]
    this.#numbers = null
  }

  /** Lets the worker finish its requests, and starts no other. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#worker?.stop()
    await this.#kept
  }

  /** Sends a signal to the worker, where there is one. Says whether there was. */
  kill(signal: NodeJS.Signals): boolean {
    this.#worker?.kill(signal)
    return this.#worker !== undefined
  }
}
