import { HeddleError } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Connection, Driver } from './connection.ts'
import { limitError, reachedLimit, within } from './limits.ts'
import { onlyReads } from './only-reads.ts'
import type { Pool } from './pool.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { BoundStatement, LeaseOptions, Result } from './source.ts'

export interface SoleParts {
  readonly driver: Driver
  readonly pool: Pool
  readonly events: Events
  readonly retries: RetryBudget
}

/**
 * A statement on a connection that is lent for it alone: what most requests are, so without the turns and the snapshot of a
 * lease. One that only reads and found its connection dead runs once more, on a fresh one.
 */
export async function runSole(parts: SoleParts, statement: BoundStatement, options: LeaseOptions): Promise<Result> {
  parts.retries.earn()
  const first = new Attempt(parts, statement, options)
  try {
    return await first.run()
  } catch (error) {
    if (!first.died) throw error
    parts.pool.retire()
    if (!onlyReads(statement.text) || !parts.retries.spend()) throw error
    return new Attempt(parts, statement, options).run()
  }
}

/** One run of the statement. */
class Attempt {
  readonly #parts: SoleParts
  readonly #statement: BoundStatement
  readonly #options: LeaseOptions
  /** The connection turned out to be dead, and not by our doing. */
  died = false

  constructor(parts: SoleParts, statement: BoundStatement, options: LeaseOptions) {
    this.#parts = parts
    this.#statement = statement
    this.#options = options
  }

  async run(): Promise<Result> {
    const { pool } = this.#parts
    const asked = performance.now()
    const connection = pool.acquireNow() ?? (await pool.acquire(this.#options))
    return this.#runOn(connection, asked, performance.now())
  }

  async #runOn(connection: Connection, asked: number, started: number): Promise<Result> {
    const { driver, pool } = this.#parts
    let cancelling: Promise<void> | null = null
    try {
      const reached = reachedLimit(this.#options)
      if (reached !== null) throw limitError(driver.source, reached, 'a statement was about to run')
      const result = await within(this.#options, connection.run(this.#statement), (reason) => {
        cancelling = connection.cancel()
        return limitError(driver.source, reason, 'a statement ran')
      })
      this.#report(asked, started, result.rows.length)
      return result
    } catch (error) {
      this.died = cancelling === null && !connection.usable
      const classified = error instanceof HeddleError ? error : driver.classify(error)
      this.#report(asked, started, 0, classified)
      throw classified
    } finally {
      if (cancelling !== null) void (cancelling as Promise<void>).then(() => pool.release(connection))
      else await pool.release(connection)
    }
  }

  #report(asked: number, started: number, rows: number, ...failure: [] | [error: unknown]): void {
    const { driver, events } = this.#parts
    events.emit({
      kind: 'statement',
      requestId: this.#options.requestId,
      source: driver.source,
      sql: this.#statement.text,
      params: this.#statement.values,
      rows,
      waitMs: started - asked,
      runMs: performance.now() - started,
      ...(failure.length === 0 ? {} : { error: failure[0] }),
    })
  }
}
