import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { allRows } from '../operation/shape.ts'
import { planFilter, planRows, type Probing } from './plan-where.ts'
import type {
  FetchKey,
  Lookup,
  LookupValue,
  OrderBy,
  OrderPath,
  OrderTerm,
  Predicate,
  Probe,
  RowSet,
  Slot,
} from './plan.ts'

/** Keys that a lookup may answer: each stands in Heddle's memory with its rank. */
const MOST_LOOKED_KEYS = 100_000

/** Where lookups go. */
export interface LookingUp extends Probing {
  /** The number of the probe that answers the near keys of rows; those of a fetch with a key are asked for by that fetch. */
  addNearProbe(rows: RowSet, key: FetchKey | null, probe: Probe): number
  /** The number of the fetch that answers a lookup. */
  addLookup(rows: RowSet, lookup: Lookup): number
}

/** Rows of a fetch, whose conditions are planned, and what else decides which keys its order needs. */
export interface Ordered {
  readonly rows: RowSet
  readonly key: FetchKey | null
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
 * // probe of orders: the user_id of paid ones · lookup of users: id and rank of name, of those · orders: by rank desc
 */
export function planOrder(looking: LookingUp, ordered: Ordered): OrderTerm[] {
  const table = tableById(looking.catalog, ordered.rows.table)
  return ordered.rows.order.map((term, index) => {
    const compare = ordered.rows.seek.flatMap(({ nulls, slots }) => (nulls[index] ? [] : [slots[index]!])) // one a term
    const asked: Asked = { ...ordered, compare: [...new Set(compare)] }
    return { ...term, by: planBy(looking, asked, table, [], term.by) }
  })
}

/** Whether some term needs another database. */
export function orderCrossesLink(catalog: Catalog, rows: RowSet): boolean {
  return rows.order.some(({ by }) => byCrossesLink(catalog, tableById(catalog, rows.table), by))
}

function byCrossesLink(catalog: Catalog, table: Table, by: OrderBy): boolean {
  if (by.kind !== 'related' && by.kind !== 'aggregate') return by.kind === 'looked'
  const relation = relationOf(table, by.relation)
  if (relation.kind === 'link') return true
  return by.kind === 'related' && byCrossesLink(catalog, tableById(catalog, relation.to), by.by)
}

interface Asked extends Ordered {
  readonly compare: readonly Slot[]
}

/** @param path the local relations from the fetch's rows to those of `table` */
function planBy(looking: LookingUp, asked: Asked, table: Table, path: OrderPath, by: OrderBy): OrderBy {
  if (by.kind === 'column' || by.kind === 'looked') return by
  const relation = relationOf(table, by.relation)
  if (relation.kind === 'link') return planLooked(looking, asked, relation, path, by)
  const target = tableById(looking.catalog, relation.to)
  const policy = planFilter(looking, target, by.policy)
  if (by.kind === 'aggregate') return { ...by, policy }
  const step = { relation: relation.name, policy }
  return { ...by, policy, by: planBy(looking, asked, target, [...path, step], by.by) }
}

type Across = Extract<OrderBy, { kind: 'related' | 'aggregate' }>

function planLooked(looking: LookingUp, asked: Asked, relation: Relation, path: OrderPath, by: Across): OrderBy {
  const { text, compare } = asked
  const rows = planRows(looking, {
    ...allRows(relation.to),
    policy: by.policy,
    where: wantedKeys(looking, asked, relation, path),
  })
  const far = tableById(looking.catalog, relation.to)
  const value: LookupValue =
    by.kind === 'aggregate'
      ? { kind: 'rows', by }
      : { kind: 'row', by: planBy(looking, { rows, key: null, text, compare }, far, [], by.by) }
  const fetch = looking.addLookup(rows, {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through: relation.through,
    value,
    text,
    compare,
    most: MOST_LOOKED_KEYS,
  })
  const none = by.kind === 'aggregate' && by.fn === 'count' ? 'zero' : 'null'
  return { kind: 'looked', relation: relation.name, fetch, none, text, compare }
}

function wantedKeys(looking: LookingUp, asked: Asked, relation: Relation, path: OrderPath): Predicate | null {
  const { rows, key } = asked
  if (key === null && rows.where === null && rows.policy === null) return null
  const { policy, where } = rows
  const fetch = looking.addNearProbe({ ...allRows(rows.table), policy, where }, key, {
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
  })
  return { kind: 'wanted', table: relation.from, relation: relation.name, fetch }
}
