import type { Table } from '../../src/catalog/catalog.ts'
import { aggregate, aggregateKind, type Fn } from './aggregate.ts'
import { columnOf, kindOf, partners, relationOf, tableOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, type Kind, type Wire } from './values.ts'

/** SQL's three values; null is unknown. */
export type Truth = boolean | null
type Input = Readonly<Record<string, unknown>>

/** Whether the row is in the answer: unknown is out. */
export function fulfils(data: ReferenceData, table: Table, row: Row, where: unknown): boolean {
  return where == null || rowTruth(data, table, row, where as Input) === true
}

function rowTruth(data: ReferenceData, table: Table, row: Row, where: Input): Truth {
  return and(
    Object.entries(where).map(([name, input]) => {
      if (name === 'AND') return and((input as Input[]).map((item) => rowTruth(data, table, row, item)))
      if (name === 'OR') return or((input as Input[]).map((item) => rowTruth(data, table, row, item)))
      if (name === 'NOT') return not(rowTruth(data, table, row, input as Input))
      if (columnOf(table, name)) return valueTruth(kindOf(data, table, name), row[name] ?? null, input as Input)
      return relationTruth(data, table, row, name, input as Input)
    }),
  )
}

/** An EXISTS: true or false, never unknown. */
function relationTruth(data: ReferenceData, table: Table, row: Row, name: string, input: Input): Truth {
  const relation = relationOf(table, name)
  const target = tableOf(data, relation.to)
  const found = partners(data, table, relation, row)
  const holds = (where: unknown) => (partner: Row) => fulfils(data, target, partner, where)
  if (relation.cardinality === 'one') return found.some(holds(input))
  return and(
    Object.entries(input).map(([operator, operand]) => {
      if (operator === 'some') return found.some(holds(operand))
      if (operator === 'every') return found.every(holds(operand))
      if (operator === 'none') return !found.some(holds(operand))
      if (operator === 'count') return valueTruth({ kind: 'int' }, found.length, operand as Input)
      return and(
        Object.entries(operand as Input).map(([column, filter]) => {
          const value = aggregate(data, target, found, operator as Fn, column)
          return valueTruth(aggregateKind(data, target, operator as Fn, column), value, filter as Input)
        }),
      )
    }),
  )
}

/** A column's filter: all its operators together. */
export function valueTruth(kind: Kind, value: Wire, filter: Input): Truth {
  return and(Object.entries(filter).map(([operator, operand]) => operatorTruth(kind, value, operator, operand)))
}

function operatorTruth(kind: Kind, value: Wire, operator: string, operand: unknown): Truth {
  switch (operator) {
    case 'isNull':
      return (value === null) === operand
    case 'NOT':
      return not(valueTruth(kind, value, operand as Input))
    case 'AND':
      return and((operand as Input[]).map((item) => valueTruth(kind, value, item)))
    case 'OR':
      return or((operand as Input[]).map((item) => valueTruth(kind, value, item)))
    case 'in':
      return or((operand as Wire[]).map((item) => operatorTruth(kind, value, 'eq', item)))
    case 'notIn':
      return not(operatorTruth(kind, value, 'in', operand))
  }
  if (value === null) return null
  const compared = () => compareValues(kind, value, operand as Wire)
  const text = String(value)
  const other = String(operand)
  switch (operator) {
    case 'eq':
      return compared() === 0
    case 'ne':
      return compared() !== 0
    case 'gt':
      return compared() > 0
    case 'gte':
      return compared() >= 0
    case 'lt':
      return compared() < 0
    case 'lte':
      return compared() <= 0
    case 'like':
      return like(text, other)
    case 'notLike':
      return !like(text, other)
    case 'ilike':
      return like(fold(text), fold(other))
    case 'notIlike':
      return !like(fold(text), fold(other))
    case 'contains':
      return text.includes(other)
    case 'startsWith':
      return text.startsWith(other)
    case 'endsWith':
      return text.endsWith(other)
  }
  throw new Error(`the reference does not know the operator ${operator}`)
}

/** `%` any run, `_` one character (a code point), `\` takes the next one as it is. */
function like(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\([^])|([%_])|[^\w]/gu, (match, escaped?: string, wild?: string) =>
    wild ? (wild === '%' ? '.*' : '.') : literal(escaped ?? match),
  )
  return new RegExp(`^${source}$`, 'su').test(text)
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function fold(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export function and(items: readonly Truth[]): Truth {
  return items.includes(false) ? false : items.includes(null) ? null : true
}

export function or(items: readonly Truth[]): Truth {
  return items.includes(true) ? true : items.includes(null) ? null : false
}

export function not(item: Truth): Truth {
  return item === null ? null : !item
}
