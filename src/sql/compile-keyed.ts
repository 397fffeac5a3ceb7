import type { ColumnType, Table } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import type { Fetch, FetchKey, OrderTerm } from '../plan/plan.ts'
import { compileAllKeys } from './compile-all-keys.ts'
import { objectText } from './compile-object.ts'
import { filterSql, keyedBySql } from './compile-predicate.ts'
import { compileRows } from './compile-rows.ts'
import { missingText } from './compile-view.ts'
import { isUnique, openTable, type Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { all, join, raw, sql, type Sql } from './fragment.ts'
import type { KeyList } from './grammar.ts'
import { keyColumns } from './key-columns.ts'
import { keyConditions } from './key-condition.ts'

/**
 * The texts of all requested keys, in the order of the keys, as one: also those of no rows, where nothing matches.
 *
 * @example select string_agg(r.v0, E'\x04' order by r.n) from (select k.n - 1 as n, … as v0 from unnest(…) as k …) as r
 */
export function compileKeyed(compiling: Compiling, fetch: Fetch, key: FetchKey): Sql {
  const { grammar } = compiling
  const { rows, inOrder } = textsOfKeys(compiling, fetch, key)
  const texts = fetch.views.map((_, index) => grammar.answer(grammar.joinKeys(raw(`r.v${index}`), raw('r.n'), inOrder)))
  return sql`select ${join(texts, ', ')} from (${rows}) as r`
}

/** A row for each requested key: its position `n` and the texts `v0`, `v1`, … */
interface KeyTexts {
  readonly rows: Sql
  /** The rows are made key by key, in the order of the keys. */
  readonly inOrder: boolean
}

function textsOfKeys(compiling: Compiling, fetch: Fetch, key: FetchKey): KeyTexts {
  const table = tableById(compiling.catalog, fetch.rows.table)
  const types = searchedTypes(compiling, table, key)
  const list = compiling.grammar.keyList('k', types)
  if (findsSingleRows(fetch, key, table)) return { rows: compileSingleRows(compiling, fetch, key, list), inOrder: true }
  // One of several is the first in the order of the primary key.
  const needsOrder = fetch.unique && fetch.rows.order.length === 0
  const rows = needsOrder ? { ...fetch.rows, order: keyOrder(table) } : fetch.rows
  if (key.indexed && compiling.grammar.derivedSeesOuter)
    return { rows: compilePerKey(compiling, { ...fetch, rows }, key, list), inOrder: true }
  const { grammar } = compiling
  const lists = { list, table: key.indexed ? grammar.keyList('q', types) : grammar.keyTable('q', types) }
  return { rows: compileAllKeys(compiling, { ...fetch, rows }, key, lists), inOrder: false }
}

function searchedTypes(compiling: Compiling, table: Table, key: FetchKey): ColumnType[] {
  const searched = key.through ? tableById(compiling.catalog, key.through.table) : table
  return key.columns.map((column) => columnOf(searched, column).type)
}

function keyOrder(table: Table): OrderTerm[] {
  const columns = table.primaryKey?.columns ?? []
  return columns.map((column) => ({ by: { kind: 'column', column }, direction: 'asc', nulls: 'last' }))
}

// ───────── at most one row for a key ─────────

/** Whether a key finds at most one row, of which only the row itself is asked. */
function findsSingleRows(fetch: Fetch, key: FetchKey, table: Table): boolean {
  const { limit, offset, distinct, seek } = fetch.rows
  if (key.through || !isUnique(table, key.columns)) return false
  if (offset !== null || distinct.length > 0 || seek.length > 0) return false
  return (limit === null || limit === 1) && fetch.views.every((view) => view.kind === 'one')
}

/**
 * A plain outer join, which the database may do as it likes.
 *
 * @example select k.n - 1 as n, case when t0."id" is null then 'null' else … end as v0
 *   from unnest($1::int4[]) with ordinality as k(k0, n) left join "users" as t0 on t0."id" = k.k0
 */
function compileSingleRows(compiling: Compiling, fetch: Fetch, key: FetchKey, list: KeyList): Sql {
  const { grammar } = compiling
  const table = openTable(compiling, tableById(compiling.catalog, fetch.rows.table))
  const found = table.row.column(key.columns[0] ?? '').sql // equals a key, so it is not null
  const texts = fetch.views.map((view) => {
    if (view.kind !== 'one') return raw("''") // single rows have none
    const missing = grammar.literal(missingText(view.required))
    return sql`case when ${found} is null then ${missing} else ${objectText(compiling, table.row, view.value)} end`
  })
  const conditions = [
    ...keyConditions(compiling, key, table.row, list, 'equalsKey'),
    ...filterSql(compiling, table.row, fetch.rows),
  ]
  return sql`select ${keyColumns(list.position, texts)} from ${list.from} left join ${table.from} on ${all(conditions)}`
}

// ───────── an index finds the rows of a key ─────────

/**
 * A correlated subquery for each key: the index is searched once a key, and a limit ends its search.
 *
 * Several texts share one search where a derived table may read the key beside it; elsewhere each has its own.
 */
function compilePerKey(compiling: Compiling, fetch: Fetch, key: FetchKey, list: KeyList): Sql {
  const links = (row: Row): Sql[] => perKeyConditions(compiling, key, row, list)
  if (compiling.grammar.lateral && fetch.views.length > 1) {
    const { texts, from } = compileRows(compiling, fetch.rows, fetch.views, links)
    const named = texts.map((text, index) => sql`${text} as ${raw(`v${index}`)}`)
    const columns = keyColumns(
      list.position,
      texts.map((_, index) => raw(`l.v${index}`)),
    )
    return sql`select ${columns} from ${list.from} cross join lateral (select ${join(named, ', ')}${from}) as l`
  }
  const texts = fetch.views.map((view) => {
    const { texts: made, from } = compileRows(compiling, fetch.rows, [view], links)
    const text = made[0]! // one view, one text
    return from.length === 0 ? text : sql`(select ${text}${from})`
  })
  return sql`select ${keyColumns(list.position, texts)} from ${list.from}`
}

function perKeyConditions(compiling: Compiling, key: FetchKey, row: Row, list: KeyList): Sql[] {
  return [
    keyedBySql(compiling, row, key.through, (holder) => all(keyConditions(compiling, key, holder, list, 'equalsKey'))),
  ]
}
