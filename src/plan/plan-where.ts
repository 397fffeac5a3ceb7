import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import { allRows } from '../operation/shape.ts'
import { usesRelations } from './bounded.ts'
import type { Exists } from './fill-pages.ts'
import type { Member } from './members.ts'
import type { Operand, OrderBy, Policies, Predicate, Probe, RowSet, Step, Through } from './plan.ts'
import type { Planning } from './planning.ts'

/** Where probes go. */
export interface Probing {
  readonly catalog: Catalog
  readonly planning: Planning
  /** The number of the fetch that answers a probe: one for all that ask alike. */
  addProbe(rows: RowSet, probe: Probe): number
}

/**
 * Rows whose conditions their own database can decide: each condition across a link is a probe of the other database, and
 * here whether the row's key is among the probe's. What lies behind the link may cross further ones: probes of the probe.
 *
 * Unknown is as good as false to whoever reads the result: a filter keeps what is true. That is what makes one set of keys
 * enough: `not` is moved inwards until it meets something of one database, and a linked condition, negated or not, is
 * asked for where it is true.
 *
 * @example users(where: {NOT: {orders: {sum: {total: {gt: "5"}}}}})
 * // probe of orders: keys having not (sum(total) > 5) · users: id among them
 */
export function planRows(probing: Probing, rows: RowSet): RowSet {
  const table = tableById(probing.catalog, rows.table)
  const { policy, where, order } = rows
  return {
    ...rows,
    policy: planFilter(probing, table, policy),
    where: planFilter(probing, table, where),
    order: order.map((term) => ({ ...term, by: planOrderBy(probing, table, term.by) })),
  }
}

function planOrderBy(probing: Probing, table: Table, by: OrderBy): OrderBy {
  if (by.kind === 'looked') return by
  if (by.kind !== 'related') return planOperand(probing, table, by)
  const relation = relationOf(table, by.relation)
  const target = tableById(probing.catalog, relation.to)
  return { ...by, ...planPolicies(probing, relation, by), by: planOrderBy(probing, target, by.by) }
}

/** An aggregate is of the partners that the viewer sees, which another database may have to say. */
function planOperand<T extends Operand>(probing: Probing, table: Table, operand: T): T {
  if (operand.kind !== 'aggregate') return operand
  return { ...operand, ...planPolicies(probing, relationOf(table, operand.relation), operand) }
}

/** What the viewer sees along a relation, as the far end's own database can decide it. */
export function planPolicies(probing: Probing, { to, through }: Relation, { policy, pairPolicy }: Policies): Policies {
  const planned = (table: string, condition: Predicate | null): Predicate | null =>
    planFilter(probing, tableById(probing.catalog, table), condition)
  return { policy: planned(to, policy), pairPolicy: through && planned(through.table, pairPolicy) }
}

/** The junction of a relation, with which of its pairs the viewer sees. */
export function planThrough(
  probing: Probing,
  { through }: Relation,
  { pairPolicy }: Pick<Policies, 'pairPolicy'>,
): Through | null {
  if (!through) return null
  return { ...through, policy: planFilter(probing, tableById(probing.catalog, through.table), pairPolicy) }
}

/** The same for rows that their only condition, one across a link, brings page by page; and the probe that does. */
export function planPagedRows(
  probing: Probing,
  rows: RowSet,
  condition: Exists,
): { readonly rows: RowSet; readonly fills: { readonly fetch: number } } {
  const table = tableById(probing.catalog, rows.table)
  invariant(typeof rows.limit === 'number', 'a page that is filled has a limit')
  const { policy, pairPolicy, where } = condition
  const relation = relationOf(table, condition.relation)
  const pages = {
    keys: rows.limit,
    rows: Math.max(probing.planning.pageRows, rows.limit * ROWS_PER_KEY),
    bounded:
      tableById(probing.catalog, relation.to).kind === 'table' &&
      !usesRelations({ policy, pairPolicy, where, order: [] }),
  }
  const asked = { filter: { policy, pairPolicy, where }, test: null, holds: true, without: false, pages }
  const member = memberOf(probing, relation, asked)
  return {
    rows: { ...rows, policy: planFilter(probing, table, rows.policy), where: member },
    fills: { fetch: member.fetch },
  }
}

/** A condition that its own database can decide, see {@link planRows}. */
export function planFilter(probing: Probing, table: Table, filter: Predicate | null): Predicate | null {
  return filter && planPredicate(probing, table, filter, false)
}

