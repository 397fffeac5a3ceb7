import type { HeddleError } from '../errors.ts'
import type { ConnectLimits } from './limits.ts'
import type { Session } from './session.ts'
import type { BoundStatement, Result } from './source.ts'

/**
 * One session with a database, as a driver's adapter makes it. It never reconnects: what is lost stays lost, so that no
 * statement can run outside of its transaction. One statement at a time; the lease sees to that.
 */
export interface Connection {
  /** False from the moment it can never be used again: the server hung up, it was cancelled, it was closed. */
  readonly usable: boolean
  /** Whether a statement may be sent before the one ahead of it was answered. Absent: it may not. */
  readonly pipelines?: boolean
  /** The result itself where nobody needs to wait for it. Rejects with the driver's own error. */
  run(statement: BoundStatement): Result | Promise<Result>
  /** Resolves when the session answers: a sign of life. Rejects with the driver's own error. */
  ping(): Promise<void>
  /** Opens a transaction that only reads, and reads one snapshot; in it, all is done as `session` says, where it is given. */
  beginSnapshot(session?: Session): Promise<void>
  /** Opens a transaction that may write, as `session` says: after a statement that failed in it nothing is repaired. */
  begin(commands: readonly string[], session?: Session): Promise<void>
  /** Runs a command about a transaction; answers what the database says that it did, its command tag. */
  control(command: string): Promise<string>
  /**
   * Ends what is open, so that the next borrower finds nothing of the last one; null where nothing is. A rejection condemns
   * the connection.
   */
  reset(): Promise<void> | null
  /**
   * Stops the running statement by the surest means that the database has, and resolves when it has ended or was given up.
   * `usable` then says whether the connection can go on. Never rejects.
   */
  cancel(): Promise<void>
  /** Ends the session; a running statement rejects. Idempotent; never rejects. */
  close(): Promise<void>
}

/** How connections to one database are made, and what its errors mean. */
export interface Driver {
  /** The name of the source, for messages. */
  readonly source: string
  /** Has ended, one way or the other, when a limit is reached. Rejects with the driver's own error. */
  connect(limits: ConnectLimits): Promise<Connection>
  /** What the driver threw, as what Heddle answers. The driver's error is the `cause`, and never in the message. */
  classify(error: unknown): HeddleError
}
