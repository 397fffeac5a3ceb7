import type { DialectName } from '../catalog/catalog.ts'
import type { HeddleError } from '../errors.ts'
import type { SqlValue } from '../sql/statement.ts'
import type { Command, Isolation } from '../sql/transaction.ts'
import type { Abandonment } from '../abandonment.ts'
import type { Limits } from './limits.ts'
import type { Session } from './session.ts'

/**
 * One connected database. Everything that a driver can do wrong stays behind this interface: a dying connection
 * rejects the statement that ran on it and nothing else; it never hangs, never ends the process, and never runs a
 * statement outside of its transaction.
 */
export interface Source {
  readonly name: string
  readonly dialect: DialectName
  /** Of the transactions that write. */
  readonly isolation: Isolation
  /** Whether the database is gone with this process. */
  readonly inMemory: boolean
  /** Connections to its server that it opens at most; 0: there is no server. */
  readonly connections: number
  /** Whether it is reached through a pooler that lends a session for one transaction (PgBouncer in transaction mode). */
  pooled(): boolean
  /** Connections by what they do, and requests that wait for one. */
  pool(): PoolState
  /** Whether as many wait for it as may: whatever is asked of it now is refused. */
  saturated(): boolean
  /** OVERLOADED, for whom it is too late to wait. */
  refuse(): HeddleError
  /** A connection for one request; released exactly once. Rejects DATABASE_UNAVAILABLE or DATABASE_TIMEOUT. */
  lease(options: LeaseOptions): Promise<Lease>
  /** Leases, runs one statement, releases. */
  run(statement: BoundStatement, options: LeaseOptions): Promise<Result>
  /** Ends idle connections at once and leased ones when they return; rejects new leases. Idempotent. */
  close(): Promise<void>
}

export interface PoolState {
  readonly idle: number
  readonly lent: number
  readonly connecting: number
  readonly waiting: number
}

export interface LeaseOptions {
  readonly requestId?: string | undefined
  /** `performance.now()` by which everything must have ended: waiting, connecting, running. */
  readonly deadline?: number | undefined
  /** Aborted: the wait ends, or the running statement is cancelled in the database. */
  readonly signal?: Abandonment | undefined
  /**
   * Whether all work of the lease is bounded by counted keys, a unique key or a small table. SQLite does such work in the
   * main thread, and everything else in a process that can be killed.
   */
  readonly bounded?: boolean | undefined
  /** PostgreSQL: what the viewer's statements run with. They run in a transaction then, and nowhere else. */
  readonly session?: Session | undefined
  /** Whether the lease may write. SQLite has one connection for that, in a process of its own. */
  readonly writes?: boolean | undefined
}

export interface Lease {
  /** @param limits of this statement alone, in place of the lease's own */
  run(statement: BoundStatement, limits?: Limits): Promise<Result>
  /** One snapshot for all statements until `end`: PostgreSQL repeatable read, read only; SQLite a deferred transaction. */
  beginSnapshot(limits?: Limits): Promise<void>
  /** Opens a transaction that may write. After a statement that failed in it, none runs: it can only be ended. */
  begin(commands: readonly Command[]): Promise<void>
  /**
   * Runs commands about a transaction, one after the other, within limits of their own: what is being committed is not
   * stopped because a client has left. Rejects where a command fails or does something else than it says; then `usable` says
   * whether that is certain.
   */
  control(commands: readonly Command[], limits: Limits): Promise<void>
  /** False once the connection is lost, and with it the knowledge of what its last command did. */
  readonly usable: boolean
  /** Gives the connection back, ending what is open: a transaction is rolled back, a suspect connection closed. Idempotent. */
  release(): Promise<void>
}

export interface BoundStatement {
  readonly text: string
  readonly values: readonly SqlValue[]
  /** The id of the table whose rows it is about, where it is about rows: for who looks on. */
  readonly table?: string
  /** Worth preparing: the text comes from a cached plan. */
  readonly prepare: boolean
  /** Whether cells may arrive as the bytes of their text (UTF-8): what is only passed on need not be decoded. */
  readonly bytes?: boolean
  /** Not Heddle's own words: nobody knows what it leaves in the session. */
  readonly foreign?: boolean
}

/** Rows as arrays: text as the database printed it (SQLite: also numbers), or null. Never objects keyed by column name. */
export interface Result {
  readonly rows: readonly (readonly Cell[])[]
  /** What it took, in milliseconds: from asking for a connection to having one, and from then on. Absent: nobody looked. */
  readonly spent?: { readonly waitMs: number; readonly runMs: number }
}

/** Bytes only where the statement asked for them. */
export type Cell = string | number | Uint8Array | null
