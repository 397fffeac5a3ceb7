import { ANSWER_TABLE, type KeptAnswerSql } from '../kept-answers.ts'

const now = `cast(strftime('%s', 'now') as integer)`

export const sqliteKeptAnswers: KeptAnswerSql = {
  create: `create table if not exists ${ANSWER_TABLE} (
  id text primary key, request text not null, answer text not null, at integer not null)`,
  exists: `select 1 from sqlite_schema where type = 'table' and name = '${ANSWER_TABLE}'`,
  claim: `insert into ${ANSWER_TABLE} values (?, ?, ?, ${now}) on conflict (id) do nothing`,
  keep: `update ${ANSWER_TABLE} set answer = ? where id = ?`,
  read: `select request, answer from ${ANSWER_TABLE} where id = ?`,
  forget: `delete from ${ANSWER_TABLE} where at < ${now} - ?`,
}