function planPredicate(probing: Probing, table: Table, predicate: Predicate, negated: boolean): Predicate {
  if (!crossesLink(probing, table, predicate)) return negated ? { kind: 'not', item: predicate } : predicate
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const items = predicate.items.map((item) => planPredicate(probing, table, item, negated))
      return { kind: (predicate.kind === 'and') === negated ? 'or' : 'and', items }
    }
    case 'not':
      return planPredicate(probing, table, predicate.item, !negated)
    case 'exists':
      return planExists(probing, table, predicate, negated)
    case 'group':
      return planGroup(probing, table, predicate, negated)
    case 'among':
    case 'member':
    case 'wanted':
      return predicate
    default: {
      const planned = { ...predicate, left: planOperand(probing, table, predicate.left) }
      return negated ? { kind: 'not', item: planned } : planned
    }
  }
}

function crossesLink(probing: Probing, table: Table, predicate: Predicate | null): boolean {
  switch (predicate?.kind) {
    case 'and':
    case 'or':
      return predicate.items.some((item) => crossesLink(probing, table, item))
    case 'not':
      return crossesLink(probing, table, predicate.item)
    case 'group':
      return true
    case 'exists': {
      const { kind, to } = relationOf(table, predicate.relation)
      const target = tableById(probing.catalog, to)
      return kind === 'link' || crossesLink(probing, target, predicate.where) || seesByLink(probing, table, predicate)
    }
    case 'compare':
    case 'in':
    case 'null':
    case 'like': {
      const { left } = predicate
      return left.kind === 'aggregate' && seesByLink(probing, table, left)
    }
    default:
      return false
  }
}

/** Whether what the viewer sees along a relation is told by another database. */
function seesByLink(probing: Probing, table: Table, { relation, policy, pairPolicy }: Step): boolean {
  const { to, through } = relationOf(table, relation)
  const crosses = (id: string, condition: Predicate | null): boolean =>
    crossesLink(probing, tableById(probing.catalog, id), condition)
  return crosses(to, policy) || (through !== null && crosses(through.table, pairPolicy))
}

function planExists(probing: Probing, table: Table, predicate: Exists, negated: boolean): Predicate {
  const { quantifier, policy, pairPolicy, where } = predicate
  const relation = relationOf(table, predicate.relation)
  if (relation.kind === 'local') {
    const inside = planFilter(probing, tableById(probing.catalog, relation.to), where)
    const exists: Predicate = { ...predicate, ...planPolicies(probing, relation, predicate), where: inside }
    return negated ? { kind: 'not', item: exists } : exists
  }
  // Every one of them, whatever they are.
  if (quantifier === 'every' && where === null) return { kind: negated ? 'or' : 'and', items: [] }
  const without = (quantifier === 'some') === negated
  const holds = quantifier !== 'every'
  return memberOf(probing, relation, { filter: { policy, pairPolicy, where }, test: null, holds, without })
}

type Group = Extract<Predicate, { kind: 'group' }>

/** Rows without partners have no key: where the condition is true for them, the keys are asked for that must not be. */
function planGroup(probing: Probing, table: Table, group: Group, negated: boolean): Predicate {
  const { policy, pairPolicy } = group
  const relation = relationOf(table, group.relation)
  const whole = ofWholeGroup(group.test)
  const test: Predicate = negated ? { kind: 'not', item: whole } : whole
  const without = group.empty === !negated
  return memberOf(probing, relation, { filter: { policy, pairPolicy, where: null }, test, holds: !without, without })
}

/** The condition on aggregates of whichever rows the probe groups: these the policy has chosen already. */
function ofWholeGroup(test: Predicate): Predicate {
  switch (test.kind) {
    case 'and':
    case 'or':
      return { ...test, items: test.items.map(ofWholeGroup) }
    case 'not':
      return { ...test, item: ofWholeGroup(test.item) }
    case 'exists':
    case 'group':
    case 'among':
    case 'member':
    case 'wanted':
      return test // tests have none
    default:
      return test.left.kind === 'aggregate' ? { ...test, left: { ...test.left, policy: null, pairPolicy: null } } : test
  }
}

/** What is asked across a link. */
interface Asked extends Pick<Probe, 'test' | 'holds'> {
  readonly filter: Pick<RowSet, 'policy' | 'pairPolicy' | 'where'>
  /** Whether rows are wanted whose key is not among the answered ones. */
  readonly without: boolean
  readonly pages?: Probe['pages']
}

/** Rows of the far table that a page of keys looks at, a key of its: no more than what its database does at once. */
const ROWS_PER_KEY = 100

function memberOf(probing: Probing, relation: Relation, asked: Asked): Member {
  const { filter, test, holds, without, pages = null } = asked
  const { policy, where } = filter
  const rows = planRows(probing, { ...allRows(relation.to), policy, where })
  const fetch = probing.addProbe(rows, {
    table: relation.from,
    relation: relation.name,
    columns: relation.on.map((pair) => pair.to),
    through: planThrough(probing, relation, filter),
    near: null,
    test,
    holds,
    within: false,
    threshold: null,
    pages,
  })
  return { kind: 'member', relation: relation.name, fetch, strategy: without ? 'anti-join' : 'semi-join' }
}
