import type { Table } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import type { Aggregate, Fetch, GroupKey, Lookup, LookupPage, OrderBy } from '../plan/plan.ts'
import { inUnit, keyPieces, keyValue, zonedOf } from './compile-group-key.ts'
import { compareSql, type OrderValue } from './compile-looked.ts'
import { orderValue } from './compile-order.ts'
import { filterSql } from './compile-predicate.ts'
import { groupedAggregate, keyedOf, keyedRows, keyText, type KeyedRows } from './compile-probe.ts'
import { withStartInZone } from './compile-zone.ts'
import { isUnique, type Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'
import { textOf } from './json-text.ts'
import { MARK_NEXT } from './marks.ts'

/**
 * A lookup as one text: keys, each with the rank of its value among all that are answered, and what else was asked of it.
 *
 * @example select string_agg(r.v, E'\x04') from (
 *   select (g1.w || E'\x02' || rank() over (order by g1.o)) as v
 *   from (select t0."id" as w, t0."name" collate "C" as o from "users" as t0 where t0."id" is not null) as g1
 *   where g1.o is not null limit $1
 * ) as r
 */
export function compileLookup(compiling: Compiling, fetch: Fetch, lookup: Lookup): Sql {
  const { grammar } = compiling
  const source = keyedRows(compiling, fetch.rows.table, lookup)
  const filtered = where([...source.conditions, ...filterSql(compiling, source.row, fetch.rows)])
  const values = valuesOf(compiling, { ...source, filtered }, lookup)
  const { value, text, compared } = values
  const parts = [
    raw(`${values.alias}.w`),
    sql`rank() over (order by ${value.sql})`,
    ...(lookup.text ? [text ?? textOf(grammar.values.orderText({ ...value, nullable: false }), grammar)] : []),
    ...lookup.compare.map((slot, index) => {
      return compared[index] ?? compareSql(value.sql, param({ kind: 'orderText', slot, type: value.type }))
    }),
  ]
  const marked = parts.flatMap((part, index) => (index === 0 ? [part] : [grammar.literal(MARK_NEXT), part]))
  const row = grammar.concat([...marked, ...(values.shown ? [shownOnce(compiling, value, values.shown)] : [])])
  const conditions = where([sql`${value.sql} is not null`, values.first])
  const found = lookup.page
    ? sql`${firstValues(compiling, values, lookup.page, conditions)} as ${raw(values.alias)}`
    : sql`(${values.query}) as ${raw(values.alias)}${conditions}`
  const most = lookup.page ? [] : grammar.limit(param({ kind: 'page', part: 'size' }), null)
  const limited = sql`select ${row} as v from ${found}${most}`
  return sql`select ${grammar.answer(grammar.joinKeys(raw('r.v'), null, false))} from (${limited}) as r`
}

/** Equal values have one rank and one wire form, of which the first key of the rank has it. */
function shownOnce({ grammar }: Compiling, value: OrderValue, shown: Sql): Sql {
  const over = sql`over (order by ${value.sql})`
  const text = grammar.concat([grammar.literal(MARK_NEXT), shown])
  return sql`case when row_number() ${over} = rank() ${over} then ${text} else '' end`
}

function valuesOf(compiling: Compiling, source: Source, lookup: Lookup): KeyValues {
  switch (lookup.value.kind) {
    case 'rows':
      return valuesOfGroups(compiling, source, lookup.value.by)
    case 'row':
      return valuesOfRows(compiling, source, lookup, lookup.value.by)
    case 'key':
      return valuesOfKeys(compiling, source, lookup, lookup.value.by)
  }
}

/** The first in the order of their values, from that of a cursor on. */
function firstValues({ grammar }: Compiling, values: KeyValues, page: LookupPage, conditions: Sql): Sql {
  const { value, alias, query } = values
  const at = page.from === null ? null : param({ kind: 'orderText', slot: page.from, type: value.type })
  const from = at ? sql` and ${value.sql} ${raw(page.direction === 'desc' ? '<=' : '>=')} ${at}` : []
  const limit = grammar.limit(param({ kind: 'page', part: 'size' }), null)
  return sql`(select * from (${query}) as ${raw(alias)}${conditions}${from} order by ${value.sql} ${raw(page.direction)}${limit})`
}

interface Source extends KeyedRows {
  readonly filtered: Sql
}

/** Keys, as column `w` of a query, with their values. */
interface KeyValues {
  readonly query: Sql
  readonly alias: string
  readonly value: OrderValue
  /** What a further database has made of the value; absent where it is this one's own. */
  readonly text: Sql | null
  readonly compared: readonly Sql[]
  /** The value's wire form, last of all, as it may hold marks. */
  readonly shown?: Sql
  /** Where rows share a key: what tells the first of them. */
  readonly first: Sql | null
}

/** An aggregate over all rows of a key. */
function valuesOfGroups(compiling: Compiling, source: Source, by: Aggregate): KeyValues {
  const { grammar } = compiling
  const alias = compiling.alias('g')
  const inner = compiling.alias('g')
  const { columns, value } = groupedAggregate(compiling, source.row, by, { alias: inner, from: 0 })
  const key = sql`${grammar.concat([keyText(compiling, source.keys, 'grouped')])} as w`
  const groups = sql`select ${join([key, ...columns], ', ')} from ${source.from}${source.filtered} group by ${join(keyedOf(source.keys), ', ')}`
  const comparable = grammar.values.comparable(value)
  return {
    query: sql`select ${raw(inner)}.w, ${comparable.sql} as o from (${groups}) as ${raw(inner)}`,
    alias,
    value: { ...comparable, sql: raw(`${alias}.o`) },
    text: null,
    compared: [],
    first: null,
  }
}

/** A value of the one row of a key. */
function valuesOfRows(compiling: Compiling, source: Source, lookup: Lookup, by: OrderBy): KeyValues {
  const { grammar } = compiling
  const alias = compiling.alias('g')
  const { far, ...value } = orderValue(compiling, source.row, by)
  const single = isSingle(compiling, source.row.table, lookup)
  const columns = [
    sql`${grammar.concat([keyText(compiling, source.keys, 'json')])} as w`,
    sql`${value.sql} as o`,
    ...(far && lookup.text ? [sql`${textOf(grammar.values.orderText(far.text()), grammar)} as t`] : []),
    ...(far ? lookup.compare.map((slot, index) => sql`${far.compare(slot)} as ${raw(`c${index}`)}`) : []),
    ...(single ? [] : [sql`row_number() over (${firstOfKey(source)}) as d`]),
  ]
  return {
    query: sql`select ${join(columns, ', ')} from ${source.from}${source.filtered}`,
    alias,
    value: { ...value, sql: raw(`${alias}.o`) },
    text: far && lookup.text ? raw(`${alias}.t`) : null,
    compared: far ? lookup.compare.map((_, index) => raw(`${alias}.c${index}`)) : [],
    first: single ? null : raw(`${alias}.d = 1`),
  }
}

/** What the one row of a key is grouped by. */
function valuesOfKeys(compiling: Compiling, source: Source, lookup: Lookup, by: GroupKey): KeyValues {
  const { grammar } = compiling
  const alias = compiling.alias('g')
  const found = keyValue(compiling, source.row, by)
  const valueIn = (of: string): Expression => ({ ...found, sql: raw(`${of}.r`) })
  const single = isSingle(compiling, source.row.table, lookup)
  const columns = [
    sql`${grammar.concat([keyText(compiling, source.keys, 'json')])} as w`,
    sql`${found.sql} as r`,
    ...(single ? [] : [sql`row_number() over (${firstOfKey(source)}) as d`]),
  ]
  const rows = sql`(select ${join(columns, ', ')} from ${source.from}${source.filtered}${grammar.apart})`
  const zoned = zonedOf(by, valueIn, (own) => grammar.quote(own))
  const inner = compiling.alias('g')
  const value = inUnit(compiling, by, valueIn(inner), zoned && raw(`${inner}.${grammar.quote('start')}`))
  const comparable = grammar.values.comparable(value)
  const shown = textOf(keyPieces(by, value, grammar.values.json), grammar)
  const shows = sql`${raw(inner)}.w, ${comparable.sql} as o, ${shown} as t${raw(single ? '' : `, ${inner}.d`)}`
  return {
    query: sql`select ${shows} from ${zoned ? withStartInZone(compiling, rows, zoned) : rows} as ${raw(inner)}`,
    alias,
    value: { ...comparable, sql: raw(`${alias}.o`) },
    text: null,
    compared: [],
    shown: raw(`${alias}.t`),
    first: single ? null : raw(`${alias}.d = 1`),
  }
}

/** Whether one key can have one row at most: a unique key, of values that are equal to no others. */
function isSingle(compiling: Compiling, table: Table, lookup: Lookup): boolean {
  if (lookup.through || !isUnique(table, lookup.columns)) return false
  const near = tableById(compiling.catalog, lookup.table)
  return relationOf(near, lookup.relation).on.every(({ from, to }) => {
    const kinds = [near.columns.find(({ name }) => name === from), table.columns.find(({ name }) => name === to)]
    return kinds.every((column) => column && ['int', 'bigint', 'string'].includes(column.type.kind))
  })
}

/** The same order in which a relation's field finds its row. */
function firstOfKey({ row, keys }: { readonly row: Row; readonly keys: Source['keys'] }): Sql {
  const order = (row.table.primaryKey?.columns ?? []).map((name) => row.column(name).sql)
  const by = order.length === 0 ? [] : sql` order by ${join(order, ', ')}`
  return sql`partition by ${join(keyedOf(keys), ', ')}${by}`
}
