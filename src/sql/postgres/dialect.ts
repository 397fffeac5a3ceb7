import type { ColumnType } from '../../catalog/catalog.ts'
import { canonicalKey } from '../canonical-key.ts'
import { compileFetch } from '../compile-fetch.ts'
import type { Dialect } from '../dialect.ts'
import { param, raw, sql } from '../fragment.ts'
import type { Grammar, KeyList } from '../grammar.ts'
import { KEY_END } from '../marks.ts'
import type { Param } from '../statement.ts'
import { aggregate, aggregateJson, countDistinct } from './aggregate.ts'
import { comparable, compare, equalsKey, hasKey, isIn, keyed, like, meets, orderText } from './compare.ts'
import { encode, encodeKeys } from './encode.ts'
import { groupValue, startOf } from './group.ts'
import { concat, literal, quote } from './text.ts'
import { castName, keyCastName } from './types.ts'
import { json, keyJson, nodeIdPart } from './wire.ts'

/** PostgreSQL, from version 14 on. The session's zone is UTC, its date style ISO. */
export const postgresGrammar: Grammar = {
  name: 'postgres',
  lateral: true,
  concatSkipsNull: true,
  quote,
  literal,
  placeholder: (parameter, number) => `$${number}::${cast(parameter)}`,
  concat,
  joinRows(text, { order, filter }) {
    const ordered = order ? sql` order by ${order}` : []
    return sql`string_agg(${text}, ','${ordered})${filter ? sql` filter (where ${filter})` : []}`
  },
  // A lookup may be a hash join, in any order; where the keys' own order is kept, PostgreSQL 16 sees that nothing is to be sorted.
  joinKeys: (text, position) =>
    sql`string_agg(${text}, ${literal(KEY_END)}${position ? sql` order by ${position}` : []})`,
  answer: (text) => text,
  limit: (limit, offset) => [...(limit ? sql` limit ${limit}` : []), ...(offset ? sql` offset ${offset}` : [])],
  smaller: (a, b) => sql`least(${a}, ${b})`,
  keyList,
  // A function in FROM is a table like any other.
  keyTable: (alias, types) => keyList(alias, types),
  values: {
    json,
    keyJson,
    nodeIdPart,
    comparable,
    orderText,
    compare,
    in: isIn,
    like,
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
  },
}

function keyList(alias: string, types: readonly ColumnType[], probe?: number): KeyList {
  const of = probe === undefined ? {} : { probe }
  const arrays = types.map((type, column) => param({ kind: 'keys', column, types: [type], ...of }))
  const names = types.map((_, index) => `k${index}`)
  const list = arrays.flatMap((array, index) => (index === 0 ? array : [', ', ...array]))
  return {
    from: sql`unnest(${list}) with ordinality as ${raw(`${alias}(${names.join(', ')}, n)`)}`,
    position: raw(`${alias}.n - 1`),
    groupBy: raw(`${alias}.n`),
    columns: names.map((name) => raw(`${alias}.${name}`)),
  }
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
    case 'count':
    case 'page':
      return 'int8'
    case 'pattern':
    case 'name':
      return 'text'
  }
}

export const postgresDialect: Dialect = {
  name: 'postgres',
  compile: (fetch, catalog) => compileFetch(postgresGrammar, fetch, catalog),
  encode,
  encodeKeys,
  canonicalKey,
}
