import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import { identityOf } from '../catalog/table-writes.ts'
import type { BoundRoot } from '../operation/bound-root.ts'
import {
  allRows,
  type BoundObject,
  type BoundRead,
  type BoundValue,
  type ConnectionField,
  type ResponseName,
  type View as ViewOf,
} from '../operation/shape.ts'
import type { BoundWrite } from '../operation/write-shape.ts'
import { isBounded } from './bounded.ts'
import { deepFreeze } from './deep-freeze.ts'
import type { Fetch, FetchKey, ObjectValue, Plan, RootField, RowSet, Value, View } from './plan.ts'
import { chooseStrategies } from './choose-strategies.ts'
import { conditionInPages } from './fill-pages.ts'
import { mergedPage } from './merge-order.ts'
import { planGroups } from './plan-groups.ts'
import { orderCrossesLink, planMergedRows, planOrder, type LookingUp } from './plan-order.ts'
import { defaultPlanning } from './planning.ts'
import { planPagedRows, planRows } from './plan-where.ts'

/**
 * Plans a shape: a fetch for each root field, one for each link crossed, local relations inside them where an index helps,
 * and before them a probe for each condition and a lookup for each order that crosses a link.
 *
 * What two branches of the same depth ask for alike (the same link, filter, order and page) is one fetch; if they select
 * different fields of its rows, it has a view for each. Pure: the same bytes for the same input.
 *
 * @param planning decides which of several strategies comes first, never what is answered
 */
export function buildPlan(catalog: Catalog, roots: readonly BoundRoot[], planning = defaultPlanning): Plan {
  const building = startBuilding(catalog, planning)
  const fields = roots.map((root) => planRoot(building, root))
  return deepFreeze(inOrder(building, fields, null).plan)
}

/** Conditions of a write as the databases of their tables can decide them, and the probes that this takes. */
export function planConditions(
  catalog: Catalog,
  conditions: readonly Pick<RowSet, 'table' | 'policy' | 'where'>[],
): { readonly conditions: readonly Pick<RowSet, 'policy' | 'where'>[]; readonly probes: Plan } {
  const building = startBuilding(catalog)
  const planned = conditions.map(({ table, policy, where }) => {
    const rows = planRows(building, { ...allRows(table), policy, where })
    return { policy: rows.policy, where: rows.where }
  })
  const { plan, rest } = inOrder(building, [], planned)
  return { conditions: rest, probes: plan }
}

/** Reads what a write answers with: the rows by their keys, in the order of the keys. */
export function buildWrittenPlan(catalog: Catalog, name: ResponseName, write: BoundWrite): Plan {
  const building = startBuilding(catalog)
  const { answer } = write
  const read = (value: BoundObject): { fetch: number; view: number } => {
    const table = tableById(catalog, write.table)
    const columns = identityOf(table)?.columns ?? []
    const key: FetchKey = { table: table.id, relation: null, columns, through: null, indexed: true }
    const rows = { ...allRows(table.id), policy: write.policy }
    return fetchView(building, 0, key, { rows, view: { kind: 'one', value, required: false } })
  }
  const root: RootField =
    answer.kind === 'one'
      ? { kind: 'row', name, ...read(answer.value) }
      : {
          kind: 'rows',
          name,
          fields: answer.fields.map((field) =>
            field.kind === 'rows' ? { kind: 'rows', name: field.name, ...read(field.value) } : field,
          ),
        }
  return deepFreeze(inOrder(building, [root], null).plan)
}

function startBuilding(catalog: Catalog, planning = defaultPlanning): Building {
  const building: Building = {
    catalog,
    planning,
    fetches: [],
    byRequest: new Map(),
    splices: 0,
    ordered: 0,
    addProbe: (rows, probe) => forerunner(building, { rows, key: null, probe, lookup: null }, null),
    addNearKeys: (asked, { owner, key }) => forerunner(building, { ...asked, key, lookup: null }, owner),
    addLookup: (asked, { owner }) => forerunner(building, { ...asked, key: null, probe: null }, owner),
  }
  return building
}

interface Building extends LookingUp {
  readonly fetches: FetchDraft[]
  readonly byRequest: Map<string, FetchDraft>
  splices: number
  /** Fetches whose order crosses a link. */
  ordered: number
}

/** A fetch while views are still added to it. */
interface FetchDraft extends Omit<Fetch, 'views' | 'windows' | 'window' | 'counted'> {
  readonly views: View[]
  /** Number of the view for each selection that was asked for. */
  readonly byView: Map<string, number>
}

function planRoot(building: Building, root: BoundRoot): RootField {
  switch (root.kind) {
    case 'read':
      return { kind: 'fetch', name: root.name, ...fetchView(building, 0, null, root.read) }
    case 'nodes':
      return { kind: 'nodes', name: root.name, items: root.items.map((read) => fetchView(building, 0, null, read)) }
    case 'write':
      throw new Error('Invariant violated: a write has a plan of its own')
    default:
      return root
  }
}

