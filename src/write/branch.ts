import { HeddleError } from '../errors.ts'
import { atMost } from '../source/limits.ts'
import type { BoundStatement, Lease, LeaseOptions, Result, Source } from '../source/source.ts'
import type { BranchId, Command, TransactionSql } from '../sql/transaction.ts'
import { transactions } from '../sql/transactions.ts'
import { finishBranch } from './finish-branch.ts'
import type { Outcome } from './protocol.ts'

/** Longest wait for a lock. Databases do not see a deadlock over several of them; this ends it. Milliseconds. */
const LOCK_MS = 5_000

/** Longest time of a command that ends or prepares a transaction, whoever waits for it. Milliseconds. */
const CONTROL_MS = 10_000

/** What a command to a database came to: obeyed; certainly not obeyed; or nobody knows, as the connection was lost. */
export type Fate = 'done' | 'refused' | 'unknown'

export interface BranchOptions {
  readonly source: Source
  /** Its name where it is prepared; null: it is the last to commit, or the only one. */
  readonly id: BranchId | null
  readonly lease: LeaseOptions
}

/**
 * The part of a unit of work that one database has: one connection with one transaction, begun with the first statement.
 * What is left open when it is closed is rolled back, or the connection is not used again.
 */
export class Branch {
  readonly source: Source
  readonly id: BranchId | null
  readonly #options: LeaseOptions
  readonly #sql: TransactionSql
  #lease: Promise<Lease> | null = null
  #written = false
  #prepared: Fate | null = null
  /** What the database said where it did not obey. */
  #failure: unknown = null

  constructor({ source, id, lease }: BranchOptions) {
    this.source = source
    this.id = id
    this.#options = lease
    this.#sql = transactions[source.dialect]
  }

  /** Whether it may write; else it reads one snapshot. */
  get mayWrite(): boolean {
    return this.#options.writes === true
  }

  /** Whether a statement was sent that may have written. */
  get written(): boolean {
    return this.#written
  }

  /** Why the last command was not obeyed. */
  get failure(): unknown {
    return this.#failure
  }

  async run(statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    if (use === 'write') this.#written = true
    this.#lease ??= this.#open()
    return (await this.#lease).run(statement)
  }

  /** Like `run`, of a statement about Heddle's own tables: not as the viewer whose session the transaction has. */
  async runOwn(statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    const { session } = this.#options
    if (!session) return this.run(statement, use)
    this.#lease ??= this.#open()
    await (await this.#lease).control(this.#sql.leaveSession(session), atMost(CONTROL_MS))
    const result = await this.run(statement, use)
    const enter = this.#sql.enterSession(session)
    if (enter) await this.run(enter, 'read')
    return result
  }

  async #open(): Promise<Lease> {
    const lease = await this.source.lease(this.#options)
    try {
      if (!this.mayWrite) await lease.beginSnapshot()
      else await lease.begin(this.#sql.begin({ isolation: this.source.isolation, lockMs: LOCK_MS, id: this.id }))
      return lease
    } catch (error) {
      await lease.release()
      throw error
    }
  }

  /** Like `run`, of a statement of the protocol itself. Never rejects. */
  async record(statement: BoundStatement): Promise<Fate> {
    try {
      await this.runOwn(statement, 'write')
      return 'done'
    } catch (error) {
      this.#failure = notDecided(this.source.name, error)
      return 'refused'
    }
  }

  commit(): Promise<Fate> {
    return this.#control(this.#sql.commit(this.id))
  }

  rollback(): Promise<Fate> {
    return this.#control(this.#sql.rollback(this.id))
  }

  async prepare(): Promise<Fate> {
    if (this.id === null || this.#sql.twoPhase === null) return 'refused'
    this.#prepared = 'unknown'
    this.#prepared = await this.#control(this.#sql.twoPhase.prepare(this.id))
    return this.#prepared
  }

  /** Follows the decision. What was never prepared, or certainly not, is rolled back here: nobody else knows of it. */
  async finish(outcome: Outcome): Promise<'done' | 'unknown'> {
    const prepared = this.#prepared === 'done' || this.#prepared === 'unknown'
    if (prepared && this.id !== null) return finishBranch(this.source, this.id, outcome, await this.#opened())
    await this.rollback()
    return 'done'
  }

  /** Runs commands on the connection of the branch; where none was opened, there is nothing to end. */
  async #control(commands: readonly Command[]): Promise<Fate> {
    const lease = await this.#opened()
    if (lease === null) return 'done'
    try {
      await lease.control(commands, atMost(CONTROL_MS))
      return 'done'
    } catch (error) {
      this.#failure = error
      // An answer that says no is certain, and so is a command that did something else than it was to.
      return lease.usable || (error instanceof HeddleError && error.code === 'TRANSACTION_ABORTED')
        ? 'refused'
        : 'unknown'
    }
  }

  async #opened(): Promise<Lease | null> {
    return (await this.#lease?.catch(() => null)) ?? null
  }

  /** Gives the connection back; a transaction that is still open is rolled back. Idempotent; never rejects. */
  async close(): Promise<void> {
    const lease = await this.#opened()
    await lease?.release()
  }
}

/** The statement was Heddle's own: that its key is taken says that recovery was there first, and nothing about the data. */
function notDecided(source: string, error: unknown): HeddleError {
  const message = `The decision about the transaction could not be written to source "${source}", so it was rolled back everywhere.`
  const cause = error instanceof HeddleError ? error.cause : error
  return new HeddleError('TRANSACTION_ABORTED', message, { source, retryable: true }, { cause })
}
