import type { ColumnType } from '../../catalog/catalog.ts'
import { canonicalKey } from '../canonical-key.ts'
import { compileFetch } from '../compile-fetch.ts'
import { compileWrite } from '../compile-write.ts'
import type { Dialect } from '../dialect.ts'
import { all, join, param, raw, sql, type Sql } from '../fragment.ts'
import type { Grammar, KeyList } from '../grammar.ts'
import { KEY_END } from '../marks.ts'
import { ordered } from '../ordered.ts'
import type { Param } from '../statement.ts'
import { aggregate, aggregateJson, countDistinct } from './aggregate.ts'
import { comparable, compare, equalsKey, hasKey, isIn, keyed, like, meets, orderText } from './compare.ts'
import { encoding } from './encode.ts'
import { groupValue, instantOf, secondsOf, startOf, startOfSeconds } from './group.ts'
import { atPath } from './json.ts'
import { concat, literal, quote } from './text.ts'
import { decimalType, digest, isTextInTable, tableType, type Server } from './types.ts'
import { json, keyJson, nodeIdPart } from './wire.ts'
import { mysqlWrites, writes } from './write.ts'

/**
 * MariaDB, from version 10.7 on (JSON_TABLE, JSON_NORMALIZE, GROUP_CONCAT with a limit), and MySQL, from 8.0.21 on. The
 * session is set by `source/mariadb/session-settings.ts`: the zone is UTC, texts are not cut, quotients have 30 digits more.
 *
 * What differs: MySQL lets a derived table see the row around it, its GROUP_CONCAT has no limit, and its inserts answer
 * nothing (`write.ts`); each has its collation
 * by code point and its longest decimal (`types.ts`); MySQL's JSON is a type, whose values compare (`isNativeJson`).
 */
const shared: Omit<Grammar, 'name' | 'lateral' | 'derivedSeesOuter' | 'placeholder' | 'writes'> = {
  wireFindsNull: false,
  keepsOrder: false,
  distinctInOrder: false,
  // HAVING does not know keys; and `sum(x) in (select …)` is wrong where the groups are sorted (seen in 10.11).
  testsGroups: false,
  positional: true,
  quote,
  literal,
  concat,
  orderTerm({ sql: value, nullable }, direction, nulls) {
    // Null is less than all values.
    const stands = !nullable || (direction === 'asc') === (nulls === 'first')
    return stands ? sql`${value} ${raw(direction)}` : nullsTold(value, direction, nulls)
  },
  joinedOrderTerm: ({ sql: value, nullable }, direction, nulls) =>
    nullable ? nullsTold(value, direction, nulls) : sql`${value} ${raw(direction)}`,
  joinRows(text, { order, filter, page }) {
    const shown = filter ? sql`case when ${filter} then ${text} end` : text
    const ordered = order ? sql` order by ${order}` : []
    const limited = page && (page.limit ?? page.offset) ? limit(page.limit, page.offset) : []
    return sql`group_concat(${shown}${ordered} separator ','${limited})`
  },
  joinKeys: (text, position) =>
    sql`group_concat(${text}${position ? sql` order by ${position}` : []} separator ${separator(KEY_END)})`,
  // Bytes: a text would be decoded into a JavaScript string and encoded again.
  answer: (text) => sql`cast(${text} as binary)`,
  limit: (most, offset) => ((most ?? offset) ? limit(most, offset) : []),
  unseen: (parameter) => parameter,
  apart: raw(' limit 18446744073709551615'),
  smaller: (a, b) => sql`least(${a}, ${b})`,
  larger: (a, b) => sql`greatest(${a}, ${b})`,
  numberTable(alias, list, columns) {
    const named = columns.map((column, index) => `${column} bigint path '$[${index}]'`)
    return sql`json_table(${list}, '$[*]' columns (${raw(named.join(', '))})) as ${raw(alias)}`
  },
  keyList,
  keyTable,
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
}

