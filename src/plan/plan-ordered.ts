import type { BoundObject, View } from '../operation/shape.ts'
import { addFetch, type Building, type FetchDraft } from './building.ts'
import { mergedPage } from './merge-order.ts'
import { planMergedRows, planOrder } from './plan-order.ts'
import type { Fetch, OrderTerm, RowSet } from './plan.ts'

/**
 * A fetch whose order crosses a link, with its lookups before it; and where its page can be merged, the fetch that does it.
 *
 * Rows that are found by keys want other ranks for other keys; where a merge is tried first, the ranks of this fetch are
 * wanted only if it fails. Both ask for them by themselves.
 */
export function addOrdered(
  building: Building,
  given: Pick<Fetch, 'source' | 'depth' | 'key' | 'rows' | 'unique'>,
  view: View<BoundObject>,
): FetchDraft {
  const { rows, key } = given
  const page = key === null ? mergedPage(building, rows, view) : null
  const own = (building.ordered += 1)
  const ordered = { rows, text: showsCursors(view) }
  const whose = { owner: key !== null || page ? own : null, key }
  const order = planOrder(building, { ...ordered, whose })
  if (!page) return addFetch(building, { ...given, rows: { ...rows, order } })
  const merged = planMergedRows(building, { ...ordered, whose: { owner: own, key: null } }, page, order)
  const merge = addFetch(building, { ...given, ...merged, onDemand: true })
  const { views } = merge // the same, whatever is added to them
  const few = nearKeysOf(building, order[0])
  return addFetch(building, { ...given, rows: { ...rows, order }, views, merge: { fetch: merge.id, few } })
}

/** The probe of the near keys that restrict a term's lookup; null: nothing does. */
function nearKeysOf({ fetches }: Building, term: OrderTerm | undefined): { readonly fetch: number } | null {
  const where = term?.by.kind === 'looked' ? fetches[term.by.fetch]?.rows.where : null
  return where?.kind === 'wanted' ? { fetch: where.fetch } : null
}

/** What of the view decides how rows are ordered: fetches that differ in it are two. */
export function decidesOrder(building: Building, rows: RowSet, view: View<BoundObject>): unknown {
  return [showsCursors(view), mergedPage(building, rows, view) !== null]
}

function showsCursors(view: View<BoundObject>): boolean {
  if (view.kind !== 'connection') return false
  return view.fields.some((field) => {
    if (field.kind === 'edges') return field.fields.some(({ kind }) => kind === 'cursor')
    return field.kind === 'pageInfo' && field.fields.some(({ kind }) => kind === 'startCursor' || kind === 'endCursor')
  })
}
