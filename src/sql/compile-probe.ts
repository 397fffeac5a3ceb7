import type { Relation } from '../catalog/catalog.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Aggregate, Fetch, LinkEnd, Predicate, Probe } from '../plan/plan.ts'
import { amongKeys, farKeys } from './compile-member.ts'
import { aggregateQuery, openJunction, policySql, predicateSql } from './compile-predicate.ts'
import { compileProbePage } from './compile-probe-page.ts'
import { openTable, type Compiling } from './compiling.ts'
import type { Expression, KeyColumn, Row } from './expression.ts'
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
  if (probe.pages && grammar.keepsOrder) return compileProbePage(compiling, fetch, probe)
  const { row, from, conditions, keys } = keyedRows(compiling, fetch.rows.table, probe)
  const filter = fetch.rows.where && predicateSql(compiling, row, fetch.rows.where)
  const page = probe.pages && pageOf(compiling, fetch, probe, keys)
  const filtered = where([
    ...conditions,
    policySql(compiling, row, fetch.rows.policy),
    ...(page ? page.conditions : []),
    probe.test || probe.holds ? filter : filter && sql`(${filter}) is not true`,
  ])
  const inOrder = page === null ? [] : sql` order by ${join(keyedOf(keys), ', ')}`
  const group = sql` group by ${join(keyedOf(keys), ', ')}${inOrder}`
  const select = (columns: Sql): Sql => sql`select ${columns} from ${from}${filtered}${group}`
  const first = sql`${grammar.concat([keyText(compiling, keys, 'grouped')])} as v`
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
 * A page of keys in their order, where subqueries keep none (elsewhere: `compile-probe-page.ts`): from where the one before
 * it ended, and within so many rows of the table, so that its work is bounded however few rows fulfil the condition.
 *
 * @example with b1(k) as (select t2."user_id" from "orders" as t2 where t2."user_id" >= $1 order by t2."user_id" limit 1 offset $2)
 *   select …, (select b1.k from b1) from (
 *     select … where t0."user_id" >= $1 and t0."user_id" <= coalesce((select b1.k from b1), 9223372036854775807) …
 */
function pageOf(compiling: Compiling, fetch: Fetch, probe: Probe, keys: readonly GroupKey[]): PageSql {
  const { grammar, catalog } = compiling
  const [key] = keys
  invariant(key && keys.length === 1, 'a probe in pages answers keys of one column')
  const from = param({ kind: 'page', part: 'from' })
  const table = openTable(compiling, tableById(catalog, fetch.rows.table))
  const column = table.row.column(probe.columns[0]!).sql // one
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

/** Rows at the end of a link, with their keys. */
export interface KeyedRows {
  readonly row: Row
  readonly from: Sql
  readonly conditions: readonly Sql[]
  readonly keys: readonly GroupKey[]
}

/** A key's column: what groups by it, its JSON, and its JSON in one row of the group. */
export interface GroupKey {
  readonly keyed: Sql
  readonly json: Sql
  readonly grouped: Sql
}

/** The rows of a table at the end of a link that have a key; through a junction, each with each of its keys. */
export function keyedRows(compiling: Compiling, table: string, end: WithinEnd): KeyedRows {
  if (end.through) return keysOfJunction(compiling, table, end)
  const { row, from } = openTable(compiling, tableById(compiling.catalog, table))
  return { row, from, conditions: present(compiling, row, end), keys: groupKeys(compiling, row, end) }
}

/** What the holder of the keys fulfils: it has one, and one that is wanted. */
function present(compiling: Compiling, row: Row, end: WithinEnd): Sql[] {
  if (end.within) return [amongKeys(compiling, farKeys(compiling, row, linkOf(compiling, end)))]
  return end.columns.map((name) => sql`${row.column(name).sql} is not null`)
}

/** An end of a link; `within`: only keys are wanted that the statement is given. */
type WithinEnd = LinkEnd & Partial<Pick<Probe, 'within'>>

function linkOf({ catalog }: Compiling, end: LinkEnd): Relation {
  return relationOf(tableById(catalog, end.table), end.relation)
}

function groupKeys(compiling: Compiling, row: Row, end: LinkEnd): GroupKey[] {
  return farKeys(compiling, row, linkOf(compiling, end)).map((column) => groupKey(compiling, column))
}

export function groupKey({ grammar }: Compiling, { value, keyType }: KeyColumn): GroupKey {
  const keyed = grammar.values.keyed(value, keyType)
  const json = textOf(grammar.values.keyJson(value), grammar)
  // Values that are one key may be written in several ways: which one stands for it is all the same.
  const alike = keyed.join() === value.sql.join()
  return { keyed, json, grouped: alike ? json : sql`min(${grammar.concat([json])})` }
}

export function keyedOf(keys: readonly GroupKey[]): Sql[] {
  return keys.map(({ keyed }) => keyed)
}

/** A key as it stands in the answer of a probe or a lookup: for each row, or for each group of rows. */
export function keyText({ grammar }: Compiling, keys: readonly GroupKey[], of: 'json' | 'grouped'): Sql {
  return textOf(
    keys.flatMap((key, index): Piece[] => (index === 0 ? [key[of]] : [MARK_NEXT, key[of]])),
    grammar,
  )
}

/** Through a junction: its keys, each with the rows that it leads to, also one that it names twice, once. */
function keysOfJunction(compiling: Compiling, table: string, end: WithinEnd): KeyedRows {
  const { through } = end
  invariant(through, 'a junction holds the keys')
  const { row, from } = openTable(compiling, tableById(compiling.catalog, table))
  const junction = openJunction(compiling, through)
  const keys = groupKeys(compiling, junction.row, end)
  const members = through.on.map(({ from: name }) => junction.row.column(name).sql)
  const columns = [
    ...keys.map(({ keyed }, index) => sql`${keyed} as ${raw(`y${index}`)}`),
    ...keys.map(({ grouped }, index) => sql`${compiling.grammar.concat([grouped])} as ${raw(`w${index}`)}`),
    ...members.map((member, index) => sql`${member} as ${raw(`x${index}`)}`),
  ]
  const groups = join([...keyedOf(keys), ...members], ', ')
  const pairs = sql`select ${join(columns, ', ')} from ${junction.from}${where([...present(compiling, junction.row, end), junction.seen])} group by ${groups}`
  const alias = compiling.alias('q')
  const on = all(through.on.map(({ to }, index) => sql`${row.column(to).sql} = ${raw(`${alias}.x${index}`)}`))
  return {
    row,
    from: sql`(${pairs}) as ${raw(alias)} join ${from} on ${on}`,
    conditions: [],
    keys: keys.map((_, index) => {
      const json = raw(`${alias}.w${index}`)
      return { keyed: raw(`${alias}.y${index}`), json, grouped: sql`min(${json})` }
    }),
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
    const made = groupedAggregate(compiling, row, aggregate, { alias, from: columns.length })
    columns.push(...made.columns)
    values.set(keyOf(aggregate), made.value)
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

/** An aggregate of grouped rows: what their query selects, and the value outside of it. */
export function groupedAggregate(
  compiling: Compiling,
  row: Row,
  aggregate: Aggregate,
  { alias, from }: { readonly alias: string; readonly from: number },
): { readonly columns: readonly Sql[]; readonly value: Expression } {
  const query = aggregateQuery(compiling, row, aggregate)
  const own = (index: number): Sql => raw(`a${from + index}`)
  const outside = (index: number): Sql => sql`${raw(alias)}.${own(index)}`
  const columns = query.columns.map(({ sql: value }, index) => sql`${value} as ${own(index)}`)
  // A column alone is the value. A subquery that only names it ends MariaDB 10.11 when it is run a second time.
  if (query.columns.every(({ name }) => name === null)) return { columns, value: { ...query.inGroup, sql: outside(0) } }
  const read = query.columns.map(({ name }, index) =>
    name === null ? outside(index) : sql`${outside(index)} as ${raw(name)}`,
  )
  return { columns, value: query.value(sql`select ${join(read, ', ')}`) }
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
