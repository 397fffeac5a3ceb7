import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Fetch, FetchKey, OrderPath, Probe } from '../plan/plan.ts'
import { amongKeys, farKeys, nearKeys } from './compile-member.ts'
import { openRelated } from './compile-order.ts'
import { filterSql, keyedBySql } from './compile-predicate.ts'
import { groupKey, keyedOf, keyText } from './compile-probe.ts'
import { openTable, type Compiling } from './compiling.ts'
import { rowOf, type Row } from './expression.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'

/**
 * The distinct keys of a link that rows have at its near end, as one text, in the form of a probe: the rows of a fetch before
 * its page is made, or those that its keys find.
 *
 * @example select string_agg(r.v, E'\x04') from (
 *   select concat(q1."user_id") as v from (select t0."user_id" from "orders" as t0 where t0."paid") as q1
 *   where q1."user_id" is not null group by q1."user_id" limit $1
 * ) as r
 */
export function compileNearKeys(compiling: Compiling, fetch: Fetch, probe: Probe): Sql {
  const { grammar, catalog } = compiling
  const { row, from } = openTable(compiling, tableById(catalog, fetch.rows.table))
  const given = fetch.key ? [givenKeysSql(compiling, row, fetch.key)] : []
  const near = tableById(catalog, probe.table)
  const alias = compiling.alias('q')
  const ends = rowOf(catalog, near, alias, grammar.quote)
  const columns = probe.columns.map((name) => {
    const own = raw(grammar.quote(columnOf(near, name).sqlName))
    return sql`${columnBehind(compiling, row, probe.near ?? [], name)} as ${own}`
  })
  const conditions = where([...given, ...filterSql(compiling, row, fetch.rows)])
  const found = sql`select ${join(columns, ', ')} from ${from}${conditions}`
  const keys = nearKeys(compiling, ends, relationOf(near, probe.relation)).map((column) => groupKey(compiling, column))
  const present = where(probe.columns.map((name) => sql`${ends.column(name).sql} is not null`))
  const text = grammar.concat([keyText(compiling, keys, 'grouped')])
  const group = sql`group by ${join(keyedOf(keys), ', ')}${grammar.limit(param({ kind: 'page', part: 'size' }), null)}`
  const limited = sql`select ${text} as v from (${found}) as ${raw(alias)}${present} ${group}`
  return sql`select ${grammar.answer(grammar.joinKeys(raw('r.v'), null, false))} from (${limited}) as r`
}

/** That rows are found by keys that the fetch was given: as one condition on all of them, whichever key each has. */
function givenKeysSql(compiling: Compiling, row: Row, key: FetchKey): Sql {
  invariant(key.relation !== null, 'rows by their own key are looked up one by one')
  const relation = relationOf(tableById(compiling.catalog, key.table), key.relation)
  return keyedBySql(compiling, row, key.through, (holder) => amongKeys(compiling, farKeys(compiling, holder, relation)))
}

/** A column of the row that local relations lead to. */
function columnBehind(compiling: Compiling, row: Row, path: OrderPath, column: string): Sql {
  const [step, ...further] = path
  if (!step) return row.column(column).sql
  const related = openRelated(compiling, row, step)
  return related.select(columnBehind(compiling, related.row, further, column))
}
