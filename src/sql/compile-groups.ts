import { tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { GroupField, GroupKeyField, GroupsView, RowSet } from '../plan/plan.ts'
import { inUnit, keyPieces, keyValue, zonedOf } from './compile-group-key.ts'
import { orderClause, orderValues } from './compile-order.ts'
import { filterSql, predicateSql } from './compile-predicate.ts'
import { aggregatePieces } from './compile-view.ts'
import { withStartInZone, type Zoned } from './compile-zone.ts'
import { openTable, type Compiling } from './compiling.ts'
import { rowOf, type Expression, type Row } from './expression.ts'
import { join, raw, sql, where, type Sql } from './fragment.ts'
import { namePieces, objectPieces, textOf, typenamePieces, type Piece } from './json-text.ts'
import { freeName } from './page-names.ts'
import { countSql } from './page.ts'

/**
 * The groups of a set of rows as a JSON array: a subquery of one text, also where there are none.
 *
 * A key is written as the smallest value of its group, all of which are equal, so that it has the wire form of every
 * other value.
 *
 * @example
 * (select ('[' || coalesce(string_agg(g.t, ','), '') || ']') from (
 *   select ('{"key":{"country":' || coalesce(to_json(min(t0."country"))::text, 'null') || '},"count":' || count(*) || '}') as t
 *   from "users" as t0 group by t0."country" having count(*) > $1 order by t0."country" nulls last limit 100) as g)
 */
export function groupsText(compiling: Compiling, rows: RowSet, view: GroupsView): Sql {
  const { grammar } = compiling
  const source = groupedRows(compiling, rows, view)
  const group = groupRow(compiling, source, view)
  const text = textOf(objectPieces(view.fields.map((field) => fieldPieces(compiling, source, view, field))), grammar)
  const keys = join(view.by.map((key) => grammar.values.comparable(source.key(key.name)).sql), ', ') // prettier-ignore
  const limit = grammar.limit(
    view.limit === null ? null : countSql(view.limit),
    view.offset === null ? null : countSql(view.offset),
  )
  const parts = { source, group, text, keys, limit }
  const groups = grammar.testsGroups
    ? testedGroups(compiling, view, parts)
    : groupsTestedOutside(compiling, view, parts)
  const inOrder = grammar.keepsOrder || view.order.length === 0
  const joined = grammar.joinRows(raw('g.t'), { order: inOrder ? null : raw('g.n'), filter: null })
  const list = textOf(['[', sql`coalesce(${joined}, '')`, ']'], grammar)
  return sql`(select ${list} from (${groups}) as g)`
}

/** What a query of groups is made of. */
interface GroupParts {
  readonly source: Grouped
  readonly group: Row
  readonly text: Sql
  readonly keys: Sql
  readonly limit: Sql
}

/** The texts `t` of the page's groups. The rows' SQL comes last: until there they heard which of their columns are read. */
function testedGroups(compiling: Compiling, view: GroupsView, { source, group, text, keys, limit }: GroupParts): Sql {
  const having = view.having ? sql` having ${predicateSql(compiling, group, view.having)}` : []
  const order = orderClause(compiling.grammar, view.order, orderValues(compiling, group, view.order), false)
  return sql`select ${text} as t from ${source.from()} group by ${keys}${having}${order}${limit}`
}

/**
 * The same where groups cannot be tested where they are made, each with its number.
 *
 * @example select x3.t, row_number() over (order by x3.c0) as n from (select … as t, t0.`country` as c0, sum(t0.`score`) as c1 from `users` as t0 group by t0.`country`) as x3
 *   where x3.c1 > ? order by x3.c0 limit 100
 */
function groupsTestedOutside(
  compiling: Compiling,
  view: GroupsView,
  { source, group, text, keys, limit }: GroupParts,
): Sql {
  const alias = compiling.alias('x')
  const names = [...view.by, ...view.values].map(({ name }) => name)
  const values = names.map((name) => group.column(name))
  const outside: Row = {
    ...group,
    alias,
    column(name) {
      const index = names.indexOf(name)
      const value = values[index]
      invariant(value, 'a group is asked for its keys and values')
      return { ...value, sql: raw(`${alias}.c${index}`), key: null }
    },
  }
  const condition = view.having && predicateSql(compiling, outside, view.having)
  const order = orderClause(compiling.grammar, view.order, orderValues(compiling, outside, view.order), false)
  const columns = [sql`${text} as t`, ...values.map((value, index) => sql`${value.sql} as ${raw(`c${index}`)}`)]
  const made = sql`select ${join(columns, ', ')} from ${source.from()} group by ${keys}`
  return sql`select ${raw(alias)}.t, row_number() over (${order}) as n from (${made}) as ${raw(alias)}${where([condition])}${order}${limit}`
}

/** The rows that are grouped. */
interface Grouped {
  readonly row: Row
  /** The value of each row that is grouped by, by the key's name. */
  readonly key: (name: string) => Expression
  /** What stands behind `from`, with its conditions. */
  readonly from: () => Sql
}

function groupedRows(compiling: Compiling, rows: RowSet, view: GroupsView): Grouped {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, rows.table))
  const filtered = sql`${from}${where(filterSql(compiling, row, rows))}`
  if (view.by.some(({ path, looked, zone }) => path.length > 0 || looked !== null || zone !== null)) {
    return withComputed(compiling, view, row, filtered)
  }
  const keys = new Map(view.by.map((key) => [key.name, inUnit(compiling, key, row.column(key.column))]))
  return { row, key: (name) => named(keys, name), from: () => filtered }
}

