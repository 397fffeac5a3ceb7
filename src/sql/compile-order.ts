import { relationOf, tableById } from '../catalog/lookup.ts'
import type { OrderBy, OrderPath, OrderTerm, RowSet, Seek } from '../plan/plan.ts'
import { lookedValue, type OrderValue } from './compile-looked.ts'
import { aggregateValue, policySql, relationSql } from './compile-predicate.ts'
import { firstRow, isUnique, openTable, type Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'
import type { Grammar } from './grammar.ts'

/** A term's value on `row`. */
export function orderValue(compiling: Compiling, row: Row, by: OrderBy): OrderValue {
  if (by.kind === 'column') return compiling.grammar.values.ordered(row.column(by.column))
  if (by.kind === 'aggregate') return compiling.grammar.values.comparable(aggregateValue(compiling, row, by))
  if (by.kind === 'looked') return lookedValue(compiling, row, by)
  const related = openRelated(compiling, row, by)
  const { far, ...value } = orderValue(compiling, related.row, by.by)
  const wrapped = (inner: Expression): Expression => ({ ...inner, nullable: true, sql: related.select(inner.sql) })
  if (!far) return wrapped(value)
  return {
    ...wrapped(value),
    far: { text: () => wrapped(far.text()), compare: (slot) => related.select(far.compare(slot)) },
  }
}

/** The one row that a local to-one relation leads to: the first, where there are several; values of it are null without. */
export function openRelated(
  compiling: Compiling,
  row: Row,
  { relation: name, policy, pairPolicy }: OrderPath[number],
): { readonly row: Row; readonly select: (value: Sql) => Sql } {
  const relation = relationOf(row.table, name)
  const target = openTable(compiling, tableById(compiling.catalog, relation.to))
  const unique = !relation.through && isUnique(target.row.table, relation.on.map(({ to }) => to)) // prettier-ignore
  const select = (value: Sql): Sql => {
    const link = relationSql(compiling, { relation, pairPolicy }, row, target.row)
    const conditions = [link, policySql(compiling, target.row, policy)]
    return sql`(select ${value} from ${target.from}${where(conditions)}${unique ? [] : firstRow(target.row)})`
  }
  return { row: target.row, select }
}

/** The values of all terms of an order. */
export function orderValues(compiling: Compiling, row: Row, order: readonly OrderTerm[]): OrderValue[] {
  return order.map((term) => orderValue(compiling, row, term.by))
}

/**
 * ` order by …`, or nothing.
 *
 * @param reversed read from the end
 */
export function orderClause(
  grammar: Pick<Grammar, 'orderTerm'>,
  terms: readonly OrderTerm[],
  values: readonly { readonly sql: Sql; readonly nullable: boolean }[],
  reversed: boolean,
): Sql {
  return terms.length === 0 ? [] : sql` order by ${orderTerms(grammar, terms, values, reversed)}`
}

/** What stands behind `order by`. */
export function orderTerms(
  grammar: Pick<Grammar, 'orderTerm'>,
  terms: readonly OrderTerm[],
  values: readonly { readonly sql: Sql; readonly nullable: boolean }[],
  reversed: boolean,
): Sql {
  const keys = terms.map((term, index) => {
    const direction = (term.direction === 'asc') === !reversed ? 'asc' : 'desc'
    const nulls = (term.nulls === 'first') === !reversed ? 'first' : 'last'
    return grammar.orderTerm(values[index]!, direction, nulls) // a value for each term
  })
  return join(keys, ', ')
}

/** A term as the standard has it. Where nulls stand is said only where there can be some: an index is in its own order. */
export const standardOrderTerm: Grammar['orderTerm'] = ({ sql: value, nullable }, direction, nulls) =>
  sql`${value} ${raw(nullable ? `${direction} nulls ${nulls}` : direction)}`

/**
 * Rows strictly behind a position (or before it): in OR form with nulls spelled out, because row values compare nulls as
 * unknown. A bound on the first term stands beside it, so that an index can begin at the position.
 *
 * @example a after 1, id after 7: a >= 1 and (a > 1 or (a = 1 and id > 7))
 */
export function seekSql(rows: RowSet, values: readonly OrderValue[], seek: Seek): Sql {
  const terms = rows.order.map((term, index) => seekTerm(term, values[index]!, seek, index)) // a value for each term
  const alternatives = terms.map(({ beyond }, index) => {
    if (beyond === null) return null
    const equal = terms.slice(0, index).map((term) => term.equal)
    return equal.length === 0 ? beyond : sql`(${join([...equal, beyond], ' and ')})`
  })
  const possible = alternatives.filter((alternative) => alternative !== null)
  if (possible.length === 0) return raw('false')
  const exact = sql`(${join(possible, ' or ')})`
  const bound = terms.length > 1 ? terms[0]?.bound : null
  return bound ? sql`(${bound} and ${exact})` : exact
}

interface SeekTerm {
  readonly equal: Sql
  /** Null: nothing lies beyond. */
  readonly beyond: Sql | null
  /** What all rows at or beyond the position fulfil, where one range says it. */
  readonly bound: Sql | null
}

function seekTerm(term: OrderTerm, value: OrderValue, seek: Seek, index: number): SeekTerm {
  const after = seek.side === 'after'
  const nullsAhead = (term.nulls === 'last') === after
  if (seek.nulls[index]) {
    return {
      equal: sql`${value.sql} is null`,
      beyond: nullsAhead ? null : sql`${value.sql} is not null`,
      bound: null,
    }
  }
  const slot = seek.slots[index]! // a slot for each term
  // The rank of a value across a link says nothing of a cursor's value: the far database has compared the two.
  const at = value.far ? raw('0') : param({ kind: 'orderText', slot, type: value.type })
  const own = value.far ? value.far.compare(slot) : value.sql
  const operator = (term.direction === 'asc') === after ? '>' : '<'
  const beyond = sql`${own} ${raw(operator)} ${at}`
  const withNulls = value.nullable && nullsAhead
  return {
    equal: sql`${own} = ${at}`,
    beyond: withNulls ? sql`(${beyond} or ${value.sql} is null)` : beyond,
    bound: withNulls || value.far ? null : sql`${own} ${raw(`${operator}=`)} ${at}`,
  }
}
