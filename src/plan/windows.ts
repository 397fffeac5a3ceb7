import { areComparable } from '../catalog/comparable-keys.ts'
import type { Catalog, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { estimatedKeys } from './estimate.ts'
import { membersIn, type Member } from './members.ts'
import type { Planning } from './planning.ts'
import type { Fetch, OrderBy, Predicate, RowSet, View, Windows } from './plan.ts'

/** A fetch before its strategy is chosen. */
export type FetchDraft = Omit<Fetch, 'windows' | 'window' | 'counted'>

/**
 * Rule `look-in-windows`: how a page is found without all keys of its probes. Possible where each condition across a link is
 * about the listed rows themselves, their key can be told exactly, and an index leads from the keys of a window's rows to
 * what the conditions are about. Whatever stands between the conditions (and, or, none): within the keys of a window, what
 * its probes answer is complete.
 *
 * @example users(where: {orders: {some: {total: {gt: "5"}}}}, orderBy: {name: asc}, limit: 20)
 * // 100 users by name · which of their ids have such orders · the first 20 of those users, or 100 users more
 * // not: totalCount, aggregates (all keys count) · addresses: {some: {orders: …}} (about other rows) · no limit
 */
export function windowsOf(
  catalog: Catalog,
  planning: Planning,
  fetch: FetchDraft,
  fetches: readonly Pick<Fetch, 'rows' | 'probe'>[],
): Windows | null {
  const { rows } = fetch
  const table = tableById(catalog, rows.table)
  const members = membersIn(rows.where)
  if (fetch.key || fetch.probe || fetch.lookup || fetch.fills || members.length === 0) return null
  if (!isPage(rows) || !fetch.views.every((view) => showsPage(view, rows))) return null
  if (usesMembersInside(rows.where)) return null
  // Keys of rows that another database may forbid would leave their own.
  if (membersIn(rows.policy).length > 0) return null
  if (!hasExactKey(table) || !members.every((member) => isIndexed(table, member))) return null
  const probes = [...new Map(members.map((member) => [member.fetch, member.relation]))]
  const many = probes.some(([id]) => (estimatedKeys(planning.statistics, fetches[id]!) ?? 0) > planning.keyThreshold)
  return {
    rows: { ...rows, where: localPart(rows.where), limit: null, offset: null },
    key: table.primaryKey.columns,
    probes: probes.map(([id, name]) => ({
      fetch: id,
      columns: relationOf(table, name).on.map((pair) => pair.from),
    })),
    start: many ? 'at once' : 'beyond threshold',
    first: Math.max(planning.windowRows, known(rows.limit) + known(rows.offset)),
    most: planning.mostWindowRows,
  }
}

function isPage({ limit, distinct, order }: RowSet): boolean {
  // The ranks of an order across a link are those of all rows.
  if (order.some(({ by }) => isLooked(by))) return false
  return limit !== null && limit !== 0 && distinct.length === 0 && order.length > 0
}

function isLooked(by: OrderBy): boolean {
  return by.kind === 'looked' || (by.kind === 'related' && isLooked(by.by))
}

function known(count: RowSet['limit']): number {
  return typeof count === 'number' ? count : 0
}

/** Whether a view says nothing but what the rows of the page, and whether there is one more, tell. */
function showsPage(view: View, rows: RowSet): boolean {
  if (view.kind === 'list') return true
  if (view.kind !== 'connection') return false
  const beyond = rows.fromEnd ? 'hasNextPage' : 'hasPreviousPage'
  const shows = view.fields.every((field) => {
    if (field.kind === 'totalCount') return false
    // What lies before a cursor is in no window.
    return field.kind !== 'pageInfo' || rows.seek.length === 0 || field.fields.every((part) => part.kind !== beyond)
  })
  return shows && view.fields.some((field) => field.kind === 'nodes' || field.kind === 'edges')
}

type Keyed = Table & { readonly primaryKey: NonNullable<Table['primaryKey']> }

function hasExactKey(table: Table): table is Keyed {
  if (!table.primaryKey) return false
  return table.primaryKey.columns.every((name) => {
    const { type } = columnOf(table, name)
    return areComparable(type, type)
  })
}

function isIndexed(table: Table, member: Member): boolean {
  return relationOf(table, member.relation).indexed
}

/** Conditions about related rows that cross a link from there: their keys are none of the rows'. */
function usesMembersInside(predicate: Predicate | null): boolean {
  switch (predicate?.kind) {
    case 'and':
    case 'or':
      return predicate.items.some(usesMembersInside)
    case 'not':
      return usesMembersInside(predicate.item)
    case undefined:
    case 'member':
      return false
    default:
      return membersIn(predicate).length > 0
  }
}

/** What is true of every row for which the condition is, and asks its own database alone; null: anything. */
function localPart(predicate: Predicate | null): Predicate | null {
  if (predicate === null || predicate.kind === 'member') return null
  if (membersIn(predicate).length === 0) return predicate
  if (predicate.kind !== 'and') return null
  const items = predicate.items.map(localPart).filter((item) => item !== null)
  return items.length === 0 ? null : { kind: 'and', items }
}

/** How many windows there are at most. */
export function mostWindows({ first, most }: Windows): number {
  return first >= most ? 1 : 1 + Math.ceil(Math.log2(most / first))
}
