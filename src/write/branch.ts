import { atMost } from '../source/limits.ts'
import type { BoundStatement, Lease, LeaseOptions, Result, Source } from '../source/source.ts'
import type { BranchId, Command, TransactionSql } from '../sql/transaction.ts'
import { transactions } from '../sql/transactions.ts'

/** Longest wait for a lock. Databases do not see a deadlock over several of them; this ends it. Milliseconds. */
const LOCK_MS = 5_000

/** Longest time of a command that ends or prepares a transaction, whoever waits for it. Milliseconds. */
const CONTROL_MS = 10_000

/** What a command to a database came to: obeyed; certainly not obeyed; or nobody knows, as the connection was lost. */
export type Fate = { readonly kind: 'done' } | { readonly kind: 'refused' | 'unknown'; readonly error: unknown }

/**
 * The part of a unit of work that one database has: one connection with one transaction, begun with the first statement.
 * What is left open when it is closed is rolled back, or the connection is not used again.
 */
export class Branch {
  readonly source: Source
  readonly id: BranchId
  readonly #options: LeaseOptions
  readonly #sql: TransactionSql
  #lease: Promise<Lease> | null = null
  #written = false

  constructor(source: Source, id: BranchId, options: LeaseOptions) {
    this.source = source
    this.id = id
    this.#options = options
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

  async run(statement: BoundStatement, use: 'read' | 'write'): Promise<Result> {
    if (use === 'write') this.#written = true
    return (await this.begin()).run(statement)
  }

  /** The connection, with the transaction open. */
  begin(): Promise<Lease> {
    this.#lease ??= this.#open()
    return this.#lease
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

  commit(): Promise<Fate> {
    return this.control(this.#sql.commit(this.id))
  }

  rollback(): Promise<Fate> {
    return this.control(this.#sql.rollback(this.id))
  }

  /** Runs commands on the connection of the branch. Never rejects. */
  async control(commands: readonly Command[]): Promise<Fate> {
    const lease = await this.#lease
    if (lease === null) return { kind: 'done' }
    try {
      await lease.control(commands, atMost(CONTROL_MS))
      return { kind: 'done' }
    } catch (error) {
      return { kind: lease.usable ? 'refused' : 'unknown', error }
    }
  }

  /** Gives the connection back; a transaction that is still open is rolled back. Idempotent; never rejects. */
  async close(): Promise<void> {
    const lease = await this.#lease?.catch(() => null)
    await lease?.release()
  }
}
