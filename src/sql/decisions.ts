/** The table of decisions: in every database that may be the last to commit. It is nobody's but Heddle's. */
export const DECISION_TABLE = 'heddle_decision'

/** The row whose `branches` holds the name of the log: a copy of the database under another name stays the same log. */
export const LOG_ROW = 'log'

/** What is done with the table of decisions, in one dialect. Parameters stand in the order that each comment says. */
export interface DecisionSql {
  /** Makes the table where there is none. */
  readonly create: string
  /** Answers a row where the table is there. */
  readonly exists: string
  /** Names the log, unless it has a name: the name. */
  readonly nameLog: string
  /** Answers with the name of the log. */
  readonly readLogName: string
  /** Writes 'C': gtid, branches. Fails where there is a row already. */
  readonly record: string
  /** Writes 'A', or leaves the row that is there: gtid. Waits for who is writing it now. */
  readonly fence: string
  /** Answers with the outcome as it is now: gtid. */
  readonly read: string
  /** All decisions: gtid, outcome, branches, at. */
  readonly list: string
  /**
   * Deletes old decisions: seconds that a 'C' is kept, seconds that an 'A' is kept, and a JSON list of the gtids that are
   * to stay.
   */
  readonly forget: string
}

/** What a database must be like for its part in a transaction over several. */
export interface PreflightSql {
  /** Answer a row each; `judge` gets their last cells, null where there is no row. */
  readonly queries: readonly string[]
  judge(cells: readonly (string | number | null)[]): Fitness
}

/** What a commit survives: the power going off, the processes dying, or nothing. */
export type Durability = 'power loss' | 'process' | 'none'

export const durabilities: readonly Durability[] = ['none', 'process', 'power loss']

export interface Fitness {
  /** Why it cannot prepare a transaction; null: it can. */
  readonly cannotPrepare: string | null
  readonly durability: Durability
  /** Why it is not more durable; null: it is as durable as can be. */
  readonly weakness: string | null
  /** What should be known and stops nothing. */
  readonly notice: string | null
}
