import type { Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import { countCondition, policiesAlong, type Binding } from './binding.ts'
import type { AggregateFunction, OrderBy, OrderTerm } from './shape.ts'
import { unwrap } from './variables.ts'

type Input = Readonly<Record<string, unknown>>

/**
 * An `orderBy` argument, made total with the primary key, so that equal rows have one order on every database. A table
 * without a key keeps the order that was asked for: sorting all of its columns would read all of its rows.
 *
 * @example [{name: desc}] // name desc nulls first, id asc
 */
export function bindOrder(binding: Binding, table: Table, orderBy: unknown): OrderTerm[] {
  const asked = ((orderBy ?? []) as Input[]).map((item) => bindTerm(binding, table, item))
  const terms: OrderTerm[] = []
  const seen = new Set<string>()
  for (const term of [...asked, ...keyTerms(table)]) {
    const by = JSON.stringify(term.by)
    if (seen.has(by)) continue // the second mention of a value decides nothing
    seen.add(by)
    terms.push(term)
  }
  return terms
}

function keyTerms(table: Table): OrderTerm[] {
  return (table.primaryKey?.columns ?? []).map((column) => ({
    by: { kind: 'column', column },
    direction: 'asc',
    nulls: 'last',
  }))
}

function bindTerm(binding: Binding, table: Table, item: Input): OrderTerm {
  countCondition(binding)
  const { by, sort } = bindBy(binding, table, item)
  const [direction, , place] = sort.split('_') as ['asc' | 'desc', string?, ('first' | 'last')?] // values of enum Sort
  return { by, direction, nulls: place ?? (direction === 'asc' ? 'last' : 'first') }
}

function bindBy(binding: Binding, table: Table, item: Input): { by: OrderBy; sort: string } {
  const [name, input] = onlyEntry(item, 'orderBy')
  if (table.columns.some((column) => column.name === name)) {
    return { by: { kind: 'column', column: name }, sort: unwrap(input) as string }
  }
  const relation = relationOf(table, name)
  const target = tableById(binding.catalog, relation.to)
  const step = { relation: name, ...policiesAlong(binding, relation) }
  if (relation.cardinality === 'one') {
    const { by, sort } = bindBy(binding, target, input as Input)
    return { by: { kind: 'related', ...step, by }, sort }
  }
  const [fn, value] = onlyEntry(input as Input, 'orderBy')
  const aggregate = { kind: 'aggregate', ...step, fn: fn as AggregateFunction } as const
  if (fn === 'count') return { by: { ...aggregate, column: null }, sort: unwrap(value) as string }
  const [column, sort] = onlyEntry(value as Input, 'orderBy')
  return { by: { ...aggregate, column }, sort: unwrap(sort) as string }
}

/** The one entry of an item of the argument: of a `@oneOf` input, which validation made sure of, but for a variable that was null. */
export function onlyEntry(item: Input, argument: 'orderBy' | 'by'): [string, unknown] {
  const entries = Object.entries(item)
  const entry = entries[0]
  if (!entry || entries.length > 1 || entry[1] === null) {
    throw new HeddleError(
      'BAD_USER_INPUT',
      `Each item of ${argument} names exactly one value to ${argument === 'by' ? 'group' : 'order'} by.`,
      {
        hint:
          argument === 'by' ? 'Write [{column: a}, {column: b}] for two.' : 'Write [{name: asc}, {id: desc}] for two.',
      },
    )
  }
  return entry
}
