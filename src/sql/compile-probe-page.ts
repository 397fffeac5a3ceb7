import type { Column } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Fetch, Probe } from '../plan/plan.ts'
import { farKeys } from './compile-member.ts'
import { policySql, predicateSql } from './compile-predicate.ts'
import { openTable, type Compiling } from './compiling.ts'
import { computed, rowOf } from './expression.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'
import { textOf } from './json-text.ts'

/**
 * A page of a probe's keys in their order, where subqueries keep theirs: from where the page before it ended, the first keys
 * whose rows fulfil the condition, among so many rows of the table that its work is bounded however few do. The search ends
 * with the last key that is wanted. Where fewer are found, the first key that was not looked at stands beside them: null at
 * the end of all.
 *
 * @example select string_agg(concat(r.k), E'\x04'), case when count(*) < $1 then (
 *     select t0."user_id" from "orders" as t0 where t0."user_id" >= $2 order by t0."user_id" limit 1 offset $3
 *   ) end from (
 *     select distinct w1."user_id" as k from (
 *       select t2."user_id", t2."total" from "orders" as t2 where t2."user_id" >= $2 order by t2."user_id" limit $3
 *     ) as w1 where w1."total" > $4 order by w1."user_id" limit $1
 *   ) as r
 */
export function compileProbePage(compiling: Compiling, fetch: Fetch, probe: Probe): Sql {
  const { grammar, catalog } = compiling
  const alias = compiling.alias('w')
  const table = tableById(catalog, fetch.rows.table)
  const used = new Set<Column>()
  const row = rowOf(catalog, table, alias, grammar.quote, (column) => used.add(column))
  const [key, second] = farKeys(compiling, row, relationOf(tableById(catalog, probe.table), probe.relation))
  invariant(key && !second && !probe.through && !probe.test, 'a probe in pages answers keys of one column of its rows')
  const filter = where([
    policySql(compiling, row, fetch.rows.policy),
    fetch.rows.where && predicateSql(compiling, row, fetch.rows.where),
    ...grammar.values.isWhole(key.value.sql), // last: most rows are none of the others'
  ])
  const size = param({ kind: 'page', part: 'size' })
  const rows = param({ kind: 'page', part: 'rows' })
  const window = sql`(${keysInOrder(compiling, fetch, probe, { columns: used, limit: grammar.limit(rows, null) })}) as ${raw(alias)}`
  const keyed = grammar.values.keyed(key.value, key.keyType)
  const order = grammar.distinctInOrder ? [] : sql` order by ${keyed}`
  const found = sql`select distinct ${keyed} as k from ${window}${filter}${order}${grammar.limit(size, null)}`
  const wire = grammar.values.keyJson(computed(raw('r.k'), key.value.type, false))
  // What was found to be whole is written as it is.
  const text = grammar.values.isWhole(key.value.sql).length > 0 ? raw('r.k') : textOf(wire, grammar)
  const keys = grammar.answer(grammar.joinKeys(grammar.concat([text]), null, false))
  const next = nextKey(compiling, fetch, probe, rows)
  return sql`select ${keys}, case when count(*) < ${size} then (${next}) end from (${found}) as r`
}

/** The key of the first row that was not looked at; the first whole one from there on, where rows may have others. */
function nextKey(compiling: Compiling, fetch: Fetch, probe: Probe, rows: Sql): Sql {
  const { limit, values } = compiling.grammar
  const beyond = keysInOrder(compiling, fetch, probe, { limit: limit(raw('1'), rows) })
  const mayBeAnything = values.isWhole(beyond).length > 0
  if (!mayBeAnything) return beyond
  return keysInOrder(compiling, fetch, probe, { from: sql`(${beyond})`, whole: true, limit: limit(raw('1'), null) })
}

interface KeysInOrder {
  /** Of the key alone where none are named. */
  readonly columns?: Iterable<Column>
  /** Where to begin: by default where the page does. */
  readonly from?: Sql
  readonly whole?: boolean
  readonly limit: Sql
}

/** The rows from a key on, in the order of their key. */
function keysInOrder(
  compiling: Compiling,
  fetch: Fetch,
  probe: Probe,
  { columns, from: first, whole = false, limit }: KeysInOrder,
): Sql {
  const { grammar, catalog } = compiling
  const { row, from } = openTable(compiling, tableById(catalog, fetch.rows.table))
  const key = row.column(probe.columns[0]!).sql // one
  const least = first ?? grammar.unseen(param({ kind: 'page', part: 'from' }))
  const conditions = where([sql`${key} >= ${least}`, ...(whole ? grammar.values.isWhole(key) : [])])
  const selected = columns ? join([...columns].map(({ name }) => row.column(name).sql), ', ') : key // prettier-ignore
  return sql`select ${selected} from ${from}${conditions} order by ${key}${limit}`
}
