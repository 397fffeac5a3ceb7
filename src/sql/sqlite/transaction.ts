import { sqliteDecisions, sqlitePreflight } from './decisions.ts'
import { sqliteKeptAnswers } from './kept-answers.ts'
import type { TransactionSql } from '../transaction.ts'

/** Transactions of SQLite. `immediate`: one that reads first and then writes would fail at once where another has written. */
export const sqliteTransaction: TransactionSql = {
  defaultIsolation: 'serializable',
  begin: () => [{ text: 'begin immediate' }],
  commit: () => [{ text: 'commit' }],
  rollback: () => [{ text: 'rollback' }],
  enterSession: () => null,
  leaveSession: () => [],
  twoPhase: null,
  decisions: sqliteDecisions,
  preflight: sqlitePreflight,
  keptAnswers: sqliteKeptAnswers,
}
