/** The table of answers to requests that carried an idempotency key. It is nobody's but Heddle's. */
export const ANSWER_TABLE = 'heddle_idempotency'

/** What is done with the table of kept answers, in one dialect. Parameters stand in the order that each comment says. */
export interface KeptAnswerSql {
  /** Makes the table where there is none. */
  readonly create: string
  /** Answers a row where the table is there. */
  readonly exists: string
  /**
   * Takes an id, or leaves the row that has it: id, request, claim. Waits for a transaction that has taken it and is not
   * committed; whose row it is then is told by `read`: the claim stands where the answer will.
   */
  readonly claim: string
  /** Puts the answer in place of the claim: answer, id. */
  readonly keep: string
  /** Answers with request and answer: id. */
  readonly read: string
  /** Deletes what is older than so many seconds. */
  readonly forget: string
}
