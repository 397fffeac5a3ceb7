import type { Table } from '../../src/catalog/catalog.ts'
import { aggregate, aggregateKind, type Fn } from './aggregate.ts'
import { compareTuples, directionOf, only, type Term } from './order.ts'
import { kindOf, partners, relationOf, rowsOf, tableOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, type Kind, type Wire } from './values.ts'
import { and, fulfils, not, or, valueTruth, type Truth } from './where.ts'
import { startInZone } from './zoned.ts'

type Input = Readonly<Record<string, unknown>>

/** Rows that are alike in every key; keys by their place, `user.country`. */
export interface Group {
  readonly kind: 'group'
  readonly table: Table
  readonly rows: readonly Row[]
  readonly keys: ReadonlyMap<string, Wire>
}

interface Key {
  readonly place: string
  readonly kind: Kind
  readonly value: (row: Row) => Wire
}

/** The groups of `usersGroupBy`. */
export function groupBy(data: ReferenceData, table: Table, args: Input, defaultLimit: number): readonly Group[] {
  const keys = distinctKeys((args['by'] as Input[]).map((item) => keyOf(data, table, item)))
  if (keys.length === 0) throw new Error('nothing to group by')
  const chosen = rowsOf(data, table.id).filter((row) => fulfils(data, table, row, args['where']))
  const groups = groupRows(table, keys, chosen)
  const kept = groups.filter((group) => args['having'] == null || truth(data, group, args['having'] as Input) === true)
  const sorted = sortGroups(data, table, keys, kept, (args['orderBy'] ?? []) as Input[])
  const offset = Number(args['offset'] ?? 0)
  return sorted.slice(offset, offset + Number(args['limit'] ?? defaultLimit))
}

/** The groups of all rows of the table, in no order. */
export function allGroups(data: ReferenceData, table: Table, by: readonly Input[]): readonly Group[] {
  const keys = distinctKeys(by.map((item) => keyOf(data, table, item)))
  return groupRows(table, keys, rowsOf(data, table.id))
}

function distinctKeys(keys: readonly Key[]): readonly Key[] {
  return keys.filter(({ place }, index) => keys.findIndex((key) => key.place === place) === index)
}

function keyOf(data: ReferenceData, table: Table, item: Input): Key {
  const [name, input] = only(item)
  if (name === 'column') {
    const column = String(input)
    return { place: column, kind: kindOf(data, table, column), value: (row) => plain(table, column, row) }
  }
  if (name === 'date') {
    const { column, by, zone } = input as { column: string; by: string; zone?: string | null }
    const start = (text: string) => (zone && zone !== 'UTC' ? startInZone(text, by, zone) : startOf(text, by))
    const value = (row: Row) => (row[column] == null ? null : start(String(row[column])))
    return { place: column, kind: kindOf(data, table, column), value }
  }
  const relation = relationOf(table, name)
  const inner = keyOf(data, tableOf(data, relation.to), input as Input)
  const value = (row: Row) => {
    const [partner] = partners(data, table, relation, row)
    return partner ? inner.value(partner) : null
  }
  return { place: `${name}.${inner.place}`, kind: inner.kind, value }
}

/** A decimal of no declared scale has as many digits as it needs: one form for all that are equal. */
function plain(table: Table, column: string, row: Row): Wire {
  const value = row[column] ?? null
  const type = table.columns.find(({ name }) => name === column)?.type
  if (type?.kind !== 'decimal' || type.scale !== undefined || typeof value !== 'string') return value
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value
}

/** The first moment of the calendar unit in UTC, in the form of the text. */
export function startOf(text: string, unit: string): string {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const start = new Date(Date.UTC(year, month - 1, day))
  if (unit === 'week') start.setUTCDate(day - ((start.getUTCDay() + 6) % 7))
  if (unit === 'month' || unit === 'quarter' || unit === 'year') start.setUTCDate(1)
  if (unit === 'quarter') start.setUTCMonth(Math.floor((month - 1) / 3) * 3)
  if (unit === 'year') start.setUTCMonth(0)
  const date = start.toISOString().slice(0, 10)
  if (text.length === 10) return date
  const hour = unit === 'hour' ? text.slice(11, 13) : '00'
  return `${date}T${hour}:00:00${text.endsWith('Z') ? 'Z' : ''}`
}

function groupRows(table: Table, keys: readonly Key[], rows: readonly Row[]): readonly Group[] {
  const groups: { values: Wire[]; rows: Row[] }[] = []
  for (const row of rows) {
    const values = keys.map((key) => key.value(row))
    const known = groups.find((group) => keys.every((key, at) => alike(key.kind, group.values[at], values[at])))
    if (known) known.rows.push(row)
    else groups.push({ values, rows: [row] })
  }
  return groups.map((group) => ({
    kind: 'group',
    table,
    rows: group.rows,
    keys: new Map(keys.map((key, at) => [key.place, group.values[at] ?? null])),
  }))
}

function alike(kind: Kind, left: Wire = null, right: Wire = null): boolean {
  return left === null || right === null ? left === right : compareValues(kind, left, right) === 0
}

// ───────── having and orderBy ─────────

function truth(data: ReferenceData, group: Group, having: Input): Truth {
  return and(
    Object.entries(having).map(([name, input]) => {
      if (name === 'AND') return and((input as Input[]).map((item) => truth(data, group, item)))
      if (name === 'OR') return or((input as Input[]).map((item) => truth(data, group, item)))
      if (name === 'NOT') return not(truth(data, group, input as Input))
      if (name === 'count') return valueTruth({ kind: 'int' }, group.rows.length, input as Input)
      return and(
        Object.entries(input as Input).map(([column, filter]) => {
          const value = aggregate(data, group.table, group.rows, name as Fn, column)
          return valueTruth(aggregateKind(data, group.table, name as Fn, column), value, filter as Input)
        }),
      )
    }),
  )
}

type GroupTerm = Omit<Term, 'value'> & { readonly of: (group: Group) => Wire }

function sortGroups(
  data: ReferenceData,
  table: Table,
  keys: readonly Key[],
  groups: readonly Group[],
  orderBy: readonly Input[],
): readonly Group[] {
  const asked = orderBy.map((item) => groupTerm(data, table, keys, item))
  const all = [...asked, ...keys.map((key) => keyTerm(key, 'asc'))]
  const terms = all.map((term): Term => ({ ...term, value: () => null }))
  const keyed = groups.map((group) => ({ group, values: all.map((term) => term.of(group)) }))
  return keyed.sort((a, b) => compareTuples(terms, a.values, b.values)).map(({ group }) => group)
}

function keyTerm({ place, kind }: Key, sort: unknown): GroupTerm {
  return { kind, of: (group) => group.keys.get(place) ?? null, ...directionOf(sort) }
}

function groupTerm(data: ReferenceData, table: Table, keys: readonly Key[], item: Input): GroupTerm {
  const [name, input] = only(item)
  if (name === 'count') return { kind: { kind: 'int' }, of: ({ rows }) => rows.length, ...directionOf(input) }
  if (name !== 'key') {
    const [column, sort] = only(input as Input)
    const of = ({ rows }: Group) => aggregate(data, table, rows, name as Fn, column)
    return { kind: aggregateKind(data, table, name as Fn, column), of, ...directionOf(sort) }
  }
  const steps: string[] = []
  let sort: unknown = input
  while (typeof sort === 'object') {
    const [step, below] = only(sort as Input)
    steps.push(step)
    sort = below
  }
  const key = keys.find(({ place }) => place === steps.join('.'))
  if (!key) throw new Error(`no key ${steps.join('.')}`)
  return keyTerm(key, sort)
}