/** The separator of GROUP_CONCAT is a literal and no expression: a control character stands there in hex. */
function separator(text: string) {
  return raw(`x'${Buffer.from(text).toString('hex')}'`)
}

/** Whether it is null comes first. */
function nullsTold(value: Sql, direction: 'asc' | 'desc', nulls: 'first' | 'last'): Sql {
  return sql`${value} is ${raw(nulls === 'last' ? 'null' : 'not null')}, ${value} ${raw(direction)}`
}

/** There is no offset without a limit. */
function limit(most: ReturnType<typeof raw> | null, offset: ReturnType<typeof raw> | null) {
  return sql` limit ${most ?? raw('18446744073709551615')}${offset ? sql` offset ${offset}` : []}`
}

function keyList(alias: string, types: readonly ColumnType[], probe?: number): KeyList {
  const keys = param({ kind: 'keys', column: 'all', types, ...(probe === undefined ? {} : { probe }) })
  const single = types.length === 1
  const columns = types.map((type, index) => {
    return sql`${raw(`k${index}`)} ${tableType(type)} path ${raw(single ? `'$'` : `'$[${index}]'`)}`
  })
  return {
    from: sql`json_table(${keys}, '$[*]' columns (n for ordinality, ${join(columns, ', ')})) as ${raw(alias)}`,
    position: raw(`${alias}.n - 1`),
    groupBy: raw(`${alias}.n`),
    columns: types.map((_, index) => raw(`${alias}.k${index}`)),
  }
}

/** A subquery with a limit is a table of its own, which gets an index where a join asks for one. Beside a text `k0` stands its digest `h0`. */
function keyTable(alias: string, types: readonly ColumnType[], probe?: number): KeyList {
  const list = keyList('e', types, probe)
  const columns = types.flatMap((type, index) => {
    const key = raw(`e.k${index}`)
    const own = sql`${key} as ${raw(`k${index}`)}`
    return isTextInTable(type) ? [own, sql`${digest(key)} as ${raw(`h${index}`)}`] : [own]
  })
  return {
    from: sql`(select e.n, ${join(columns, ', ')} from ${list.from}${limit(null, null)}) as ${raw(alias)}`,
    position: raw(`${alias}.n - 1`),
    groupBy: raw(`${alias}.n`),
    columns: types.map((_, index) => raw(`${alias}.k${index}`)),
  }
}

/** What the driver cannot send as its type is read from text. */
function placeholder(parameter: Param, server: Server): string {
  if (parameter.kind !== 'value' && parameter.kind !== 'written' && parameter.kind !== 'orderText') return '?'
  const { type } = parameter
  switch (type.kind) {
    case 'decimal':
      return `cast(? as ${decimalType(type, server)})`
    case 'date':
      return 'cast(? as date)'
    case 'time':
      // MySQL takes the parameter itself for a time, and reads another out of its text (seen in 9.7).
      return server === 'mysql' ? 'cast(cast(? as char) as time(6))' : 'cast(? as time(6))'
    case 'dateTime':
    case 'localDateTime':
      return 'cast(? as datetime(6))'
    default:
      return '?'
  }
}

function grammarOf(server: Server): Grammar {
  const seesOuter = server === 'mysql'
  return {
    ...shared,
    name: server,
    lateral: seesOuter,
    derivedSeesOuter: seesOuter,
    placeholder: (parameter) => placeholder(parameter, server),
    writes: server === 'mysql' ? mysqlWrites : writes,
  }
}

function dialectOf(server: Server): Dialect {
  const grammar = grammarOf(server)
  return {
    name: server,
    writes: grammar.writes,
    compile: (fetch, catalog) => compileFetch(grammar, fetch, catalog),
    compileWrite: (plan, step, catalog) => compileWrite(grammar, plan, step, catalog),
    ...encoding(server),
    canonicalKey,
  }
}

export const mariadbDialect = dialectOf('mariadb')
export const mysqlDialect = dialectOf('mysql')