/** The fetch and view that answer a read which no enclosing statement can: a root field, or a link. */
function fetchView(
  building: Building,
  depth: number,
  key: FetchKey | null,
  read: BoundRead,
): { fetch: number; view: number } {
  const table = tableById(building.catalog, read.rows.table)
  const { rows, fills } = planFetchRows(building, key, { ...read.rows, relation: null }, read.view.kind)
  const unique = read.view.kind === 'one'
  const ordered = orderCrossesLink(building.catalog, rows)
  const request = JSON.stringify([depth, key, rows, unique, ordered && decidesOrder(building, rows, read.view)])
  let fetch = building.byRequest.get(request)
  if (!fetch) {
    const { source } = table
    fetch = ordered
      ? addOrdered(building, { source, depth, key, rows, unique }, read.view)
      : addFetch(building, { source, depth, key, rows, unique, fills })
    building.byRequest.set(request, fetch)
  }
  const asked = JSON.stringify(read.view)
  let view = fetch.byView.get(asked)
  if (view === undefined) {
    view = fetch.byView.size
    fetch.byView.set(asked, view)
    fetch.views[view] =
      read.view.kind === 'groups' ? planGroups(building, rows, read.view) : planView(building, depth, table, read.view)
  }
  return { fetch: fetch.id, view }
}

function planFetchRows(
  building: Building,
  key: FetchKey | null,
  rows: RowSet,
  view: View['kind'],
): { readonly rows: RowSet; readonly fills: Fetch['fills'] } {
  const condition = key === null && view === 'list' ? conditionInPages(building.catalog, rows) : null
  if (condition) return planPagedRows(building, rows, condition)
  return { rows: planRows(building, rows), fills: null }
}

function addFetch(building: Building, given: Partial<Fetch> & Pick<Fetch, 'source' | 'rows'>): FetchDraft {
  const fetch: FetchDraft = {
    id: building.fetches.length,
    depth: -1,
    key: null,
    unique: false,
    probe: null,
    lookup: null,
    fills: null,
    merge: null,
    onDemand: false,
    ...given,
    views: (given.views ?? []) as View[], // a draft's: views are still added to it
    byView: new Map(),
  }
  building.fetches.push(fetch)
  return fetch
}

/**
 * A fetch whose order crosses a link, with its lookups before it; and where its page can be merged, the fetch that does it.
 *
 * Rows that are found by keys want other ranks for other keys; a merge that is tried first wants those of this fetch only if
 * it fails. Both ask for them by themselves.
 */
function addOrdered(
  building: Building,
  given: Pick<Fetch, 'source' | 'depth' | 'key' | 'rows' | 'unique'>,
  view: ViewOf<BoundObject>,
): FetchDraft {
  const { rows, key } = given
  const page = key === null ? mergedPage(building.catalog, rows, view) : null
  const first = rows.where === null && rows.policy === null
  const own = (building.ordered += 1)
  const ordered = { rows, text: showsCursors(view) }
  const whose = { owner: key !== null || (page && first) ? own : null, key }
  const order = planOrder(building, { ...ordered, whose })
  if (!page) return addFetch(building, { ...given, rows: { ...rows, order } })
  const merged = planMergedRows(building, { ...ordered, whose: { owner: own, key: null } }, page, order)
  const merge = addFetch(building, { ...given, ...merged, onDemand: true })
  const { views } = merge // the same, whatever is added to them
  return addFetch(building, { ...given, rows: { ...rows, order }, views, merge: { fetch: merge.id, first } })
}

/** What of the view decides how rows are ordered: fetches that differ in it are two. */
function decidesOrder(building: Building, rows: RowSet, view: ViewOf<BoundObject>): unknown {
  return [showsCursors(view), mergedPage(building.catalog, rows, view) !== null]
}

/** The fetch of a probe or lookup, one for all that ask alike. Those that it needs itself have lower numbers. */
function forerunner(
  building: Building,
  asked: Pick<Fetch, 'rows' | 'key' | 'probe' | 'lookup'>,
  owner: number | null,
): number {
  const request = JSON.stringify([asked, owner])
  const known = building.byRequest.get(request)
  if (known) return known.id
  const { source } = tableById(building.catalog, asked.rows.table)
  const fetch = addFetch(building, { source, onDemand: owner !== null, ...asked })
  building.byRequest.set(request, fetch)
  return fetch.id
}

function showsCursors(view: ViewOf<BoundObject>): boolean {
  if (view.kind !== 'connection') return false
  return view.fields.some((field) => {
    if (field.kind === 'edges') return field.fields.some(({ kind }) => kind === 'cursor')
    return field.kind === 'pageInfo' && field.fields.some(({ kind }) => kind === 'startCursor' || kind === 'endCursor')
  })
}

