import { DECISION_TABLE, LOG_ROW, type DecisionSql, type Fitness, type PreflightSql } from '../decisions.ts'

export const mariadbDecisions: DecisionSql = {
  create: `create table if not exists ${DECISION_TABLE} (
  gtid varchar(64) character set ascii collate ascii_bin primary key,
  outcome char(1) character set ascii collate ascii_bin not null check (outcome in ('C', 'A')),
  branches longtext not null, at bigint not null) engine = InnoDB`,
  exists: `select 1 from information_schema.tables where table_schema = database() and table_name = '${DECISION_TABLE}'`,
  nameLog: `insert ignore into ${DECISION_TABLE} values ('${LOG_ROW}', 'C', ?, unix_timestamp())`,
  readLogName: `select branches from ${DECISION_TABLE} where gtid = '${LOG_ROW}'`,
  record: `insert into ${DECISION_TABLE} values (?, 'C', ?, unix_timestamp())`,
  fence: `insert ignore into ${DECISION_TABLE} values (?, 'A', '[]', unix_timestamp())`,
  read: `select outcome from ${DECISION_TABLE} where gtid = ?`,
  list: `select gtid, outcome, branches, at from ${DECISION_TABLE} where gtid <> '${LOG_ROW}' order by at, gtid`,
  forget: `delete from ${DECISION_TABLE} where gtid <> '${LOG_ROW}'
  and at < unix_timestamp() - case outcome when 'C' then ? else ? end
  and not json_contains(?, json_quote(gtid))`,
}

export const mariadbPreflight: PreflightSql = {
  queries: [
    'select version()',
    `show global variables like 'wsrep_on'`,
    'select @@global.innodb_flush_log_at_trx_commit',
    'select if(@@global.log_bin and @@global.sync_binlog <> 1, 0, 1)',
    `select table_name from information_schema.tables where table_schema = database()
  and table_type = 'BASE TABLE' and engine <> 'InnoDB' order by table_name limit 1`,
  ],
  judge([version, galera, flush, binlog, table]) {
    return {
      cannotPrepare: whyNotPrepared(String(version), galera, table),
      ...durabilityOf(Number(flush), Number(binlog)),
    }
  },
}

function whyNotPrepared(version: string, galera: unknown, table: unknown): string | null {
  const [, major, minor, patch] = (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
  const number = (major ?? 0) * 1_000_000 + (minor ?? 0) * 1_000 + (patch ?? 0)
  const least = /mariadb/i.test(version) ? 10_005_000 : 8_000_029
  if (number < least) return 'its version loses a prepared transaction with its connection (MariaDB 10.5, MySQL 8.0.29)'
  if (String(galera).toUpperCase() === 'ON') return 'a Galera cluster cannot prepare a transaction (wsrep_on)'
  if (table !== null) return `the table ${String(table)} is not of InnoDB, and keeps no transaction`
  return null
}

function durabilityOf(flush: number, binlog: number): Omit<Fitness, 'cannotPrepare'> {
  if (flush === 0) {
    const weakness = 'innodb_flush_log_at_trx_commit is 0: set it to 1'
    return { durability: 'none', weakness, notice: null }
  }
  const weakness =
    flush !== 1
      ? `innodb_flush_log_at_trx_commit is ${flush}: set it to 1`
      : binlog !== 1
        ? 'there is a binary log, and sync_binlog is not 1'
        : null
  return { durability: weakness === null ? 'power loss' : 'process', weakness, notice: null }
}
