import type { Catalog, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Predicate, RowSet } from './plan.ts'

/**
 * The condition across a link whose keys are asked for in pages: of a list in the order of its key, which the link leads
 * by. The first keys that the other database finds are the first rows, so that it need not find all of them; where a key
 * has no row, or another condition leaves it out, the next page goes on.
 *
 * Only whole numbers: their order is one in every database, whatever they are kept as.
 *
 * @example users(where: {orders: {some: {total: {gt: "900"}}}}, limit: 20) // 20 keys of orders, in order, then their users
 * // not: orderBy: {name: asc} · offset: 20 · {orders: {none: …}} · {OR: [{orders: …}, …]}
 */
export function conditionInPages(catalog: Catalog, rows: RowSet): Predicate | null {
  const table = tableById(catalog, rows.table)
  const { where, order, limit } = rows
  if (typeof limit !== 'number' || limit === 0 || rows.offset !== null || rows.fromEnd) return null
  if (rows.distinct.length > 0 || rows.seek.length > 0 || order.length !== 1) return null
  const [term] = order
  if (term?.by.kind !== 'column' || term.direction !== 'asc') return null
  const { column } = term.by
  if (!table.keys.some((key) => key.columns.length === 1 && key.columns[0] === column)) return null
  const conditions = where?.kind === 'and' ? where.items : where ? [where] : []
  return conditions.find((condition) => leadsBy(catalog, table, column, condition)) ?? null
}

function leadsBy(catalog: Catalog, table: Table, column: string, condition: Predicate): boolean {
  if (condition.kind !== 'exists' || condition.quantifier !== 'some') return false
  const relation = relationOf(table, condition.relation)
  const [pair, second] = relation.on
  if (relation.kind !== 'link' || relation.through || !pair || second || pair.from !== column) return false
  const far = columnOf(tableById(catalog, relation.to), pair.to)
  return [columnOf(table, column), far].every(({ type }) => type.kind === 'int' || type.kind === 'bigint')
}

/** How many pages there are at most: of a number of keys, each as long as all before it. */
export function mostPages(first: number, most: number): number {
  return first >= most ? 1 : 1 + Math.ceil(Math.log2(most / first))
}
