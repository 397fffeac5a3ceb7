import { HeddleError, invariant } from '../errors.ts'
import type { Events } from '../events.ts'
import type { Command } from '../sql/transaction.ts'
import type { Connection, Driver } from './connection.ts'
import { limitError, reachedLimit, within, type Limits } from './limits.ts'
import { onlyReads } from './only-reads.ts'
import type { Pool } from './pool.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { BoundStatement, Lease, LeaseOptions, Result } from './source.ts'

export interface LeaseParts {
  readonly pool: Pool
  readonly driver: Driver
  readonly events: Events
  readonly options: LeaseOptions
  readonly retries: RetryBudget
  /** Milliseconds from asking for the connection to having it. */
  readonly waitMs: number
}

/**
 * A connection of a pool, lent to one request. Statements run one after the other. The connection that a snapshot was begun
 * on is the only one that its statements may run on; without one, a statement that only reads and found its connection dead
 * runs once more on a fresh one.
 */
export class PooledLease implements Lease {
  readonly #parts: LeaseParts
  #connection: Connection
  #waitMs: number
  #transaction: 'none' | 'snapshot' | 'write' = 'none'
  #released = false
  /** Why no further statement may run: a limit was reached, or the transaction was lost. */
  #ended: HeddleError | null = null
  #running = false
  #cancelling: Promise<void> | null = null
  /** Settles with the last statement; never rejects. */
  #turn: Promise<void> = Promise.resolve()

  constructor(connection: Connection, parts: LeaseParts) {
    this.#connection = connection
    this.#parts = parts
    this.#waitMs = parts.waitMs
  }

  get usable(): boolean {
    return this.#connection.usable && this.#cancelling === null
  }

  run(statement: BoundStatement, limits: Limits = this.#parts.options): Promise<Result> {
    this.#parts.retries.earn()
    return this.#inTurn(() => {
      // Outside of a transaction the connection knows nothing of the viewer.
      invariant(
        this.#transaction !== 'none' || !this.#parts.options.session,
        'what runs with a session runs in its transaction',
      )
      return this.#retrying(
        () => this.#runOnce(statement, limits),
        () => onlyReads(statement.text),
      )
    })
  }

  beginSnapshot(limits: Limits = this.#parts.options): Promise<void> {
    return this.#inTurn(async () => {
      invariant(this.#transaction === 'none', 'a lease begins one snapshot')
      await this.#retrying(
        () => this.#limited(limits, (connection) => connection.beginSnapshot(this.#parts.options.session)),
        () => true,
      )
      this.#transaction = 'snapshot'
    })
  }

  begin(commands: readonly Command[]): Promise<void> {
    return this.#inTurn(async () => {
      invariant(this.#transaction === 'none', 'a lease begins one transaction')
      const texts = commands.map(({ text }) => text)
      await this.#retrying(
        () => this.#limited(this.#parts.options, (connection) => connection.begin(texts, this.#parts.options.session)),
        () => true,
      )
      this.#transaction = 'write'
    })
  }

  control(commands: readonly Command[], limits: Limits): Promise<void> {
    return this.#inTurn(async () => {
      for (const command of commands) {
        const did = await this.#obey(command, limits)
        const { tag = did } = command
        if (did !== tag) throw disobeyed(this.#parts.driver.source, tag, did)
      }
    })
  }

  async #obey({ text, tag, mayFail = false }: Command, limits: Limits): Promise<string> {
    try {
      return await this.#within(limits, (connection) => connection.control(text))
    } catch (error) {
      if (mayFail && this.usable) return tag ?? ''
      throw error
    }
  }

  async release(): Promise<void> {
    if (this.#released) return
    this.#released = true
    // A statement that nobody waits for any more is stopped, not waited for.
    if (this.#running) this.#cancelling ??= this.#connection.cancel()
    const given = this.#rested().then((connection) => this.#parts.pool.release(connection))
    if (this.#cancelling === null) await given
  }

  /** The connection, once nothing runs on it. */
  async #rested(): Promise<Connection> {
    await this.#turn
    await this.#cancelling
    return this.#connection
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.then(
      () => {},
      () => {},
    )
    return result
  }

  async #retrying<T>(work: () => Promise<T>, mayRepeat: () => boolean): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (this.#connection.usable || this.#cancelling !== null) throw error
      if (this.#transaction !== 'none') {
        this.#ended = lostTransaction(this.#parts.driver.source, error)
        throw error
      }
      this.#parts.pool.retire()
      if (!mayRepeat() || this.#released || !this.#parts.retries.spend()) throw error
      await this.#replace()
      return work()
    }
  }

  async #replace(): Promise<void> {
    const started = performance.now()
    void this.#parts.pool.release(this.#connection)
    this.#connection = await this.#parts.pool.acquire(this.#parts.options)
    this.#waitMs += performance.now() - started
  }

  async #runOnce(statement: BoundStatement, limits: Limits): Promise<Result> {
    const { driver, events, options } = this.#parts
    const started = performance.now()
    const waitMs = this.#waitMs
    this.#waitMs = 0
    const report = (rows: number, error?: unknown) => {
      const runMs = performance.now() - started
      events.emit({
        kind: 'statement',
        requestId: options.requestId,
        source: driver.source,
        table: statement.table,
        sql: statement.text,
        params: statement.values,
        rows,
        waitMs,
        runMs,
        error,
      })
      return { waitMs, runMs }
    }
    try {
      const result = await this.#limited(limits, async (connection) => connection.run(statement))
      return { rows: result.rows, spent: report(result.rows.length) }
    } catch (error) {
      report(0, error)
      if (this.#transaction === 'write' && error instanceof HeddleError) this.#end(error)
      throw error
    }
  }

  async #limited<T>(limits: Limits, work: (connection: Connection) => Promise<T>): Promise<T> {
    if (this.#ended !== null) throw this.#ended
    return this.#within(limits, work)
  }

  async #within<T>(limits: Limits, work: (connection: Connection) => Promise<T>): Promise<T> {
    const { driver } = this.#parts
    if (this.#released) throw givenBack(driver.source)
    const reached = reachedLimit(limits)
    if (reached !== null) throw this.#end(limitError(driver.source, reached, 'a statement was about to run'))
    const connection = this.#connection
    this.#running = true
    try {
      return await within(limits, work(connection), (reason) => {
        this.#cancelling ??= connection.cancel()
        return this.#end(limitError(driver.source, reason, 'a statement ran'))
      })
    } catch (error) {
      // What a statement dies of when it is stopped is our doing.
      if (this.#cancelling !== null) throw this.#ended ?? givenBack(driver.source)
      throw error instanceof HeddleError ? error : driver.classify(error)
    } finally {
      this.#running = false
    }
  }

  #end(error: HeddleError): HeddleError {
    this.#ended = error
    return error
  }
}

function givenBack(source: string): HeddleError {
  return new HeddleError('CANCELLED', `The lease of source "${source}" was given back.`)
}

function lostTransaction(source: string, cause: unknown): HeddleError {
  return new HeddleError(
    'DATABASE_UNAVAILABLE',
    `The connection to source "${source}" was lost, and with it the transaction that further statements belong to.`,
    { source, retryable: true },
    { cause },
  )
}

function disobeyed(source: string, wanted: string, did: string): HeddleError {
  const message = `Source "${source}" was to ${wanted} and did ${did}: the transaction had failed before, and is rolled back.`
  return new HeddleError('TRANSACTION_ABORTED', message, { source, retryable: true })
}
