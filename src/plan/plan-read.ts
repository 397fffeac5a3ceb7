import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { BoundObject, BoundRead, BoundValue, ConnectionField, View as ViewOf } from '../operation/shape.ts'
import { addFetch, type Building } from './building.ts'
import { conditionInPages } from './fill-pages.ts'
import { addOrdered, decidesOrder } from './plan-ordered.ts'
import { planGroups } from './plan-groups.ts'
import { orderCrossesLink } from './plan-order.ts'
import { planPagedRows, planPolicies, planRows, planThrough } from './plan-where.ts'
import type { Fetch, FetchKey, ObjectValue, RowSet, Value, View } from './plan.ts'

/** The fetch and view that answer a read which no enclosing statement can: a root field, or a link. */
export function planRead(
  building: Building,
  depth: number,
  key: FetchKey | null,
  read: BoundRead,
): { fetch: number; view: number } {
  const table = tableById(building.catalog, read.rows.table)
  const { rows, fills } = planFetchRows(
    building,
    key,
    { ...read.rows, relation: null, pairPolicy: null },
    read.view.kind,
  )
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
    const { pairPolicy } = planPolicies(building, relation, rows)
    const inside = { ...planRows(building, rows), pairPolicy }
    return { kind: 'rows', rows: inside, view: planView(building, depth, target, view) }
  }
  const splice = building.splices++
  const columns = relation.on.map((pair) => pair.from)
  const answer = planRead(building, depth + 1, keyOf(building, relation, rows), { rows, view })
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

function keyOf(building: Building, relation: Relation, rows: RowSet): FetchKey {
  return {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through: planThrough(building, relation, rows),
    indexed: relation.indexed,
  }
}
