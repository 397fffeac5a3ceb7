import { ANSWER_TABLE, type KeptAnswerSql } from '../kept-answers.ts'

export const mariadbKeptAnswers: KeptAnswerSql = {
  create: `create table if not exists ${ANSWER_TABLE} (
  id varchar(64) character set ascii collate ascii_bin primary key,
  request varchar(64) character set ascii collate ascii_bin not null,
  answer longtext character set utf8mb4 collate utf8mb4_bin not null, at bigint not null) engine = InnoDB`,
  exists: `select 1 from information_schema.tables where table_schema = database() and table_name = '${ANSWER_TABLE}'`,
  claim: `insert ignore into ${ANSWER_TABLE} values (?, ?, ?, unix_timestamp())`,
  keep: `update ${ANSWER_TABLE} set answer = ? where id = ?`,
  read: `select request, answer from ${ANSWER_TABLE} where id = ?`,
  forget: `delete from ${ANSWER_TABLE} where at < unix_timestamp() - ?`,
}
