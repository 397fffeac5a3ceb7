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
  if (operator === 'path') return and((operand as Input[]).map((item) => pathTruth(value, item)))
  if (value === null) return null
  if (kind.kind === 'json' || Array.isArray(value)) {
    const contained = containTruth(kind, operator, value, operand as Wire)
    if (contained !== undefined) return contained
  }
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

/** A place of a JSON value, read as each kind that is asked for. */
function pathTruth(value: Wire, { at, isNull, ...kinds }: Input): Truth {
  let found: Wire | undefined = value
  for (const [, index, quoted, name] of String(at).matchAll(/\[(\d+)\]|"([^"]+)"|([^.[\]$"]+)/g)) {
    if (index !== undefined) found = Array.isArray(found) ? (found as readonly Wire[])[Number(index)] : undefined
    else if (found === null || typeof found !== 'object' || Array.isArray(found)) found = undefined
    else found = Object.entries(found).find(([key]) => key === (quoted ?? name))?.[1]
  }
  const there = found ?? null
  const truths = Object.entries(kinds).map(([kind, filter]) => {
    const valueOfKind = typeof there === kind ? there : null
    return valueTruth(
      { kind: kind === 'number' ? 'float' : (kind as 'string' | 'boolean') },
      valueOfKind,
      filter as Input,
    )
  })
  return and([...truths, ...(isNull === undefined ? [] : [(there === null) === isNull])])
}

/** Of lists item by item, where null equals nothing; of JSON as jsonb contains. */
function containTruth(kind: Kind, operator: string, value: Wire, operand: Wire): Truth | undefined {
  if (kind.kind === 'json') {
    if (operator === 'contains') return documentHolds(value, operand, true)
    return operator === 'containedBy' ? documentHolds(operand, value, true) : undefined
  }
  if (operator === 'contains') return listHolds(kind, value, operand)
  if (operator === 'containedBy') return listHolds(kind, operand, value)
  return operator === 'overlaps' ? itemsOf(operand).some((item) => listHolds(kind, value, [item])) : undefined
}

function itemsOf(list: Wire): readonly Wire[] {
  return (list as readonly Wire[]).flat(9) as readonly Wire[]
}

function listHolds(kind: Kind, outer: Wire, inner: Wire): boolean {
  return itemsOf(inner).every(
    (item) => item !== null && itemsOf(outer).some((other) => other !== null && compareValues(kind, other, item) === 0),
  )
}

/** Objects by their entries and lists by their items, at every depth; a list at the top holds a bare value too. */
function documentHolds(outer: Wire, inner: Wire, top: boolean): boolean {
  if (Array.isArray(outer)) {
    if (Array.isArray(inner)) {
      return (inner as readonly Wire[]).every((item) =>
        (outer as readonly Wire[]).some((other) =>
          isBare(item) || isBare(other) ? other === item : documentHolds(other, item, false),
        ),
      )
    }
    return top && isBare(inner) && (outer as readonly Wire[]).includes(inner)
  }
  if (isBare(outer) || isBare(inner) || Array.isArray(inner)) return outer === inner
  const entries = new Map(Object.entries(outer as object) as [string, Wire][])
  return (Object.entries(inner as object) as [string, Wire][]).every(([key, item]) => {
    const other = entries.get(key)
    if (other === undefined) return false
    return isBare(item) || isBare(other) ? other === item : documentHolds(other, item, false)
  })
}

function isBare(value: Wire): boolean {
  return value === null || typeof value !== 'object'
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