/**
 * Values of related rows, and where units of a time zone begin, are computed row by row before anything is grouped, and
 * apart: merged into the groups, a subquery would run wherever its value is named.
 */
function withComputed(compiling: Compiling, view: GroupsView, row: Row, rows: Sql): Grouped {
  const { catalog, grammar } = compiling
  const read = new Set<string>()
  const rowAt = (at: string) => rowOf(catalog, row.table, at, grammar.quote, (column) => read.add(column.name))
  const alias = compiling.alias('p')
  const outer = rowAt(alias)
  const related: Sql[] = []
  const zoned: Zoned[] = []
  const keys = view.by.map((key, index): [string, Expression] => {
    const name = (own: string) => grammar.quote(freeName(row.table, `${own}${index}`))
    let valueAt = (at: string): Expression => rowAt(at).column(key.column)
    if (key.path.length > 0 || key.looked) {
      const value = keyValue(compiling, row, key)
      related.push(sql`${value.sql} as ${raw(name('r'))}`)
      valueAt = (at) => ({ ...value, sql: raw(`${at}.${name('r')}`) })
    }
    const added = zonedOf(key, valueAt, name)
    if (added) zoned.push(added)
    return [key.name, inUnit(compiling, key, valueAt(alias), added && raw(`${alias}.${name('start')}`))]
  })
  const byName = new Map(keys)
  return {
    row: outer,
    key: (name) => named(byName, name),
    from: () => {
      const columns = [...read].map((name) => row.column(name).sql)
      const values = sql`(select ${join([...columns, ...related], ', ')} from ${rows}${grammar.apart})`
      return sql`${zoned.reduce((below, key) => withStartInZone(compiling, below, key), values)} as ${raw(alias)}`
    },
  }
}

/** A group as a row, whose columns are keys and aggregates: what conditions and orders read. */
function groupRow(compiling: Compiling, source: Grouped, view: GroupsView): Row {
  const { values } = compiling.grammar
  return {
    table: source.row.table,
    alias: source.row.alias,
    column(name) {
      if (view.by.some((key) => key.name === name)) return source.key(name)
      const value = view.values.find((candidate) => candidate.name === name)
      invariant(value, 'a group is asked for its keys and values')
      if (value.column === null) {
        const type = { kind: 'bigint', sqlType: 'bigint', dimensions: 0 } as const
        return { sql: raw('count(*)'), type, nullable: false, enum: null, key: null }
      }
      const query = values.aggregate(value.fn, source.row.column(value.column))
      return query.inGroup
    },
  }
}

function named<T>(values: ReadonlyMap<string, T>, name: string): T {
  const value = values.get(name)
  invariant(value !== undefined, 'a key of a group has a name of its own')
  return value
}

// ───────── the text of a group ─────────

function fieldPieces(compiling: Compiling, source: Grouped, view: GroupsView, field: GroupField): Piece[] {
  if (field.kind === 'key') return [...namePieces(field.name), ...keyObject(compiling, source, view, field.fields)]
  const aggregated = { row: source.row, count: () => raw('count(*)'), read: () => undefined }
  return aggregatePieces(compiling, aggregated, field)
}

function keyObject(compiling: Compiling, source: Grouped, view: GroupsView, fields: readonly GroupKeyField[]): Piece[] {
  const { aggregateJson } = compiling.grammar.values
  return objectPieces(
    fields.map((field): Piece[] => {
      const name = namePieces(field.name)
      if (field.kind === 'typename') return [...name, ...typenamePieces(field.typeName)]
      if (field.kind === 'related') return [...name, ...keyObject(compiling, source, view, field.fields)]
      const key = view.by.find((candidate) => candidate.name === field.key)
      invariant(key, 'a group shows keys that it has')
      return [...name, ...keyPieces(key, source.key(key.name), (...value) => aggregateJson('min', ...value))]
    }),
  )
}
