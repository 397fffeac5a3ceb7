import { ANSWER_TABLE, type KeptAnswerSql } from '../kept-answers.ts'

const now = 'floor(extract(epoch from clock_timestamp()))::bigint'

export const postgresKeptAnswers: KeptAnswerSql = {
  create: `create table if not exists ${ANSWER_TABLE} (
  id text primary key, request text not null, answer text not null, at bigint not null)`,
  exists: `select 1 where to_regclass('${ANSWER_TABLE}') is not null`,
  claim: `insert into ${ANSWER_TABLE} values ($1, $2, $3, ${now}) on conflict (id) do nothing`,
  keep: `update ${ANSWER_TABLE} set answer = $1 where id = $2`,
  read: `select request, answer from ${ANSWER_TABLE} where id = $1`,
  forget: `delete from ${ANSWER_TABLE} where at < ${now} - $1::bigint`,
}
