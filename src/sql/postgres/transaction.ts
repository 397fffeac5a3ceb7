import { postgresDecisions, postgresPreflight } from './decisions.ts'
import { postgresKeptAnswers } from './kept-answers.ts'
import {
  branchName,
  parseBranchName,
  type SessionSettings,
  type SessionStatement,
  type TransactionSql,
} from '../transaction.ts'

/**
 * What a viewer's session sets for the transaction that is open, and no longer. Names and values are parameters; the role
 * comes last, as it may not be allowed to set the rest.
 *
 * @example select set_config($1, $2, true), set_config($3, $4, true) // app.user_id = 5, role = app_user
 */
export function sessionStatement({ role, settings = {} }: SessionSettings): SessionStatement | null {
  const pairs = Object.entries(settings).map(([name, value]) => [name, String(value)] as const)
  if (role !== undefined) pairs.push(['role', role])
  if (pairs.length === 0) return null
  const calls = pairs.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
  return { text: `select ${calls.join(', ')}`, values: pairs.flat(), prepare: true }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** Transactions of PostgreSQL. A failed one answers `commit` and `prepare transaction` with success, and the tag ROLLBACK. */
export const postgresTransaction: TransactionSql = {
  defaultIsolation: 'read committed',
  begin: ({ isolation, lockMs }) => [
    { text: `begin isolation level ${isolation}; set local lock_timeout = ${lockMs}` },
  ],
  commit: () => [{ text: 'commit', tag: 'COMMIT' }],
  rollback: () => [{ text: 'rollback', tag: 'ROLLBACK' }],
  enterSession: sessionStatement,
  leaveSession: ({ settings = {} }) => [
    { text: 'set local role none' },
    ...Object.keys(settings).map((name) => ({ text: `set local ${name.split('.').map(quoted).join('.')} to default` })),
  ],
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
