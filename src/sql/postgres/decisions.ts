import { DECISION_TABLE, LOG_ROW, type DecisionSql, type PreflightSql } from '../decisions.ts'

const now = 'floor(extract(epoch from clock_timestamp()))::bigint'

export const postgresDecisions: DecisionSql = {
  create: `create table if not exists ${DECISION_TABLE} (
  gtid text primary key, outcome char(1) not null check (outcome in ('C', 'A')), branches text not null, at bigint not null)`,
  exists: `select 1 where to_regclass('${DECISION_TABLE}') is not null`,
  nameLog: `insert into ${DECISION_TABLE} values ('${LOG_ROW}', 'C', $1, ${now}) on conflict (gtid) do nothing`,
  readLogName: `select branches from ${DECISION_TABLE} where gtid = '${LOG_ROW}'`,
  record: `insert into ${DECISION_TABLE} values ($1, 'C', $2, ${now})`,
  fence: `insert into ${DECISION_TABLE} values ($1, 'A', '[]', ${now}) on conflict (gtid) do nothing`,
  read: `select outcome from ${DECISION_TABLE} where gtid = $1`,
  list: `select gtid, outcome, branches, at from ${DECISION_TABLE} where gtid <> '${LOG_ROW}' order by at, gtid`,
  forget: `delete from ${DECISION_TABLE} where gtid <> '${LOG_ROW}'
  and at < ${now} - case outcome when 'C' then $1::bigint else $2::bigint end
  and gtid not in (select json_array_elements_text($3::json))`,
}

export const postgresPreflight: PreflightSql = {
  queries: [
    `select current_setting('max_prepared_transactions')`,
    `select current_setting('fsync')`,
    `select current_setting('full_page_writes')`,
    `select current_setting('synchronous_commit')`,
    `select pg_is_in_recovery()`,
  ],
  judge([slots, fsync, fullPages, synchronous, standby]) {
    const off = fsync !== 'on' ? 'fsync' : fullPages !== 'on' ? 'full_page_writes' : null
    const cannotPrepare =
      standby === 't'
        ? 'it is a standby'
        : Number(slots) === 0
          ? 'max_prepared_transactions is 0: set it to at least the number of connections, and restart the server'
          : null
    if (synchronous === 'off') {
      return { cannotPrepare, durability: 'none', weakness: 'synchronous_commit is off: set it to on', notice: null }
    }
    return {
      cannotPrepare,
      durability: off === null ? 'power loss' : 'process',
      weakness: off === null ? null : `${off} is off: set it to on`,
      notice: null,
    }
  },
}
