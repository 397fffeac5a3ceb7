import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import { allRows } from '../operation/shape.ts'
import { planPolicies, planRows, planThrough, type Probing } from './plan-where.ts'
import type {
  FetchKey,
  Looked,
  Lookup,
  LookupPage,
  LookupValue,
  OrderBy,
  OrderPath,
  OrderTerm,
  Predicate,
  Probe,
  RowSet,
  Slot,
  Through,
} from './plan.ts'

/** Where lookups go. */
export interface LookingUp extends Probing {
  /** The number of the fetch that answers a lookup, or the near keys that restrict one. */
  addLookup(asked: { readonly rows: RowSet; readonly lookup: Lookup }, whose: Whose): number
  addNearKeys(asked: { readonly rows: RowSet; readonly probe: Probe }, whose: Whose): number
}

/** For whom keys or ranks are asked: one fetch alone, when it wants them; or, with null, whoever asks alike. */
export interface Whose {
  readonly owner: number | null
  /** Where the owner's rows are found by keys. */
  readonly key: FetchKey | null
}

/** Rows of a fetch, whose conditions are planned, and what else decides which keys its order needs. */
export interface Ordered {
  readonly rows: RowSet
  readonly whose: Whose
  /** Whether cursors are made of the order's values. */
  readonly text: boolean
}

/**
 * The order of rows by what their own database can sort by: each value across a link is a lookup in the other database, and
 * here the rank that it answered.
 *
 * *Keys that matter*: rows that are filtered, or found by keys, have few of the far end's keys. Their own ends are asked for
 * first, by a probe, and the lookup answers for those alone. Of all rows of a table, all keys matter, and the probe is spared.
 *
 * @example orders(orderBy: [{user: {name: desc}}], where: {status: {eq: "paid"}})
 * // near keys of orders: the user_id of paid ones · lookup of users: id and rank of name, of those · orders: by rank desc
 */
export function planOrder(looking: LookingUp, ordered: Ordered): OrderTerm[] {
  const table = tableById(looking.catalog, ordered.rows.table)
  return ordered.rows.order.map((term, index) => {
    const asked: Asked = { ...ordered, compare: cursorValues(ordered.rows, index), page: null }
    return { ...term, by: planBy(looking, asked, table, [], term.by) }
  })
}

/**
 * The rows of an ordered merge: those whose key is among the first that a lookup in pages answers, and that lookup.
 *
 * @param order the planned one of the same rows
 */
export function planMergedRows(
  looking: LookingUp,
  ordered: Ordered,
  page: LookupPage,
  order: readonly OrderTerm[],
): { readonly rows: RowSet; readonly fills: { readonly fetch: number } } {
  const { rows } = ordered
  const [term, ...others] = order
  const asked = rows.order[0]?.by
  invariant(term && (asked?.kind === 'related' || asked?.kind === 'aggregate'), 'a merge follows a link')
  const relation = relationOf(tableById(looking.catalog, rows.table), asked.relation)
  const by = planLooked(looking, { ...ordered, compare: cursorValues(rows, 0), page }, relation, [], asked)
  const member: Predicate = { kind: 'member', relation: relation.name, fetch: by.fetch, strategy: 'semi-join' }
  const where: Predicate = rows.where ? { kind: 'and', items: [member, rows.where] } : member
  return { rows: { ...rows, where, order: [{ ...term, by }, ...others] }, fills: { fetch: by.fetch } }
}

function cursorValues({ seek }: RowSet, term: number): Slot[] {
  return [...new Set(seek.flatMap(({ nulls, slots }) => (nulls[term] ? [] : [slots[term]!])))] // a slot for each term
}

/** Whether some term needs another database. */
export function orderCrossesLink(catalog: Catalog, rows: RowSet): boolean {
  return rows.order.some(({ by }) => byCrossesLink(catalog, tableById(catalog, rows.table), by))
}

/** Whether a value needs another database than that of `table`. */
export function byCrossesLink(catalog: Catalog, table: Table, by: OrderBy): boolean {
  if (by.kind !== 'related' && by.kind !== 'aggregate') return by.kind === 'looked'
  const relation = relationOf(table, by.relation)
  if (relation.kind === 'link') return true
  return by.kind === 'related' && byCrossesLink(catalog, tableById(catalog, relation.to), by.by)
}

interface Asked extends Ordered {
  readonly compare: readonly Slot[]
  readonly page: LookupPage | null
}

/** @param path the local relations from the fetch's rows to those of `table` */
function planBy(looking: LookingUp, asked: Asked, table: Table, path: OrderPath, by: OrderBy): OrderBy {
  if (by.kind === 'column' || by.kind === 'looked') return by
  const relation = relationOf(table, by.relation)
  if (relation.kind === 'link') return planLooked(looking, asked, relation, path, by)
  const target = tableById(looking.catalog, relation.to)
  const policies = planPolicies(looking, relation, by)
  if (by.kind === 'aggregate') return { ...by, ...policies }
  const step = { relation: relation.name, ...policies }
  return { ...by, ...policies, by: planBy(looking, asked, target, [...path, step], by.by) }
}

type Across = Extract<OrderBy, { kind: 'related' | 'aggregate' }>

function planLooked(looking: LookingUp, asked: Asked, relation: Relation, path: OrderPath, by: Across): Looked {
  const { text, compare, page, whose } = asked
  const through = planThrough(looking, relation, by)
  const where = page ? null : wantedKeys(looking, asked, relation, { path, through })
  const rows = planRows(looking, { ...allRows(relation.to), policy: by.policy, where })
  const lookup = {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through,
    value: planValue(looking, { ...asked, rows, whose: { ...whose, key: null }, page: null }, by),
    text,
    compare,
    page,
  }
  const fetch = looking.addLookup({ rows, lookup }, whose)
  const none = by.kind === 'aggregate' && by.fn === 'count' ? 'zero' : 'null'
  return { kind: 'looked', relation: relation.name, fetch, none, text, compare }
}

/** What may lie behind a further link. */
function planValue(looking: LookingUp, asked: Asked, by: Across): LookupValue {
  if (by.kind === 'aggregate') return { kind: 'rows', by }
  return { kind: 'row', by: planBy(looking, asked, tableById(looking.catalog, asked.rows.table), [], by.by) }
}

/** Which keys of a link a lookup is to answer for: those that the rows have. Null: of all rows, all keys. */
export function wantedKeys(
  looking: LookingUp,
  asked: Pick<Ordered, 'rows' | 'whose'>,
  relation: Relation,
  { path, through }: { readonly path: OrderPath; readonly through: Through | null },
): Predicate | null {
  const { rows, whose } = asked
  const { policy, where } = rows
  if (whose.key === null && where === null && policy === null) return null
  const probe = {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.from),
    through: null,
    near: path,
    test: null,
    holds: true,
    within: false,
    threshold: null,
    pages: null,
  }
  const fetch = looking.addNearKeys({ rows: { ...allRows(rows.table), policy, where }, probe }, whose)
  const pairPolicy = through && through.policy
  return { kind: 'wanted', table: relation.from, relation: relation.name, pairPolicy, fetch }
}
