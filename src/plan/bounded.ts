import type { Catalog, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { probeInPages } from './fill-pages.ts'
import type { Fetch, ObjectValue, Predicate, RowSet, Value, View } from './plan.ts'

/**
 * Whether the work of a fetch is proven to be bounded: rows come by a unique key, by keys of an index, by the keys that a
 * probe finds page by page, or as a page of a table in key order without a filter, and so do all rows inside. Everything
 * else may scan, and runs where it can be killed.
 *
 * A view may be anything, also where it has a key: a row of it may take a scan of everything.
 *
 * How many rows one key of an index has is not known here; that such a fetch counts as bounded rests on page limits being
 * applied per key. Where pages of pages may bring more than ten thousand rows with each row, it does not count.
 */
export function isBounded(catalog: Catalog, fetch: Fetch): boolean {
  const table = tableById(catalog, fetch.rows.table)
  // The condition of a list that is filled is its keys: how many there are, a run knows.
  const filled = probeInPages(fetch) !== null
  const outer = fetch.key
    ? fetch.key.indexed
    : filled || isByUniqueKey(table, fetch.rows) || isPageInKeyOrder(table, fetch.rows)
  if (fetch.lookup || table.kind === 'view') return false
  const pairPolicy = (fetch.key ?? fetch.probe)?.through?.policy ?? null
  const usesOthers = usesRelations({ ...fetch.rows, where: filled ? null : fetch.rows.where, pairPolicy })
  if (fetch.probe) return isByUniqueKey(table, fetch.rows) && !usesOthers
  const few = fetch.views.every((view) => rowsInside(view) <= MAX_ROWS_INSIDE)
  return outer && few && !usesOthers && fetch.views.every((view) => isViewBounded(catalog, table, view))
}

/** Rows that one row of a fetch may bring with it, each list as long as its limit: a page of a page of relations. */
const MAX_ROWS_INSIDE = 10_000

function rowsInside(view: View): number {
  switch (view.kind) {
    case 'aggregate':
    case 'groups':
      return 0
    case 'connection':
      return view.fields.reduce((rows, field) => {
        if (field.kind === 'nodes') return rows + rowsOfObject(field.value)
        if (field.kind !== 'edges') return rows
        return field.fields.reduce((sum, part) => sum + (part.kind === 'node' ? rowsOfObject(part.value) : 0), rows)
      }, 0)
    default:
      return rowsOfObject(view.value)
  }
}

function rowsOfObject(object: ObjectValue): number {
  return object.fields.reduce((rows, { value }) => {
    if (value.kind === 'object') return rows + rowsOfObject(value)
    if (value.kind !== 'rows') return rows
    const most = typeof value.rows.limit === 'number' ? value.rows.limit : 1
    return rows + most * (1 + rowsInside(value.view))
  }, 0)
}

/** Filters and orders through relations read rows of their own, how many is not known. */
export function usesRelations(rows: Pick<RowSet, 'policy' | 'pairPolicy' | 'where' | 'order'>): boolean {
  return (
    [rows.policy, rows.pairPolicy, rows.where].some(
      (condition) => condition !== null && conditionUsesRelations(condition),
    ) || rows.order.some(({ by }) => by.kind !== 'column')
  )
}

function conditionUsesRelations(condition: Predicate): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.items.some(conditionUsesRelations)
    case 'not':
      return conditionUsesRelations(condition.item)
    case 'exists':
    case 'group':
    case 'among':
    case 'member': // a list of keys, how long is not known
    case 'wanted':
      return true
    default:
      return condition.left.kind === 'aggregate'
  }
}

function isByUniqueKey(table: Table, rows: RowSet): boolean {
  const equal = new Set([...equalColumns(rows.where), ...equalColumns(rows.policy)])
  return table.keys.some((key) => key.columns.every((column) => equal.has(column)))
}

function equalColumns(where: Predicate | null): string[] {
  if (where?.kind === 'and') return where.items.flatMap(equalColumns)
  return where?.kind === 'compare' && where.op === 'eq' && where.left.kind === 'column' ? [where.left.column] : []
}

function isPageInKeyOrder(table: Table, rows: RowSet): boolean {
  const key = table.primaryKey?.columns ?? []
  const inKeyOrder =
    key.length > 0 &&
    rows.order.length === key.length &&
    rows.order.every(({ by }, index) => by.kind === 'column' && by.column === key[index])
  return (
    rows.limit !== null &&
    rows.offset === null &&
    rows.distinct.length === 0 &&
    inKeyOrder &&
    isKeyRange(rows.where, key[0]) &&
    isKeyRange(rows.policy, key[0])
  )
}

/** No filter, or one that only says where in the key to begin and end. */
function isKeyRange(where: Predicate | null, column: string | undefined): boolean {
  if (where === null) return true
  if (where.kind === 'and') return where.items.every((item) => isKeyRange(item, column))
  return where.kind === 'compare' && where.op !== 'ne' && where.left.kind === 'column' && where.left.column === column
}

function isViewBounded(catalog: Catalog, table: Table, view: View): boolean {
  switch (view.kind) {
    case 'aggregate':
      return true // as bounded as its rows
    case 'groups':
      return view.by.every(({ path, looked }) => path.length === 0 && !looked)
    case 'connection':
      return view.fields.every((field) => {
        if (field.kind === 'totalCount') return false
        if (field.kind === 'nodes') return isObjectBounded(catalog, table, field.value)
        if (field.kind !== 'edges') return true
        return field.fields.every((part) => part.kind !== 'node' || isObjectBounded(catalog, table, part.value))
      })
    default:
      return isObjectBounded(catalog, table, view.value)
  }
}

function isObjectBounded(catalog: Catalog, table: Table, object: ObjectValue): boolean {
  return object.fields.every(({ value }) => isValueBounded(catalog, table, value))
}

function isValueBounded(catalog: Catalog, table: Table, value: Value): boolean {
  if (value.kind === 'object') return isObjectBounded(catalog, table, value)
  if (value.kind !== 'rows') return true
  const relation = relationOf(table, value.rows.relation as string) // rows inside come by a relation
  const target = tableById(catalog, value.rows.table)
  return (
    relation.indexed &&
    target.kind === 'table' &&
    !usesRelations(value.rows) &&
    isViewBounded(catalog, target, value.view)
  )
}
