import type { Catalog, Column, Table } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError, invariant } from '../errors.ts'
import { countCondition, policiesAlong, type Binding } from './binding.ts'
import { truthOfNone } from './empty-group.ts'
import type { AggregateFunction, CompareOp, ContainOp, LikeMatch, Operand, PathKind, Predicate } from './shape.ts'
import type { Conversion } from './slots.ts'
import { unwrap, VariableLeaf } from './variables.ts'

type Input = Readonly<Record<string, unknown>>

/**
 * A `where` argument as a condition: every key is one condition, and all must hold. Absent is true, as is `{}`.
 *
 * @example {country: {eq: "DE"}, orders: {none: {}}} // and(country = $0, not exists orders)
 */
export function bindWhere(binding: Binding, table: Table, where: unknown): Predicate | null {
  if (where === undefined || where === null) return null
  const predicate = bindConditions(binding, table, where as Input)
  return predicate.kind === 'and' && predicate.items.length === 0 ? null : predicate
}

function bindConditions(binding: Binding, table: Table, where: Input): Predicate {
  countCondition(binding)
  const items = Object.entries(where).map(([name, input]): Predicate => {
    if (input === null) throw nullOperand(name)
    switch (name) {
      case 'AND':
        return { kind: 'and', items: (input as Input[]).map((item) => bindConditions(binding, table, item)) }
      case 'OR':
        return { kind: 'or', items: (input as Input[]).map((item) => bindConditions(binding, table, item)) }
      case 'NOT':
        return { kind: 'not', item: bindConditions(binding, table, input as Input) }
    }
    const column = table.columns.find((candidate) => candidate.name === name)
    if (column) {
      return bindFilter(binding, { operand: { kind: 'column', column: name }, column, decides: false }, input as Input)
    }
    return bindRelation(binding, table, name, input as Input)
  })
  return allOf(items)
}

function bindRelation(binding: Binding, table: Table, name: string, input: Input): Predicate {
  const relation = relationOf(table, name)
  const target = tableById(binding.catalog, relation.to)
  const policies = policiesAlong(binding, relation)
  const exists = (quantifier: 'some' | 'none' | 'every', where: unknown): Predicate => ({
    kind: 'exists',
    relation: name,
    quantifier,
    ...policies,
    where: bindWhere(binding, target, where),
  })
  if (relation.cardinality === 'one') return exists('some', input)

  const decides = relation.kind === 'link'
  const tests: Predicate[] = []
  const items = Object.entries(input).flatMap(([key, value]): Predicate[] => {
    if (value === null) throw nullOperand(`${name}.${key}`)
    if (key === 'some' || key === 'none' || key === 'every') return [exists(key, value)]
    const left = (column: Column | null): Left => {
      const fn = key as AggregateFunction // the schema has no other key here
      const operand = { kind: 'aggregate', relation: name, ...policies, fn, column: column?.name ?? null } as const
      return { operand, column, decides }
    }
    const made =
      key === 'count'
        ? [bindFilter(binding, left(null), value as Input)]
        : Object.entries(value as Input).map(([column, filter]) => {
            if (filter === null) throw nullOperand(`${name}.${key}.${column}`)
            return bindFilter(binding, left(columnOf(target, column)), filter as Input)
          })
    if (!decides) return made
    tests.push(...made)
    return []
  })
  if (tests.length === 0) return allOf(items)
  const test = allOf(tests)
  const empty = truthOfNone(test, binding.slots.values)
  return allOf([...items, { kind: 'group', relation: name, ...policies, test, empty }])
}

const compareOps: readonly string[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] satisfies CompareOp[]
const likeOps: Readonly<Record<string, readonly [LikeMatch, boolean]>> = {
  like: ['like', false],
  ilike: ['ilike', false],
  notLike: ['like', true],
  notIlike: ['ilike', true],
  contains: ['contains', false],
  startsWith: ['startsWith', false],
  endsWith: ['endsWith', false],
}

const containOps: readonly string[] = ['contains', 'containedBy', 'overlaps'] satisfies ContainOp[]

