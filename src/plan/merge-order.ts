import type { Catalog } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import type { BoundObject, View } from '../operation/shape.ts'
import { byCrossesLink, type LookingUp } from './plan-order.ts'
import type { LookupPage, OrderTerm, RowSet } from './plan.ts'

/** Keys of the first page at least: what a page of a few rows costs little more than a page of one. */
const FEWEST_KEYS = 100

/** How many times longer each page is than the one before: a far database computes and sorts all values anew for each. */
const GROWTH = 16

/**
 * Ordered merge: a page of rows in the order of a value across a link, of which the far database says the first keys, all that
 * share a value together; those keys' rows, in the order of all terms, are the page if they fill it. Else more keys are asked
 * for, and where many do not fill it, all. Rows without a value must come last: no key stands for them, so where they are
 * needed all keys are.
 *
 * @example users(orderBy: [{orders: {sum: {total: desc_nulls_last}}}], limit: 10) // the 100 best keys of orders; their users
 * // not: desc, which begins with users without orders · asc of a count · distinct · last · totalCount
 */
export function mergedPage(
  { catalog, planning }: Pick<LookingUp, 'catalog' | 'planning'>,
  rows: RowSet,
  view: View<BoundObject>,
): LookupPage | null {
  const [term, ...others] = rows.order
  const table = tableById(catalog, rows.table)
  if (!term || typeof rows.limit !== 'number' || rows.limit === 0) return null
  if (rows.fromEnd || rows.distinct.length > 0 || !isPageAlone(view, rows)) return null
  if (others.some(({ by }) => byCrossesLink(catalog, table, by))) return null
  const [seek, second] = rows.seek
  if (second || (seek && (seek.side === 'before' || seek.nulls[0]))) return null
  if (!leads(catalog, rows, term)) return null
  const from = seek?.slots[0] ?? null
  const first = Math.max(FEWEST_KEYS, 2 * rows.limit)
  return { direction: term.direction, first, most: Math.max(first, planning.keyThreshold), from }
}

/** The link leaves the rows themselves, the value behind it is the far database's own, and rows without one come last. */
function leads(catalog: Catalog, rows: RowSet, { by, direction, nulls }: OrderTerm): boolean {
  if (by.kind !== 'related' && by.kind !== 'aggregate') return false
  const relation = relationOf(tableById(catalog, rows.table), by.relation)
  if (relation.kind !== 'link') return false
  if (by.kind === 'aggregate') return by.fn === 'count' ? direction === 'desc' : nulls === 'last'
  return nulls === 'last' && !byCrossesLink(catalog, tableById(catalog, relation.to), by.by)
}

/** Whether nothing is asked of rows outside of the page: how many there are, or whether some stand before a cursor. */
function isPageAlone(view: View<BoundObject>, { seek }: RowSet): boolean {
  if (view.kind === 'list') return true
  if (view.kind !== 'connection') return false
  return view.fields.every((field) => {
    if (field.kind === 'totalCount') return false
    return (
      field.kind !== 'pageInfo' || seek.length === 0 || field.fields.every(({ kind }) => kind !== 'hasPreviousPage')
    )
  })
}

/** The size of the page after one of this size; null: it was the last. */
export function nextPage({ most }: LookupPage, size: number): number | null {
  return size >= most ? null : Math.min(size * GROWTH, most)
}

/** How many pages there are at most. */
export function mostMergedPages({ first, most }: LookupPage): number {
  return first >= most ? 1 : 1 + Math.ceil(Math.log(most / first) / Math.log(GROWTH))
}
