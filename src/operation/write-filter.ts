import type { Table } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import { bindWhere } from './bind-where.ts'
import type { Binding } from './binding.ts'
import type { Predicate } from './shape.ts'
import { unwrap } from './variables.ts'

/**
 * Refuses a filter that may say less than its writer meant: a variable that was not given leaves an empty object or a null
 * behind, and the filter would hold for every row. Reads may be told to read everything; what changes rows has to name them.
 *
 * @example deleteUsers(where: {id: {eq: $unset}}) // EMPTY_FILTER
 * @throws HeddleError EMPTY_FILTER
 */
export function assertNamesRows(where: unknown, path = 'where'): void {
  const value = unwrap(where)
  if (value === undefined || value === null) throw emptyFilter(path, 'is null')
  if (Array.isArray(value)) {
    if (value.length === 0 && /\b(?:AND|OR|notIn)$/.test(path)) throw emptyFilter(path, 'is an empty list')
    value.forEach((item, index) => assertNamesRows(item, `${path}.${index}`))
    return
  }
  if (typeof value !== 'object') return
  const entries = Object.entries(value)
  // `none: {}` is the one that says more without a condition: rows that have no partner at all.
  if (entries.length === 0 && !path.endsWith('.none')) throw emptyFilter(path, 'is empty')
  for (const [name, item] of entries) assertNamesRows(item, `${path}.${name}`)
}

/**
 * What the one row that is named must be like still. Null where nothing is said; that must not be for want of a variable.
 *
 * @throws HeddleError EMPTY_FILTER
 */
export function bindMatch(
  binding: Binding,
  table: Table,
  { ifMatch }: Readonly<Record<string, unknown>>,
): Predicate | null {
  if (ifMatch === undefined) return null
  assertNamesRows(ifMatch, 'ifMatch')
  return bindWhere(binding, table, ifMatch)
}

function emptyFilter(path: string, what: string): HeddleError {
  return new HeddleError(
    'EMPTY_FILTER',
    `"${path}" ${what}: a variable that was not given would make this write reach rows that nobody named.`,
    { hint: 'Give every operator a value. To write all rows, say so: {id: {isNull: false}}.' },
  )
}
