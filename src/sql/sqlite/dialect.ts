import { canonicalKey } from '../canonical-key.ts'
import { compileFetch } from '../compile-fetch.ts'
import { standardOrderTerm } from '../compile-order.ts'
import { compileWrite } from '../compile-write.ts'
import type { Dialect } from '../dialect.ts'
import { all, isParam, param, raw, sql, type Sql } from '../fragment.ts'
import type { Grammar } from '../grammar.ts'
import { KEY_END } from '../marks.ts'
import { ordered } from '../ordered.ts'
import { aggregate, aggregateJson, countDistinct } from './aggregate.ts'
import { comparable, compare, equalsKey, hasKey, isIn, keyed, like, meets, orderText } from './compare.ts'
import { encode, encodeKeys } from './encode.ts'
import { groupValue, instantOf, secondsOf, startOf, startOfSeconds } from './group.ts'
import { atPath } from './json.ts'
import { concat, literal, quote } from './text.ts'
import { json, keyJson, nodeIdPart } from './wire.ts'
import { writes } from './write.ts'

/** SQLite, from version 3.44 on (an order inside an aggregate). */
export const sqliteGrammar: Grammar = {
  name: 'sqlite',
  lateral: false,
  wireFindsNull: true,
  derivedSeesOuter: true,
  keepsOrder: true,
  distinctInOrder: true,
  testsGroups: true,
  positional: false,
  quote,
  literal,
  placeholder: (_, number) => `?${number}`,
  concat,
  joinRows(text, { order, filter }) {
    const ordered = order ? sql` order by ${order}` : []
    return sql`group_concat(${text}, ','${ordered})${filter ? sql` filter (where ${filter})` : []}`
  },
  orderTerm: standardOrderTerm,
  joinedOrderTerm: standardOrderTerm,
  // Keys are scanned as they stand in the list. Sorting would copy all texts, so only what was grouped is sorted.
  joinKeys: (text, position, inOrder) =>
    sql`group_concat(${text}, ${literal(KEY_END)}${inOrder || !position ? [] : sql` order by ${position}`})`,
  // A blob: a text would be decoded into a JavaScript string and encoded again.
  answer: (text) => sql`cast(${text} as blob)`,
  // SQLite may drop the order of a subquery, but not of one with a limit.
  limit: (limit, offset) => sql` limit ${limit ? unseen(limit) : raw('-1')}${offset ? sql` offset ${offset}` : []}`,
  unseen,
  apart: raw(' limit -1'),
  smaller: (a, b) => sql`min(${a}, ${b})`,
  larger: (a, b) => sql`max(${a}, ${b})`,
  // As a key table, it is indexed on the fly.
  numberTable(alias, list, columns) {
    const named = columns.map((column, index) => `value ->> ${index} as ${column}`)
    return sql`(select ${raw(named.join(', '))} from json_each(${list}) limit -1) as ${raw(alias)}`
  },
  keyList(alias, types, probe) {
    const keys = param({ kind: 'keys', column: 'all', types, ...(probe === undefined ? {} : { probe }) })
    const single = types.length === 1
    return {
      from: sql`json_each(${keys}) as ${raw(alias)}`,
      position: raw(`${alias}.key`),
      groupBy: raw(`${alias}.key`),
      columns: types.map((_, index) => raw(single ? `${alias}.value` : `(${alias}.value ->> ${index})`)),
    }
  },
  // An index on the fly wants a subquery that is not merged into its surroundings: it has a limit.
  keyTable(alias, types, probe) {
    const keys = param({ kind: 'keys', column: 'all', types, ...(probe === undefined ? {} : { probe }) })
    const named = types.map((_, index) => (types.length === 1 ? 'value as k0' : `value ->> ${index} as k${index}`))
    return {
      from: sql`(select key, ${raw(named.join(', '))} from json_each(${keys}) limit -1) as ${raw(alias)}`,
      position: raw(`${alias}.key`),
      groupBy: raw(`${alias}.key`),
      columns: types.map((_, index) => raw(`${alias}.k${index}`)),
    }
  },
  // The table is read, and indexed, once for all rows.
  entryOfKey(table, key, entry) {
    const equal = key.map(({ value, keyType }, index) => hasKey(value, table.columns[index]!, keyType)) // an entry a column
    return sql`(select ${entry.sql} from ${table.from} where ${all(equal)})`
  },
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
    contain: null,
    equalsKey,
    hasKey,
    meets,
    keyed,
    isWhole: (value) => [sql`typeof(${value}) = 'integer'`],
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

export const sqliteDialect: Dialect = {
  name: 'sqlite',
  writes,
  compile: (fetch, catalog) => compileFetch(sqliteGrammar, fetch, catalog),
  compileWrite: (plan, step, catalog) => compileWrite(sqliteGrammar, plan, step, catalog),
  encode,
  encodeKeys,
  canonicalKey,
}

/**
 * SQLite looks at a bare parameter of a limit, and at one beside an indexed column where `analyze` has run, and plans anew
 * whenever it is bound, which takes longer than a page of twenty rows. Behind a sign it does not look.
 */
function unseen(parameter: Sql): Sql {
  return isParam(parameter) ? sql`+${parameter}` : parameter
}
