import type { Connection } from '../connection.ts'
import { pause } from '../limits.ts'
import type { BoundStatement, Result } from '../source.ts'
import { isBusy } from './classify-error.ts'
import type { Session } from './session.mjs'

/** How long a reader waits for a locked file, in pauses that leave the event loop free. Milliseconds. */
const BUSY_MS = 5_000
const LONGEST_PAUSE_MS = 50

/** A connection in the main thread: 5 µs a statement, and nobody else runs meanwhile. For work that is bounded. */
export class MainConnection implements Connection {
  readonly #session: Session
  #closed = false
  #cancelled = false

  constructor(session: Session) {
    this.#session = session
  }

  get usable(): boolean {
    return !this.#closed
  }

  run(statement: BoundStatement): Result | Promise<Result> {
    try {
      return this.#runNow(statement)
    } catch (error) {
      return isBusy(error) ? this.#whenFree(() => this.#runNow(statement)) : Promise.reject(error as Error)
    }
  }

  #runNow({ text, values, prepare, bytes }: BoundStatement): Result {
    if (this.#closed) throw new Error('the connection is closed')
    return { rows: this.#session.run(text, values, { keep: prepare, bytes: bytes === true }) }
  }

  /** A file in this process has no other life than the process. */
  async ping(): Promise<void> {}

  /** SQLite takes the snapshot with the first statement that reads. */
  async beginSnapshot(): Promise<void> {
    this.#session.exec('begin deferred')
  }

  async begin(commands: readonly string[]): Promise<void> {
    for (const command of commands) await this.control(command)
  }

  /** Nobody else has a lock: only a database in memory is written here. */
  async control(command: string): Promise<string> {
    return this.#session.control(command)
  }

  reset(): Promise<void> | null {
    this.#cancelled = false
    return this.#session.inTransaction() ? this.#rollback() : null
  }

  async #rollback(): Promise<void> {
    this.#session.exec('rollback')
  }

  /** A statement here has ended before anybody could cancel it; what ends is the waiting for a locked file. */
  async cancel(): Promise<void> {
    this.#cancelled = true
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#session.close()
  }

  async #whenFree<T>(work: () => T): Promise<T> {
    const end = performance.now() + BUSY_MS
    for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return work()
      } catch (error) {
        if (!isBusy(error) || this.#cancelled || performance.now() > end) throw error
        await pause(pauseMs)
      }
    }
  }
}
