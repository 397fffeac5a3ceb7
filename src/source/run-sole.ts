import { HeddleError } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Connection, Driver } from './connection.ts'
import { limitError, reachedLimit, within, type LimitReason } from './limits.ts'
import { onlyReads } from './only-reads.ts'
import type { Pool } from './pool.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { SharedConnections } from './shared-connections.ts'
import type { BoundStatement, LeaseOptions, Result } from './source.ts'

export interface SoleParts {
  readonly driver: Driver
  readonly pool: Pool
  /** Absent: the driver's connections run one statement at a time. */
  readonly shared?: SharedConnections | undefined
  readonly events: Events
  readonly retries: RetryBudget
}

/**
 * A statement on a connection that is lent for it alone, or shared with others like it: what most requests are, so without
 * the turns and the snapshot of a lease. One that only reads and found its connection dead runs once more, on a fresh one.
 */
export function runSole(parts: SoleParts, statement: BoundStatement, options: LeaseOptions): Promise<Result> {
  parts.retries.earn()
  const first = new Attempt(parts, statement, options)
  // What is bounded only reads.
  return first
    .run(options.bounded === true)
    .catch((error: unknown) => runAgain(first, error, parts, statement, options))
}

async function runAgain(
  first: Attempt,
  error: unknown,
  parts: SoleParts,
  statement: BoundStatement,
  options: LeaseOptions,
): Promise<Result> {
  if (first.end === 'own' || !onlyReads(statement.text)) {
    if (first.end === 'died') parts.pool.retire()
    throw error
  }
  if (first.end === 'died') {
    parts.pool.retire()
    if (!parts.retries.spend()) throw error
  }
  return new Attempt(parts, statement, options).run(false)
}

/** One run of the statement. */
class Attempt {
  readonly #parts: SoleParts
  readonly #statement: BoundStatement
  readonly #options: LeaseOptions
  /** Why it failed: by its own doing, because its connection died, or because another's cancel hit it. */
  end: 'own' | 'died' | 'displaced' = 'own'

  constructor(parts: SoleParts, statement: BoundStatement, options: LeaseOptions) {
    this.#parts = parts
    this.#statement = statement
    this.#options = options
  }

  async run(mayShare: boolean): Promise<Result> {
    const { driver, pool, shared: sharing } = this.#parts
    const asked = performance.now()
    const shared = mayShare ? sharing?.borrow() : undefined
    const connection = shared?.connection ?? pool.acquireNow() ?? (await pool.acquire(this.#options))
    const started = performance.now()
    let cancelling: Promise<void> | null = null
    const stop = (reason: LimitReason): HeddleError => {
      cancelling = shared && sharing ? sharing.cancel(shared) : connection.cancel()
      return limitError(driver.source, reason, 'a statement ran')
    }
    try {
      const reached = reachedLimit(this.#options)
      if (reached !== null) throw limitError(driver.source, reached, 'a statement was about to run')
      const running = connection.run(this.#statement)
      const result = running instanceof Promise ? await within(this.#options, running, stop) : running
      const spent = this.#report(asked, started, result.rows.length)
      return { rows: result.rows, spent }
    } catch (error) {
      if (cancelling === null && !connection.usable) this.end = shared?.cancelling ? 'displaced' : 'died'
      const classified = error instanceof HeddleError ? error : driver.classify(error)
      this.#report(asked, started, 0, classified)
      throw classified
    } finally {
      if (shared) sharing?.giveBack(shared)
      else {
        const released = this.#release(connection, cancelling)
        if (released !== null) await released
      }
    }
  }

  /** Nobody waits for a connection that is being cancelled. */
  #release(connection: Connection, cancelling: Promise<void> | null): Promise<void> | null {
    if (cancelling === null) return this.#parts.pool.release(connection)
    void cancelling.then(() => this.#parts.pool.release(connection))
    return null
  }

  #report(asked: number, started: number, rows: number, error?: unknown): Result['spent'] & {} {
    const { driver, events } = this.#parts
    const spent = { waitMs: started - asked, runMs: performance.now() - started }
    events.emit({
      kind: 'statement',
      requestId: this.#options.requestId,
      source: driver.source,
      table: this.#statement.table,
      sql: this.#statement.text,
      params: this.#statement.values,
      rows,
      waitMs: spent.waitMs,
      runMs: spent.runMs,
      error,
    })
    return spent
  }
}
