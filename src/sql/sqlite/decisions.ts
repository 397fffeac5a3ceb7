import { DECISION_TABLE, LOG_ROW, type DecisionSql, type PreflightSql } from '../decisions.ts'

const now = `cast(strftime('%s', 'now') as integer)`

export const sqliteDecisions: DecisionSql = {
  create: `create table if not exists ${DECISION_TABLE} (
  gtid text primary key, outcome text not null check (outcome in ('C', 'A')), branches text not null, at integer not null)`,
  exists: `select 1 from sqlite_schema where type = 'table' and name = '${DECISION_TABLE}'`,
  nameLog: `insert into ${DECISION_TABLE} values ('${LOG_ROW}', 'C', ?, ${now}) on conflict (gtid) do nothing`,
  readLogName: `select branches from ${DECISION_TABLE} where gtid = '${LOG_ROW}'`,
  record: `insert into ${DECISION_TABLE} values (?, 'C', ?, ${now})`,
  fence: `insert into ${DECISION_TABLE} values (?, 'A', '[]', ${now}) on conflict (gtid) do nothing`,
  read: `select outcome from ${DECISION_TABLE} where gtid = ?`,
  list: `select gtid, outcome, branches, at from ${DECISION_TABLE} where gtid <> '${LOG_ROW}' order by at, gtid`,
  forget: `delete from ${DECISION_TABLE} where gtid <> '${LOG_ROW}'
  and at < ${now} - case outcome when 'C' then ? else ? end
  and gtid not in (select value from json_each(?))`,
}

export const sqlitePreflight: PreflightSql = {
  // A connection that writes has checked `synchronous` when it was opened, and is refused where it is not FULL.
  queries: ['pragma journal_mode'],
  judge([mode]) {
    const volatile = mode === 'memory' ? 'the database is in memory' : mode === 'off' ? 'it keeps no journal' : null
    return {
      cannotPrepare: 'SQLite cannot prepare a transaction',
      durability: volatile === null ? 'power loss' : 'none',
      weakness: volatile,
      notice: null,
    }
  },
}