/** What operators compare. */
export interface Left {
  readonly operand: Operand
  /** Null for a count, whose values are plain numbers. */
  readonly column: Column | null
  /** Whether values decide the plan: which rows without partners fulfil a condition across a link. */
  readonly decides: boolean
}

/** The operators of one value. */
export function bindFilter(binding: Binding, given: Left, filter: Input): Predicate {
  countCondition(binding)
  const { operand: left, column, decides } = given
  const conversion = column ? enumConversion(binding.catalog, column) : undefined
  const items = Object.entries(filter).map(([op, input]): Predicate => {
    if (input === null || unwrap(input) === null) throw nullOperand(op)
    if (decides) noteDeciding(binding, input)
    if (compareOps.includes(op)) {
      return { kind: 'compare', left, op: op as CompareOp, slot: binding.slots.value(input, conversion) }
    }
    if (op === 'in' || op === 'notIn') {
      return { kind: 'in', left, slot: binding.slots.value(input, conversion), negated: op === 'notIn' }
    }
    if (op === 'isNull') return { kind: 'null', left, negated: unwrap(input) === false }
    if (op === 'path') return allOf((input as Input[]).map((item) => bindPath(binding, left, item)))
    if (containOps.includes(op) && column && holdsOthers(column)) {
      return { kind: 'contain', left, op: op as ContainOp, slot: binding.slots.value(input, conversion) }
    }
    const like = likeOps[op]
    if (like) return { kind: 'like', left, match: like[0], slot: binding.slots.value(input), negated: like[1] }
    if (op === 'NOT') return { kind: 'not', item: bindFilter(binding, given, input as Input) }
    const nested = (input as Input[]).map((item) => bindFilter(binding, given, item))
    return { kind: op === 'AND' ? 'and' : 'or', items: nested }
  })
  return allOf(items)
}

const pathKinds: readonly string[] = ['string', 'number', 'boolean'] satisfies PathKind[]

/** What a JSON column holds at a place, as values that have operators of their own. */
function bindPath(binding: Binding, left: Operand, { at, ...filters }: Input): Predicate {
  invariant(left.kind === 'column', 'places are those of a column')
  const slot = binding.slots.value(at)
  const items = Object.entries(filters).map(([name, input]): Predicate => {
    if (input === null || unwrap(input) === null) throw nullOperand(`path.${name}`)
    const as = pathKinds.includes(name) ? (name as PathKind) : 'any'
    const operand: Operand = { kind: 'path', column: left.column, slot, as }
    if (name === 'isNull') return { kind: 'null', left: operand, negated: unwrap(input) === false }
    return bindFilter(binding, { operand, column: null, decides: false }, input as Input)
  })
  return allOf(items)
}

/** Lists and documents hold others; a text holds pieces of text. */
function holdsOthers({ type }: Column): boolean {
  return type.dimensions > 0 || type.kind === 'json'
}

/** Variables inside, but those of nested filters, which come here by themselves. */
function noteDeciding(binding: Binding, input: unknown): void {
  if (input instanceof VariableLeaf) binding.deciding.set(input.path.join('.'), input.path)
  else if (Array.isArray(input)) input.forEach((item) => noteDeciding(binding, item))
}

/** Enum names of the API become the database's values. */
export function enumConversion(catalog: Catalog, column: Column): Conversion | undefined {
  if (column.type.enum === undefined) return undefined
  const info = catalog.enums.get(column.type.enum)
  const valueOf = (name: unknown): unknown =>
    Array.isArray(name) ? name.map(valueOf) : info?.values.find((value) => value.name === name)?.value
  return { name: `enum ${column.type.enum}`, apply: valueOf }
}

/** All of the conditions, without a frame around a single one. */
export function allOf(items: Predicate[]): Predicate {
  return items.length === 1 ? items[0]! : { kind: 'and', items } // length checked
}

/** Null where a filter takes a value. */
export function nullOperand(name: string): HeddleError {
  return new HeddleError('NULL_OPERAND', `"${name}" was given null. Nothing equals null in a filter.`, {
    hint: 'Use isNull: true for rows without a value, or leave the operator out.',
  })
}
