import type { ColumnType } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Aggregate, Fetch, Predicate, Probe } from '../plan/plan.ts'
import { aggregateQuery, policySql, predicateSql } from './compile-predicate.ts'
import { inKeysSql } from './compile-member.ts'
import { openTable, type Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { all, join, param, raw, sql, where, type Sql } from './fragment.ts'
import { textOf, type Piece } from './json-text.ts'
import { MARK_NEXT } from './marks.ts'

/**
 * A probe as one text: the distinct keys whose rows fulfil its condition, as many as the runtime wants to see at most.
 *
 * @example select string_agg(r.v, E'\x04') from (
 *   select concat(t0."user_id") as v from "orders" as t0 where t0."user_id" is not null and t0."total" > $1
 *   group by t0."user_id" limit $2
 * ) as r
 */
export function compileProbe(compiling: Compiling, fetch: Fetch, probe: Probe): Sql {
  const { grammar } = compiling
  const { row, from, conditions, keys } = probe.through
    ? keysOfJunction(compiling, fetch, probe)
    : keysOfTable(compiling, fetch, probe)
  const filter = fetch.rows.where && predicateSql(compiling, row, fetch.rows.where)
  const page = probe.pages && pageOf(compiling, fetch, keys)
  const filtered = where([
    ...conditions,
    policySql(compiling, row, fetch.rows.policy),
    ...(page ? page.conditions : []),
    probe.test || probe.holds ? filter : filter && sql`(${filter}) is not true`,
  ])
  const text = textOf(keyPieces(keys), grammar)
  const inOrder = page === null ? [] : sql` order by ${join(keyedOf(keys), ', ')}`
  const group = sql` group by ${join(keyedOf(keys), ', ')}${inOrder}`
  const select = (columns: Sql): Sql => sql`select ${columns} from ${from}${filtered}${group}`
  const first = sql`${grammar.concat([text])} as v`
  const found = probe.test ? testedGroups(compiling, row, { probe, test: probe.test, first, select }) : select(first)
  // Within a window's keys, there are not many.
  const limit = probe.within ? null : grammar.limit(param({ kind: 'page', part: 'size' }), null)
  const limited = limit ? sql`${found}${limit}` : found
  const answer = grammar.answer(grammar.joinKeys(raw('r.v'), null, false))
  return sql`${page?.with ?? []}select ${page ? join([answer, page.last], ', ') : answer} from (${limited}) as r`
}

/** What makes a probe that of a page. */
interface PageSql {
  readonly with: Sql
  readonly conditions: readonly Sql[]
  /** The last key that the page looks at; null at the end of all. */
  readonly last: Sql
}

/**
 * A page of keys in their order: from where the one before it ended, and within so many rows of the table, so that its work
 * is bounded however few rows fulfil the condition.
 *
 * @example with b1(k) as (select t2."user_id" from "orders" as t2 where t2."user_id" >= $1 order by t2."user_id" limit 1 offset $2)
 *   select …, (select b1.k from b1) from (
 *     select … where t0."user_id" >= $1 and t0."user_id" <= coalesce((select b1.k from b1), 9223372036854775807) …
 */
function pageOf(compiling: Compiling, fetch: Fetch, keys: readonly GroupKey[]): PageSql {
  const { grammar, catalog } = compiling
  const [key] = keys
  invariant(key && keys.length === 1, 'a probe in pages answers keys of one column')
  const from = param({ kind: 'page', part: 'from' })
  const table = openTable(compiling, tableById(catalog, fetch.rows.table))
  const column = table.row.column(key.name).sql
  const limit = grammar.limit(raw('1'), param({ kind: 'page', part: 'rows' }))
  const whole = (value: Sql): Sql[] => grammar.values.isWhole(value)
  const range = where([sql`${column} >= ${from}`, ...whole(column)])
  const bound = compiling.alias('b')
  const last = raw(`(select ${bound}.k from ${bound})`)
  const upTo = sql`${key.keyed} <= coalesce(${last}, 9223372036854775807)`
  return {
    with: sql`with ${raw(bound)}(k) as (select ${column} from ${table.from}${range} order by ${column}${limit}) `,
    conditions: [sql`${key.keyed} >= ${from}`, upTo, ...whole(key.keyed)],
    last,
  }
}

/** Rows that are grouped by keys. */
interface KeyedRows {
  readonly row: Row
  readonly from: Sql
  readonly conditions: readonly Sql[]
  readonly keys: readonly GroupKey[]
}

/** A key's column: what groups by it, and its JSON in one row of the group. */
interface GroupKey {
  readonly name: string
  readonly keyed: Sql
  readonly json: Sql
}

function keysOfTable(compiling: Compiling, fetch: Fetch, probe: Probe): KeyedRows {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, fetch.rows.table))
  return { row, from, conditions: keyed(compiling, row, probe), keys: groupKeys(compiling, row, probe) }
}

