import type { DecisionSql, PreflightSql } from './decisions.ts'
import type { KeptAnswerSql } from './kept-answers.ts'

/** What a transaction sees of others that commit meanwhile, in SQL's words. SQLite's transactions are serializable always. */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable'

export const isolations: readonly Isolation[] = ['read committed', 'repeatable read', 'serializable']

/** A command about a transaction, and what the database says when it has obeyed: PostgreSQL commits nothing and says so softly. */
export interface Command {
  readonly text: string
  /** The command tag that means success. Absent: any answer does. */
  readonly tag?: string
  /** Whether it may fail: what comes after it does the work in any case. */
  readonly mayFail?: boolean
}

/** One database's part of a transaction over several, as it is named where it is prepared. */
export interface BranchId {
  readonly gtid: string
  /** Its number among the branches: two databases of one PostgreSQL server share the names of what they have prepared. */
  readonly branch: number
}

export interface BeginOptions {
  readonly isolation: Isolation
  /** Longest wait for a lock: no database sees a deadlock over several. Milliseconds. */
  readonly lockMs: number
  /** Null: of one database alone. */
  readonly id: BranchId | null
}

/** What the failure of a command to finish a prepared branch means. */
export type FinishFailure =
  /** It is not there any more: somebody has finished it. */
  | 'gone'
  /** The session that prepared it holds it still. */
  | 'held'
  /** It is not there, or it is held: the list says which. */
  | 'gone or held'
  | 'failed'

/** A role and settings of the database, which hold for one transaction. */
export interface SessionSettings {
  readonly role?: string
  readonly settings?: Readonly<Record<string, string | number | boolean>>
}

export interface SessionStatement {
  readonly text: string
  readonly values: readonly string[]
  readonly prepare: boolean
}

/** How a dialect begins, ends, prepares and finishes transactions. */
export interface TransactionSql {
  readonly defaultIsolation: Isolation
  begin(options: BeginOptions): readonly Command[]
  /** Commits a transaction that was not prepared. */
  commit(id: BranchId | null): readonly Command[]
  rollback(id: BranchId | null): readonly Command[]
  /** What a viewer's session sets, for the transaction that is open; null: nothing. */
  enterSession(session: SessionSettings): SessionStatement | null
  /** Ends what it has set, within its transaction: what comes after is Heddle's own. */
  leaveSession(session: SessionSettings): readonly Command[]
  /** Null: a transaction cannot be prepared here, so a unit of work can write to one such database at most. */
  readonly twoPhase: TwoPhaseSql | null
  readonly decisions: DecisionSql
  readonly preflight: PreflightSql
  readonly keptAnswers: KeptAnswerSql
}

export interface TwoPhaseSql {
  prepare(id: BranchId): readonly Command[]
  commit(id: BranchId): Command
  rollback(id: BranchId): Command
  /** Lists what is prepared in this database; `read` finds ours among its rows. */
  readonly list: string
  read(row: readonly unknown[]): BranchId | null
  /** What an error of `commit` or `rollback` means, by the database's own code. */
  failure(code: string | undefined): FinishFailure
}

/** The name of a branch: letters, digits and underscores, at most 64 of them. */
export function branchName({ gtid, branch }: BranchId): string {
  return `${gtid}_${branch}`
}

/** The branch of a name, or null where it is none of Heddle's. */
export function parseBranchName(name: string): BranchId | null {
  const [, gtid, branch] = /^(hd1_[a-z0-9]{10}_[a-z0-9]{8}_[0-9a-z]{26})_(\d{1,3})$/.exec(name) ?? []
  return gtid === undefined ? null : { gtid, branch: Number(branch) }
}
