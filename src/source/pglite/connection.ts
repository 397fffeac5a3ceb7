import { Worker } from 'node:worker_threads'
import type { Connection } from '../connection.ts'
import { atMost, within, type Limits } from '../limits.ts'
import { parameterText } from '../postgres/parameter-text.ts'
import { beginSnapshotText, endsTransaction, sessionSettings } from '../postgres/session-settings.ts'
import { RemoteCalls, type Reply } from '../remote-calls.ts'
import { sessionStatement } from '../../sql/postgres/transaction.ts'
import type { Session } from '../session.ts'
import type { BoundStatement, Result } from '../source.ts'

/** How long a database may take to close in peace; then its thread is ended. Milliseconds. */
const CLOSE_MS = 5_000

export interface PgliteConnectOptions {
  /** Null: in memory. */
  readonly folder: string | null
  readonly readOnly: boolean
}

/** Starts PGlite in a thread of its own. Rejects with the driver's error. */
export async function connectPglite(options: PgliteConnectOptions, limits: Limits): Promise<Connection> {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), {
    workerData: { folder: options.folder, settings: sessionSettings({ readOnly: options.readOnly }) },
    execArgv: [],
  })
  const calls = new RemoteCalls((message) => worker.postMessage(message))
  worker.on('message', (reply: Reply) => calls.settle(reply))
  worker.on('error', (error: Error) => calls.lose(error))
  worker.on('exit', () => calls.lose(new Error('the thread of the database ended')))
  try {
    await within(limits, calls.call({ kind: 'open' }), () => new Error('the database did not start in time'))
    return new PgliteConnection(worker, calls)
  } catch (error) {
    await worker.terminate()
    throw error
  }
}

class PgliteConnection implements Connection {
  readonly #worker: Worker
  readonly #calls: RemoteCalls
  #closing: Promise<void> | null = null
  #transaction: 'none' | 'snapshot' | 'write' = 'none'
  /** Of the transaction: it ends with it, and begins with the one that takes its place. */
  #session: Session | undefined
  /** A statement failed in the transaction, which answers nothing more. */
  #aborted = false
  #running: Promise<void> = Promise.resolve()

  constructor(worker: Worker, calls: RemoteCalls) {
    this.#worker = worker
    this.#calls = calls
  }

  get usable(): boolean {
    return this.#closing === null && !this.#calls.lost
  }

  async run({ text, values, prepare }: BoundStatement): Promise<Result> {
    const mayRepeat = this.#transaction === 'none'
    const call = { kind: 'run', text, values: values.map(parameterText), keep: prepare, mayRepeat }
    if (this.#aborted) await this.#renewSnapshot()
    try {
      return { rows: (await this.#call(call)) as (string | null)[][] }
    } catch (error) {
      this.#aborted = this.#transaction === 'snapshot'
      throw error
    }
  }

  async ping(): Promise<void> {
    await this.#call({ kind: 'exec', text: 'select 1' })
  }

  async beginSnapshot(session?: Session): Promise<void> {
    this.#transaction = 'snapshot'
    await this.#call({ kind: 'exec', text: beginSnapshotText })
    await this.#enter(session)
  }

  async begin(commands: readonly string[], session?: Session): Promise<void> {
    this.#transaction = 'write'
    for (const text of commands) await this.#call({ kind: 'exec', text })
    await this.#enter(session)
  }

  /** For the transaction that has begun, and no longer. */
  async #enter(session: Session | undefined): Promise<void> {
    this.#session = session
    const settings = session && sessionStatement(session)
    if (settings) await this.run(settings)
  }

  async control(text: string): Promise<string> {
    const tag = String(await this.#call({ kind: 'exec', text }))
    if (endsTransaction(tag)) {
      this.#transaction = 'none'
      this.#aborted = false
    }
    return tag
  }

  /** A statement that failed costs its own answer. Those after it read a later snapshot, as the failed one ended theirs. */
  async #renewSnapshot(): Promise<void> {
    const session = this.#session
    await this.#rollback()
    await this.beginSnapshot(session)
  }

  reset(): Promise<void> | null {
    return this.#transaction !== 'none' ? this.#rollback() : null
  }

  async #rollback(): Promise<void> {
    await this.#call({ kind: 'exec', text: 'rollback' })
    this.#transaction = 'none'
    this.#session = undefined
    this.#aborted = false
  }

  /** PGlite cannot be stopped, and ending its thread may lose the database: the session is free when the statement is done. */
  async cancel(): Promise<void> {
    await this.#running
  }

  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    const closed = this.#calls.call({ kind: 'close' })
    await within(atMost(CLOSE_MS), closed, () => new Error('the database did not close in time')).catch(() => {})
    await this.#worker.terminate()
  }

  #call(message: object): Promise<unknown> {
    const answer = this.#calls.call(message)
    this.#running = answer.then(
      () => {},
      () => {},
    )
    return answer
  }
}