/** Of rows, or of groups of them: these are the business of {@link planGroups}. */
type RowsView<O> = Exclude<ViewOf<O>, { kind: 'groups' }>

function planView(building: Building, depth: number, table: Table, view: RowsView<BoundObject>): View {
  switch (view.kind) {
    case 'list':
      return { kind: 'list', value: planObject(building, depth, table, view.value) }
    case 'one':
      return { kind: 'one', value: planObject(building, depth, table, view.value), required: view.required }
    case 'connection':
      return {
        kind: 'connection',
        fields: view.fields.map((field) => planConnectionField(building, depth, table, field)),
      }
    case 'aggregate':
      return view
  }
}

function planConnectionField(
  building: Building,
  depth: number,
  table: Table,
  field: ConnectionField<BoundObject>,
): ConnectionField<ObjectValue> {
  switch (field.kind) {
    case 'nodes':
      return { ...field, value: planObject(building, depth, table, field.value) }
    case 'edges':
      return {
        ...field,
        fields: field.fields.map((part) =>
          part.kind === 'node' ? { ...part, value: planObject(building, depth, table, part.value) } : part,
        ),
      }
    default:
      return field
  }
}

function planObject(building: Building, depth: number, table: Table, object: BoundObject): ObjectValue {
  const fields = object.fields.map(({ name, value }) => ({ name, value: planValue(building, depth, table, value) }))
  return { kind: 'object', fields }
}

function planValue(building: Building, depth: number, table: Table, value: BoundValue): Value {
  if (value.kind === 'object') return planObject(building, depth, table, value.object)
  if (value.kind !== 'read') return value
  const { rows, view } = value.read
  const relation = relationOf(table, rows.relation as string) // below the root, a relation leads to every read
  const target = tableById(building.catalog, rows.table)
  invariant(view.kind !== 'groups', 'groups are asked for at the root')
  if (isInlined(building.catalog, relation, value.read) && !orderCrossesLink(building.catalog, rows)) {
    return { kind: 'rows', rows: planRows(building, rows), view: planView(building, depth, target, view) }
  }
  const splice = building.splices++
  const columns = relation.on.map((pair) => pair.from)
  const answer = fetchView(building, depth + 1, keyOf(relation), { rows: rows, view })
  return { kind: 'splice', splice, columns, ...answer }
}

/**
 * A local relation stands inside the statement of its parents, where an index finds its rows. Without one, each parent
 * would scan the table: then it is fetched by the keys of all parents, like a link, in one pass. So is what the database
 * cannot page inside of a row, and so are rows whose order crosses a link: by the keys of their parents it is known which
 * of the far database's keys matter.
 */
function isInlined(catalog: Catalog, relation: Relation, { rows, view }: BoundRead): boolean {
  if (relation.kind !== 'local') return false
  if (relation.cardinality === 'one') return true
  const { source } = tableById(catalog, relation.to)
  return relation.indexed && (catalog.sources.get(source)?.nestsPages !== false || isPlain(rows, view.kind))
}

/** A list in one order, cut at one place, or an aggregate of all rows. */
function isPlain({ distinct, seek, limit, offset }: RowSet, view: View['kind']): boolean {
  if (distinct.length > 0 || seek.length > 0) return false
  return view === 'list' || (view === 'aggregate' && limit === null && offset === null)
}

function keyOf(relation: Relation): FetchKey {
  return {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through: relation.through,
    indexed: relation.indexed,
  }
}

/**
 * Fetches by depth, producers first: a view that joined a fetch late may have made a fetch of lower depth later. The
 * fetches that `rest` names are renumbered with them.
 */
function inOrder<T>(building: Building, roots: readonly RootField[], rest: T): { plan: Plan; rest: T } {
  const sorted = [...building.fetches].sort((a, b) => a.depth - b.depth || a.id - b.id)
  const numbers = new Map(sorted.map((fetch, index) => [fetch.id, index]))
  const plan: Plan = {
    fetches: chooseStrategies(building, building.fetches, sorted),
    roots,
    scans: [],
  }
  const renumbered = JSON.parse(JSON.stringify({ plan, rest }), (name, value: unknown) =>
    name === 'fetch' && typeof value === 'number' ? numbers.get(value) : value,
  ) as { plan: Plan; rest: T }
  const fetches = renumbered.plan.fetches.map((fetch, id) => ({ ...fetch, id }))
  const scans = fetches.filter((fetch) => !isBounded(building.catalog, fetch)).map((fetch) => fetch.source)
  return { plan: { ...renumbered.plan, fetches, scans: [...new Set(scans)] }, rest: renumbered.rest }
}
