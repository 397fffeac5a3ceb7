import type { Table } from '../../src/catalog/catalog.ts'
import { aggregate, aggregateKind, type Fn } from './aggregate.ts'
import { columnOf, kindOf, partners, relationOf, tableOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, type Kind, type Wire } from './values.ts'

/** One key of an order: where its value comes from, and which way it runs. */
export interface Term {
  readonly kind: Kind
  readonly value: (row: Row) => Wire
  readonly descending: boolean
  readonly nullsFirst: boolean
}

type Input = Readonly<Record<string, unknown>>

/** The order asked for, made total with the primary key. */
export function orderTerms(data: ReferenceData, table: Table, orderBy: unknown): readonly Term[] {
  const asked = ((orderBy ?? []) as Input[]).map((input) => term(data, table, input))
  const key = (table.primaryKey?.columns ?? []).map((column) => term(data, table, { [column]: 'asc' }))
  return [...asked, ...key]
}

export function compareTuples(terms: readonly Term[], left: readonly Wire[], right: readonly Wire[]): number {
  for (const [place, { kind, descending, nullsFirst }] of terms.entries()) {
    const a = left[place] ?? null
    const b = right[place] ?? null
    if (a === null && b === null) continue
    if (a === null) return nullsFirst ? -1 : 1
    if (b === null) return nullsFirst ? 1 : -1
    const compared = compareValues(kind, a, b)
    if (compared !== 0) return descending ? -compared : compared
  }
  return 0
}

export function tuple(terms: readonly Term[], row: Row): readonly Wire[] {
  return terms.map((item) => item.value(row))
}

export function sortRows(terms: readonly Term[], rows: readonly Row[]): readonly Row[] {
  const keyed = rows.map((row) => ({ row, key: tuple(terms, row) }))
  return keyed.sort((a, b) => compareTuples(terms, a.key, b.key)).map(({ row }) => row)
}

function term(data: ReferenceData, table: Table, input: Input): Term {
  const [name, direction] = only(input)
  if (columnOf(table, name)) {
    return { kind: kindOf(data, table, name), value: (row) => row[name] ?? null, ...directionOf(direction) }
  }
  const relation = relationOf(table, name)
  const target = tableOf(data, relation.to)
  if (relation.cardinality === 'one') {
    const inner = term(data, target, direction as Input)
    const value = (row: Row) => {
      const [partner] = partners(data, table, relation, row)
      return partner ? inner.value(partner) : null
    }
    return { ...inner, value }
  }
  const [fn, by] = only(direction as Input)
  if (fn === 'count') {
    return { kind: { kind: 'int' }, value: (row) => partners(data, table, relation, row).length, ...directionOf(by) }
  }
  const [column, way] = only(by as Input)
  return {
    kind: aggregateKind(data, target, fn as Fn, column),
    value: (row) => aggregate(data, target, partners(data, table, relation, row), fn as Fn, column),
    ...directionOf(way),
  }
}

export function directionOf(sort: unknown): { readonly descending: boolean; readonly nullsFirst: boolean } {
  const descending = String(sort).startsWith('desc')
  const nullsFirst = String(sort).endsWith('_nulls_first') || sort === 'desc'
  return { descending, nullsFirst }
}

export function only(input: Input): [string, unknown] {
  const [entry] = Object.entries(input)
  if (!entry) throw new Error('an empty order')
  return entry
}
