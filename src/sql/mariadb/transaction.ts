import type { BranchId, TransactionSql } from '../transaction.ts'
import { mariadbDecisions, mariadbPreflight } from './decisions.ts'
import { mariadbKeptAnswers } from './kept-answers.ts'

/** Tells branches of ours from those of other transaction managers. */
const FORMAT = 0x5547

/**
 * Transactions of MariaDB and MySQL. What is to be prepared is a transaction of XA from its start; others need not be. After
 * a lock wait that timed out only the statement is undone, and a prepare would succeed with half of the work: whoever sends
 * statements must let none follow one that failed.
 */
export const mariadbTransaction: TransactionSql = {
  defaultIsolation: 'repeatable read',
  begin: ({ isolation, lockMs, id }) => [
    { text: `set transaction isolation level ${isolation}` },
    { text: `set innodb_lock_wait_timeout = ${seconds(lockMs)}, lock_wait_timeout = ${seconds(lockMs)}` },
    { text: id === null ? 'start transaction' : `xa start ${xid(id)}` },
  ],
  commit: (id) =>
    id === null ? [{ text: 'commit' }] : [{ text: `xa end ${xid(id)}` }, { text: `xa commit ${xid(id)} one phase` }],
  // After a deadlock the branch has ended already.
  rollback: (id) =>
    id === null
      ? [{ text: 'rollback' }]
      : [{ text: `xa end ${xid(id)}`, mayFail: true }, { text: `xa rollback ${xid(id)}` }],
  enterSession: () => null,
  leaveSession: () => [],
  twoPhase: {
    prepare: (id) => [{ text: `xa end ${xid(id)}` }, { text: `xa prepare ${xid(id)}` }],
    commit: (id) => ({ text: `xa commit ${xid(id)}` }),
    rollback: (id) => ({ text: `xa rollback ${xid(id)}` }),
    list: 'xa recover',
    read: ([format, length, , data]) => {
      const gtid = String(data).slice(0, Number(length))
      return Number(format) === FORMAT && gtid.startsWith('hd1_')
        ? { gtid, branch: Number(String(data).slice(gtid.length)) }
        : null
    },
    // 1397: unknown, or attached to a session that lives. 1402: it had changed nothing, and is gone.
    failure: (code) => (code === '1397' ? 'gone or held' : code === '1402' ? 'gone' : 'failed'),
  },
  decisions: mariadbDecisions,
  preflight: mariadbPreflight,
  keptAnswers: mariadbKeptAnswers,
}

function xid({ gtid, branch }: BranchId): string {
  return `'${gtid}','${branch}',${FORMAT}`
}

/** What MariaDB counts in, rounded up. */
function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1_000)
}
