import { postgresDecisions, postgresPreflight } from './decisions.ts'
import { postgresKeptAnswers } from './kept-answers.ts'
import { branchName, parseBranchName, type TransactionSql } from '../transaction.ts'

/** Transactions of PostgreSQL. A failed one answers `commit` and `prepare transaction` with success, and the tag ROLLBACK. */
export const postgresTransaction: TransactionSql = {
  defaultIsolation: 'read committed',
  begin: ({ isolation, lockMs }) => [
    { text: `begin isolation level ${isolation}; set local lock_timeout = ${lockMs}` },
  ],
  commit: () => [{ text: 'commit', tag: 'COMMIT' }],
  rollback: () => [{ text: 'rollback', tag: 'ROLLBACK' }],
  twoPhase: {
    // Whoever's role it is prepared under owns it, and nobody else may finish it.
    prepare: (id) => [
      { text: 'reset role' },
      { text: `prepare transaction '${branchName(id)}'`, tag: 'PREPARE TRANSACTION' },
    ],
    commit: (id) => ({ text: `commit prepared '${branchName(id)}'`, tag: 'COMMIT PREPARED' }),
    rollback: (id) => ({ text: `rollback prepared '${branchName(id)}'`, tag: 'ROLLBACK PREPARED' }),
    list: String.raw`select gid from pg_prepared_xacts where database = current_database() and gid like 'hd1\_%'`,
    read: ([gid]) => parseBranchName(String(gid)),
    failure: (code) => (code === '42704' ? 'gone' : code === '55000' ? 'held' : 'failed'),
  },
  decisions: postgresDecisions,
  preflight: postgresPreflight,
  keptAnswers: postgresKeptAnswers,
}