/** What the holder of the keys fulfils: it has one, and one that is wanted. */
function keyed(compiling: Compiling, row: Row, probe: Probe): Sql[] {
  const columns = probe.columns.map((name) => row.column(name))
  if (probe.within) return [inKeysSql(compiling, columns, nearTypes(compiling, probe))]
  return columns.map((column) => sql`${column.sql} is not null`)
}

/** The types of the other end's columns, a pair for each. */
function nearTypes({ catalog }: Compiling, probe: Probe): ColumnType[] {
  const near = tableById(catalog, probe.table)
  return relationOf(near, probe.relation).on.map((pair) => columnOf(near, pair.from).type)
}

function groupKeys(compiling: Compiling, row: Row, probe: Probe): GroupKey[] {
  const { grammar } = compiling
  const types = nearTypes(compiling, probe)
  return probe.columns.map((name, index) => {
    const column = row.column(name)
    const keyed = grammar.values.keyed(column, types[index]!) // a pair for each column
    const json = textOf(grammar.values.keyJson(column), grammar)
    // Values that are one key may be written in several ways: which one stands for it is all the same.
    const alike = keyed.join() === column.sql.join()
    return { name, keyed, json: alike ? json : sql`min(${grammar.concat([json])})` }
  })
}

function keyedOf(keys: readonly GroupKey[]): Sql[] {
  return keys.map(({ keyed }) => keyed)
}

function keyPieces(keys: readonly GroupKey[]): Piece[] {
  return keys.flatMap(({ json }, index) => (index === 0 ? [json] : [MARK_NEXT, json]))
}

/** Through a junction: its keys, each with the rows that it leads to, also one that it names twice, once. */
function keysOfJunction(compiling: Compiling, fetch: Fetch, probe: Probe): KeyedRows {
  const { through } = probe
  invariant(through, 'a junction holds the keys')
  const { row, from } = openTable(compiling, tableById(compiling.catalog, fetch.rows.table))
  const junction = openTable(compiling, tableById(compiling.catalog, through.table), 'j')
  const keys = groupKeys(compiling, junction.row, probe)
  const members = through.on.map(({ from: name }) => junction.row.column(name).sql)
  const columns = [
    ...keys.map(({ keyed }, index) => sql`${keyed} as ${raw(`y${index}`)}`),
    ...keys.map(({ json }, index) => sql`${compiling.grammar.concat([json])} as ${raw(`w${index}`)}`),
    ...members.map((member, index) => sql`${member} as ${raw(`x${index}`)}`),
  ]
  const groups = join([...keyedOf(keys), ...members], ', ')
  const pairs = sql`select ${join(columns, ', ')} from ${junction.from}${where(keyed(compiling, junction.row, probe))} group by ${groups}`
  const alias = compiling.alias('q')
  const on = all(through.on.map(({ to }, index) => sql`${row.column(to).sql} = ${raw(`${alias}.x${index}`)}`))
  return {
    row,
    from: sql`(${pairs}) as ${raw(alias)} join ${from} on ${on}`,
    conditions: [],
    keys: keys.map(({ name }, index) => ({
      name,
      keyed: raw(`${alias}.y${index}`),
      json: raw(`min(${alias}.w${index})`),
    })),
  }
}

interface Tested {
  readonly probe: Probe
  readonly test: Predicate
  /** The key. */
  readonly first: Sql
  /** The query of all groups. */
  readonly select: (columns: Sql) => Sql
}

/** The keys whose group fulfils a condition: aggregates are computed once, and compared outside. */
function testedGroups(compiling: Compiling, row: Row, { probe, test, first, select }: Tested): Sql {
  const columns: Sql[] = [first]
  const values = new Map<string, Expression>()
  const alias = compiling.alias('g')
  for (const aggregate of aggregatesIn(test)) {
    if (values.has(keyOf(aggregate))) continue
    const query = aggregateQuery(compiling, row, aggregate)
    const read = query.columns.map(({ name, sql: value }) => {
      const own = raw(`a${columns.length}`)
      columns.push(sql`${value} as ${own}`)
      const outside = sql`${raw(alias)}.${own}`
      return name === null ? outside : sql`${outside} as ${raw(name)}`
    })
    values.set(keyOf(aggregate), query.value(sql`select ${join(read, ', ')}`))
  }
  const group: Row = {
    ...row,
    aggregate(aggregate) {
      const value = values.get(keyOf(aggregate))
      invariant(value, 'every aggregate of a test is computed')
      return value
    },
  }
  const condition = predicateSql(compiling, group, test)
  const tested = probe.holds ? condition : sql`(${condition}) is not true`
  return sql`select ${raw(alias)}.v from (${select(join(columns, ', '))}) as ${raw(alias)} where ${tested}`
}

function keyOf({ fn, column }: Aggregate): string {
  return `${fn} ${column ?? ''}`
}

function aggregatesIn(test: Predicate): Aggregate[] {
  switch (test.kind) {
    case 'and':
    case 'or':
      return test.items.flatMap(aggregatesIn)
    case 'not':
      return aggregatesIn(test.item)
    case 'compare':
    case 'in':
    case 'null':
    case 'like':
      return test.left.kind === 'aggregate' ? [test.left] : []
    default:
      return []
  }
}
