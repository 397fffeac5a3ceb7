import type { Relation } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { allRows } from '../operation/shape.ts'
import type { GroupKey, GroupsView, Looked, OrderPath, RowSet, Through } from './plan.ts'
import { wantedKeys, type LookingUp, type Whose } from './plan-order.ts'
import { planPolicies, planRows, planThrough } from './plan-where.ts'

/**
 * Groups of rows that are planned already, by keys of their own database. Of a key across a link the far database says which
 * value each row has, as a rank: a lookup, for the keys that the rows hold. The rows' own database groups by the ranks, and
 * so computes every aggregate, exactly, over rows that nobody moves. Each database groups by what it knows: partial aggregation.
 *
 * @example ordersGroupBy(by: [{user: {column: country}}])
 * // lookup of users: id, rank of country, country · orders: group by the rank of user_id's country
 */
export function planGroups(looking: LookingUp, rows: RowSet, view: GroupsView): GroupsView {
  return { ...view, by: view.by.map((key) => planKey(looking, rows, key)) }
}

/** Groups stand at the root: who asks for the same ranks may share them. */
const anybody: Whose = { owner: null, key: null }

function planKey(looking: LookingUp, rows: RowSet, key: GroupKey): GroupKey {
  let table = tableById(looking.catalog, rows.table)
  const near: OrderPath[number][] = []
  for (const [index, step] of key.path.entries()) {
    const relation = relationOf(table, step.relation)
    const target = tableById(looking.catalog, relation.to)
    if (relation.kind === 'link') {
      const through = planThrough(looking, relation, step)
      const beyond: GroupKey = { ...key, path: key.path.slice(index + 1) }
      const far = {
        ...allRows(target.id),
        policy: step.policy,
        where: wantedKeys(looking, { rows, whose: anybody }, relation, { path: near, through }),
      }
      const looked = lookUp(looking, { relation, through }, far, beyond)
      return { ...key, path: near, unit: null, zone: null, looked }
    }
    near.push({ relation: relation.name, ...planPolicies(looking, relation, step) })
    table = target
  }
  return { ...key, path: near }
}

/** The lookup of a key's value in the rows behind a link; what lies behind a further link is looked up before. */
function lookUp(
  looking: LookingUp,
  { relation, through }: { readonly relation: Relation; readonly through: Through | null },
  rows: RowSet,
  key: GroupKey,
): Looked {
  const planned = planRows(looking, rows)
  const lookup = {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through,
    value: { kind: 'key', by: planKey(looking, planned, key) } as const,
    text: false,
    compare: [],
    page: null,
  }
  const fetch = looking.addLookup({ rows: planned, lookup }, anybody)
  return { kind: 'looked', relation: relation.name, fetch, none: 'null', text: false, compare: [] }
}
