import { tableById } from '../catalog/lookup.ts'
import type { Fetch } from '../plan/plan.ts'
import { orderClause } from './compile-order.ts'
import type { Compiling } from './compiling.ts'
import { rowOf } from './expression.ts'
import { filteredRows } from './filtered-rows.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'
import { textOf } from './json-text.ts'
import { MARK_NEXT } from './marks.ts'
import { startNeeds } from './page-names.ts'
import { tableSource } from './page.ts'

/**
 * The next rows of a fetch, by the values of their key columns: one text, as of a probe.
 *
 * @example select string_agg(p1."id" || E'\x02' || p1."email", E'\x04')
 *   from (select t0."id", t0."email" from "users" as t0 order by t0."name", t0."id" limit $1 offset $2) as p1
 */
export function compileWindow(compiling: Compiling, fetch: Fetch, columns: readonly string[]): Sql {
  const { grammar, catalog } = compiling
  const table = tableById(catalog, fetch.rows.table)
  const needs = startNeeds(fetch.rows, [])
  const alias = compiling.alias('p')
  const row = rowOf(catalog, table, alias, grammar.quote, (column) => needs.columns.set(column.name, column))
  const pieces = columns.flatMap((name, index) => {
    const key = textOf(grammar.values.keyJson(row.column(name)), grammar)
    return index === 0 ? [key] : [MARK_NEXT, key]
  })
  const filtered = filteredRows(
    compiling,
    fetch.rows,
    needs,
    tableSource(compiling, fetch.rows, () => []),
  )
  const order = orderClause(grammar, fetch.rows.order, filtered.orderKeys, fetch.rows.fromEnd)
  const limit = grammar.limit(param({ kind: 'page', part: 'size' }), param({ kind: 'page', part: 'skip' }))
  const rows = sql`select ${join(filtered.columns, ', ')} from ${filtered.from}${where(filtered.conditions)}${order}${limit}`
  const text = textOf(pieces, grammar)
  const keys = grammar.joinKeys(columns.length === 1 ? grammar.concat([text]) : text, null, true)
  return sql`select ${grammar.answer(keys)} from (${rows}) as ${raw(alias)}`
}
