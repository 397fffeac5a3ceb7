import type { Catalog, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Fetch, Predicate, RowSet } from './plan.ts'

export type Exists = Extract<Predicate, { kind: 'exists' }>

/** Rows of the other table that one page may look at; beyond, all keys that are left are asked for at once. */
const MOST_PAGED_ROWS = 100_000
/** How many times as many rows a page looks at as the one before it. */
const GROWTH = 50

/**
 * Rule `fill-by-key`: the condition across a link whose keys are asked for in pages: of a list in the order of its key, which the link leads
 * by. The first keys that the other database finds are the first rows, so that it need not find all of them; where a key
 * has no row, or none that the viewer may see, the next page goes on.
 *
 * Only whole numbers: their order is one in every database, whatever they are kept as. And only by an index, which is read
 * in its order.
 *
 * @example users(where: {orders: {some: {total: {gt: "900"}}}}, limit: 20) // 20 keys of orders, in order, then their users
 * // not: orderBy: {name: asc} · offset: 20 · {orders: {none: …}} · {orders: …, country: …}
 */
export function conditionInPages(catalog: Catalog, rows: RowSet): Exists | null {
  const table = tableById(catalog, rows.table)
  const { where, order, limit } = rows
  if (typeof limit !== 'number' || limit === 0 || rows.offset !== null || rows.fromEnd) return null
  if (rows.distinct.length > 0 || rows.seek.length > 0 || order.length !== 1) return null
  const [term] = order
  if (term?.by.kind !== 'column' || term.direction !== 'asc') return null
  const { column } = term.by
  if (!table.keys.some((key) => key.columns.length === 1 && key.columns[0] === column)) return null
  const [condition, other] = where?.kind === 'and' ? where.items : [where]
  return condition && !other && leadsBy(catalog, table, column, condition) ? condition : null
}

function leadsBy(catalog: Catalog, table: Table, column: string, condition: Predicate): condition is Exists {
  if (condition.kind !== 'exists' || condition.quantifier !== 'some') return false
  const relation = relationOf(table, condition.relation)
  const [pair, second] = relation.on
  if (relation.kind !== 'link' || relation.through || !relation.indexed || !pair || second || pair.from !== column)
    return false
  const far = columnOf(tableById(catalog, relation.to), pair.to)
  return [columnOf(table, column), far].every(({ type }) => type.kind === 'int' || type.kind === 'bigint')
}

/**
 * The probe that fills a list page by page, in the order of the list's own key, so that each key has one row at most. Null: none
 * does. A merge is filled by a lookup, whose keys may be anything.
 */
export function probeInPages({ fills, rows }: Pick<Fetch, 'fills' | 'rows'>): number | null {
  return fills && rows.order[0]?.by.kind === 'column' ? fills.fetch : null
}

/** Keys that there are with a page and those before it at most, and rows that it looks at. */
export interface KeyPage {
  readonly keys: number
  readonly rows: number
}

/**
 * A page of a probe, from 0: within fifty times as many rows as before, and within the most of them once. Null: all keys.
 *
 * @param sparse whether keys turned out to have no rows: then four times as many keys are wanted as before
 */
export function keyPage({ keys, rows }: KeyPage, number: number, sparse: boolean): KeyPage | null {
  const wanted = rows * GROWTH ** number
  if (wanted >= GROWTH * MOST_PAGED_ROWS) return null
  return { keys: sparse ? keys * 4 ** number : keys, rows: Math.min(wanted, MOST_PAGED_ROWS) }
}

/** How many pages there are at most, with the last one. */
export function mostPages(pages: KeyPage): number {
  let number = 0
  while (keyPage(pages, number, false) !== null) number += 1
  return number + 1
}
