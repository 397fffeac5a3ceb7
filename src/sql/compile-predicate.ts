import type { Relation } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Aggregate, Operand, Predicate, Through } from '../plan/plan.ts'
import { amongKeys, amongSql, farKeys, memberOfKeysSql, memberSql } from './compile-member.ts'
import { openTable, type Compiling } from './compiling.ts'
import { computed, type Expression, type Row } from './expression.ts'
import { all, join, raw, sql, where, type Sql } from './fragment.ts'
import { plainAggregate, type AggregateQuery } from './grammar.ts'

/**
 * A condition on `row`, in SQL's three values, safe to stand beside `and` and under `not`.
 *
 * @example { kind: 'exists', relation: 'orders', quantifier: 'every', where: paid }
 * // not exists (select 1 from "orders" as t1 where t1."user_id" = t0."id" and (t1."paid" = $1) is not true)
 *
 * @param negated it stands under a `not`, where false and unknown are not the same
 */
export function predicateSql(compiling: Compiling, row: Row, predicate: Predicate, negated = false): Sql {
  const { values } = compiling.grammar
  switch (predicate.kind) {
    case 'and':
    case 'or': {
      const items = predicate.items.map((item) => predicateSql(compiling, row, item, negated))
      if (items.length === 0) return raw(predicate.kind === 'and' ? 'true' : 'false')
      return items.length === 1 ? items[0]! : sql`(${join(items, ` ${predicate.kind} `)})` // length checked
    }
    case 'not':
      return sql`not (${predicateSql(compiling, row, predicate.item, true)})`
    case 'compare':
      return values.compare(operand(compiling, row, predicate.left), predicate.op, predicate.slot)
    case 'in':
      return values.in(operand(compiling, row, predicate.left), predicate.slot, {
        negated: predicate.negated,
        exact: negated,
      })
    case 'null': {
      const value = operand(compiling, row, predicate.left).sql
      return predicate.negated ? sql`${value} is not null` : sql`${value} is null`
    }
    case 'like': {
      const matches = values.like(operand(compiling, row, predicate.left), predicate.match, predicate.slot)
      return predicate.negated ? sql`not (${matches})` : matches
    }
    case 'contain': {
      invariant(values.contain, 'only lists and documents of a database that compares them are asked what they contain')
      return values.contain(operand(compiling, row, predicate.left), predicate.op, predicate.slot)
    }
    case 'exists':
      return existsSql(compiling, row, predicate)
    case 'among':
      return amongSql(compiling, row, predicate.columns)
    case 'member':
      return memberOfKeysSql(compiling, row, predicate)
    case 'wanted':
      return wantedSql(compiling, row, predicate)
    case 'group':
      invariant(false, 'a plan tests groups behind a link in probes alone')
  }
}

/**
 * What the viewer may see. It stands in a WHERE or ON as a condition of its own, beside whatever a client asks, and there
 * unknown is as good as false: `(policy) is true` would say the same, and no database would use an index for it.
 */
export function policySql(compiling: Compiling, row: Row, policy: Predicate | null): Sql | null {
  return policy && sql`(${predicateSql(compiling, row, policy)})`
}

/**
 * Filter and policy of a set of rows. The filter is first: where both bound one column, SQLite enters its index at the
 * bound that it meets first, and what a client asks for is narrower than what it may see.
 */
export function filterSql(
  compiling: Compiling,
  row: Row,
  filter: { readonly policy: Predicate | null; readonly where: Predicate | null },
): (Sql | null)[] {
  return [filter.where && predicateSql(compiling, row, filter.where), policySql(compiling, row, filter.policy)]
}

/**
 * That `child` is a partner of `parent`. Through a junction it is a membership, not a join: a pair that the junction
 * holds twice is still one partner.
 *
 * @example t1."id" in (select j2."film_id" from "film_actors" as j2 where j2."actor_id" = t0."id")
 */
export function relationSql(
  compiling: Compiling,
  { relation, pairPolicy }: { readonly relation: Relation; readonly pairPolicy: Predicate | null },
  parent: Row,
  child: Row,
): Sql {
  const { values } = compiling.grammar
  const { through } = relation
  if (!through) {
    return all(relation.on.map(({ from, to }) => values.meets(child.column(to), parent.column(from))))
  }
  const junction = openJunction(compiling, { ...through, policy: pairPolicy })
  const links = relation.on.map(({ from, to }) => values.meets(junction.row.column(to), parent.column(from)))
  return memberSql(child, through.on, junction, [...links, junction.seen])
}

