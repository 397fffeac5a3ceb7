import type { Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import { countCondition, type Binding } from './binding.ts'
import { allOf, bindFilter, nullOperand } from './bind-where.ts'
import type { AggregateFunction, GroupKey, GroupValue, Operand, Predicate } from './shape.ts'

type Input = Readonly<Record<string, unknown>>

/** The groups of one field while they are bound. */
export interface Grouping {
  readonly binding: Binding
  readonly table: Table
  readonly keys: readonly GroupKey[]
  /** The aggregates that are named so far. */
  readonly values: Map<string, GroupValue>
}

/** An aggregate of a group, and the name under which conditions and orders have it. */
export function groupValue(grouping: Grouping, fn: AggregateFunction, column: string | null): string {
  const name = column === null ? fn : `${fn}.${column}`
  if (!grouping.values.has(name)) grouping.values.set(name, { name, fn, column })
  return name
}

/**
 * A `having` argument as a condition on groups: every key is one condition, and all must hold. Absent is true, as is `{}`.
 *
 * @example {count: {gt: 5}, sum: {total: {gte: "100"}}} // and(count > $0, sum.total >= $1)
 */
export function bindHaving(grouping: Grouping, having: unknown): Predicate | null {
  if (having === undefined || having === null) return null
  const predicate = bindConditions(grouping, having as Input)
  return predicate.kind === 'and' && predicate.items.length === 0 ? null : predicate
}

function bindConditions(grouping: Grouping, having: Input): Predicate {
  const { binding, table } = grouping
  countCondition(binding)
  const operand = (fn: AggregateFunction, column: string | null): Operand => {
    return { kind: 'column', column: groupValue(grouping, fn, column) }
  }
  const items = Object.entries(having).flatMap(([name, input]): Predicate[] => {
    if (input === null) throw nullOperand(name)
    switch (name) {
      case 'AND':
      case 'OR': {
        const nested = (input as Input[]).map((item) => bindConditions(grouping, item))
        return [{ kind: name === 'AND' ? 'and' : 'or', items: nested }]
      }
      case 'NOT':
        return [{ kind: 'not', item: bindConditions(grouping, input as Input) }]
      case 'count':
        return [bindFilter(binding, { operand: operand('count', null), column: null, decides: false }, input as Input)]
    }
    const fn = name as AggregateFunction // the schema has no other name here
    return Object.entries(input as Input).map(([column, filter]) => {
      if (filter === null) throw nullOperand(`${name}.${column}`)
      return bindFilter(
        binding,
        { operand: operand(fn, column), column: columnOf(table, column), decides: false },
        filter as Input,
      )
    })
  })
  return allOf(items)
}
