import type { ColumnType } from '../../catalog/catalog.ts'
import { canonicalKey } from '../canonical-key.ts'
import { compileFetch } from '../compile-fetch.ts'
import { standardOrderTerm } from '../compile-order.ts'
import { compileWrite } from '../compile-write.ts'
import type { Dialect } from '../dialect.ts'
import type { KeyColumn } from '../expression.ts'
import { join, param, raw, sql, type Sql } from '../fragment.ts'
import type { Grammar, KeyList } from '../grammar.ts'
import { KEY_END } from '../marks.ts'
import { ordered } from '../ordered.ts'
import type { Param } from '../statement.ts'
import { aggregate, aggregateJson, countDistinct } from './aggregate.ts'
import { comparable, compare, equalsKey, hasKey, isIn, keyed, like, meets, orderText } from './compare.ts'
import { encode, encodeKeys } from './encode.ts'
import { groupValue, instantOf, secondsOf, startOf, startOfSeconds } from './group.ts'
import { atPath, contain } from './json.ts'
import { concat, literal, quote } from './text.ts'
import { castName, keyCastName, storedTypeName } from './types.ts'
import { json, keyJson, nodeIdPart } from './wire.ts'
import { writes } from './write.ts'

/** PostgreSQL, from version 14 on. The session's zone is UTC, its date style ISO. */
export const postgresGrammar: Grammar = {
  name: 'postgres',
  lateral: true,
  wireFindsNull: false,
  derivedSeesOuter: true,
  keepsOrder: true,
  distinctInOrder: false,
  testsGroups: true,
  positional: false,
  quote,
  literal,
  placeholder: (parameter, number) => `$${number}::${cast(parameter)}`,
  concat,
  joinRows(text, { order, filter }) {
    const ordered = order ? sql` order by ${order}` : []
    return sql`string_agg(${text}, ','${ordered})${filter ? sql` filter (where ${filter})` : []}`
  },
  orderTerm: standardOrderTerm,
  joinedOrderTerm: standardOrderTerm,
  // A lookup may be a hash join, in any order; where the keys' own order is kept, PostgreSQL 16 sees that nothing is to be sorted.
  joinKeys: (text, position) =>
    sql`string_agg(${text}, ${literal(KEY_END)}${position ? sql` order by ${position}` : []})`,
  answer: (text) => text,
  limit: (limit, offset) => [...(limit ? sql` limit ${limit}` : []), ...(offset ? sql` offset ${offset}` : [])],
  unseen: (parameter) => parameter,
  apart: raw(' offset 0'),
  smaller: (a, b) => sql`least(${a}, ${b})`,
  larger: (a, b) => sql`greatest(${a}, ${b})`,
  numberTable(alias, list, columns) {
    const named = columns.map((column, index) => `(r ->> ${index})::int8 as ${column}`)
    return sql`(select ${raw(named.join(', '))} from json_array_elements(${list}::json) as r offset 0) as ${raw(alias)}`
  },
  keyList,
  // A function in FROM is a table like any other.
  keyTable: keyList,
  // A quarter less of its time than joining them, with twenty keys.
  amongPage: (key, type, probe) => sql`${key} = any(${param({ kind: 'keys', column: 0, types: [type], probe })})`,
  entryOfKey,
  values: {
    json,
    keyJson,
    nodeIdPart,
    comparable,
    ordered: (value) => ordered(value, comparable),
    orderText,
    compare,
    in: isIn,
    like,
    atPath,
    contain,
    equalsKey,
    hasKey,
    meets,
    keyed,
    isWhole: () => [],
    aggregate,
    aggregateJson,
    countDistinct,
    groupValue,
    startOf,
    secondsOf,
    startOfSeconds,
    instantOf,
  },
  writes,
}

function keyList(alias: string, types: readonly ColumnType[], probe?: number): KeyList {
  const of = probe === undefined ? {} : { probe }
  const arrays = types.map((type, column) => param({ kind: 'keys', column, types: [type], ...of }))
  const names = types.map((_, index) => `k${index}`)
  // Of a subquery's array PostgreSQL does not know the length, and takes it for short. If it knew of a million keys, it would
  // not hash them under `not` and `or`, and compare each with each row.
  const list = join(probe === undefined ? arrays : arrays.map((array) => sql`(select ${array})`), ', ')
  return {
    from: sql`unnest(${list}) with ordinality as ${raw(`${alias}(${names.join(', ')}, n)`)}`,
    position: raw(`${alias}.n - 1`),
    groupBy: raw(`${alias}.n`),
    columns: names.map((name) => raw(`${alias}.${name}`)),
  }
}

/**
 * Through a map that is made once: a join would search the table for each row where PostgreSQL, which does not know how
 * many keys a parameter holds, takes them for few.
 *
 * @example ((select jsonb_object_agg(l0.k0::text, l0.k1) filter (where l0.k0 is not null)
 *   from unnest($1::int4[], $2::int8[]) with ordinality as l0(k0, k1, n)) ->> t1."user_id"::text)::int8
 */
function entryOfKey(
  table: KeyList,
  key: readonly KeyColumn[],
  entry: { readonly sql: Sql; readonly type: ColumnType },
): Sql {
  const texts = key.map(({ value }, index) => keyText(table.columns[index]!, value.type)) // an entry for each column
  const own = key.map(({ value, keyType }) => keyText(keyed(value, keyType), value.type))
  const name = joinTexts(texts)
  const map = sql`select jsonb_object_agg(${name}, ${entry.sql}) filter (where ${name} is not null) from ${table.from}`
  return sql`((${map}) ->> ${joinTexts(own)})::${raw(castName(entry.type))}`
}

/** One text for several, null where one is. */
function joinTexts(texts: readonly Sql[]): Sql {
  const [only] = texts
  if (texts.length === 1 && only) return only
  return sql`(${join(
    texts.map((text) => sql`to_json(${text})::text`),
    ' || ',
  )})`
}

/** A text that is alike where keys are equal: numbers have no zeros at their end, and zero has no sign. */
function keyText(c: Sql, type: ColumnType): Sql {
  if (type.kind === 'decimal') return sql`trim_scale(${c})::text`
  return type.kind === 'float' ? sql`(${c} + 0)::text` : sql`(${c})::text`
}

function cast(parameter: Param): string {
  switch (parameter.kind) {
    case 'value':
    case 'orderText':
      return castName(parameter.type)
    case 'list':
      return `${castName(parameter.type)}[]`
    case 'keys':
      return `${keyCastName(parameter.types[0]!)}[]` // a parameter a column
    case 'written':
      return storedTypeName(parameter.type)
    case 'cells':
      return 'text[]'
    case 'count':
    case 'page':
      return 'int8'
    case 'path':
      return 'jsonpath'
    case 'zone':
    case 'pattern':
    case 'name':
      return 'text'
  }
}

export const postgresDialect: Dialect = {
  name: 'postgres',
  writes,
  compile: (fetch, catalog) => compileFetch(postgresGrammar, fetch, catalog),
  compileWrite: (plan, step, catalog) => compileWrite(postgresGrammar, plan, step, catalog),
  encode,
  encodeKeys,
  canonicalKey,
}