/** The pairs of a junction, and as a condition which of them the viewer sees: the only way to them. */
export function openJunction(
  compiling: Compiling,
  { table, policy }: Pick<Through, 'table' | 'policy'>,
): { readonly row: Row; readonly from: Sql; readonly seen: Sql | null } {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, table), 'j')
  return { row, from, seen: policySql(compiling, row, policy) }
}

/**
 * Whether a row stands at the far end of a link with one of the keys that a probe of the near end answered.
 *
 * @example t0."user_id" in (select m1.value from json_each(?1) as m1)
 */
function wantedSql(
  compiling: Compiling,
  row: Row,
  { table, relation: name, pairPolicy, fetch }: Extract<Predicate, { kind: 'wanted' }>,
): Sql {
  const relation = relationOf(tableById(compiling.catalog, table), name)
  const through = relation.through && { ...relation.through, policy: pairPolicy }
  return keyedBySql(compiling, row, through, (holder) =>
    amongKeys(compiling, farKeys(compiling, holder, relation), fetch),
  )
}

/** A condition on the keys of a row, which it holds itself, or which the pairs of a junction hold that lead to it. */
export function keyedBySql(
  compiling: Compiling,
  row: Row,
  through: Through | null,
  condition: (holder: Row) => Sql,
): Sql {
  if (!through) return condition(row)
  const junction = openJunction(compiling, through)
  return memberSql(row, through.on, junction, [condition(junction.row), junction.seen])
}

function existsSql(compiling: Compiling, row: Row, predicate: Extract<Predicate, { kind: 'exists' }>): Sql {
  const relation = relationOf(row.table, predicate.relation)
  const target = openTable(compiling, tableById(compiling.catalog, relation.to))
  const link = relationSql(compiling, { ...predicate, relation }, row, target.row)
  const policy = policySql(compiling, target.row, predicate.policy)
  const condition = predicate.where && predicateSql(compiling, target.row, predicate.where)
  if (predicate.quantifier === 'every') {
    // No partner for whom it is not true: unknown counts as not true.
    const violated = condition ? sql`(${condition}) is not true` : raw('false')
    return sql`not exists (select 1 from ${target.from}${where([link, policy, violated])})`
  }
  const found = sql`exists (select 1 from ${target.from}${where([link, policy, condition])})`
  return predicate.quantifier === 'none' ? sql`not ${found}` : found
}

function operand(compiling: Compiling, row: Row, left: Operand): Expression {
  if (left.kind === 'column') return row.column(left.column)
  if (left.kind === 'path') return compiling.grammar.values.atPath(row.column(left.column), left.slot, left.as)
  return row.aggregate ? row.aggregate(left) : aggregateValue(compiling, row, left)
}

/** A value over the partners of a row: a correlated subquery, whose result compares with the plain operators. */
export function aggregateValue(compiling: Compiling, row: Row, aggregate: Aggregate): Expression {
  const relation = relationOf(row.table, aggregate.relation)
  const table = tableById(compiling.catalog, relation.to)
  const target = openTable(compiling, table)
  const conditions = [
    relationSql(compiling, { ...aggregate, relation }, row, target.row),
    policySql(compiling, target.row, aggregate.policy),
  ]
  const query = aggregateQuery(compiling, target.row, aggregate)
  return query.value(sql`select ${aggregateColumns(query)} from ${target.from}${where(conditions)}`)
}

/** An aggregate over partners. */
export function aggregateQuery(compiling: Compiling, partner: Row, { fn, column }: Aggregate): AggregateQuery {
  if (column !== null) return compiling.grammar.values.aggregate(fn, partner.column(column))
  return plainAggregate(computed(raw('count(*)'), { kind: 'bigint', sqlType: 'bigint', dimensions: 0 }, false))
}

/** `a as x, b as y` */
function aggregateColumns({ columns }: AggregateQuery): Sql {
  const named = columns.map(({ name, sql: value }) => (name === null ? value : sql`${value} as ${raw(name)}`))
  return join(named, ', ')
}
