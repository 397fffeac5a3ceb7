import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Aggregate, Fetch, Predicate, Probe } from '../plan/plan.ts'
import { aggregateQuery, policySql, predicateSql } from './compile-predicate.ts'
import { openTable, type Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { all, join, param, raw, sql, where, type Sql } from './fragment.ts'
import { textOf, type Piece } from './json-text.ts'
import { MARK_NEXT } from './marks.ts'

/**
 * A probe as one text: the distinct keys whose rows fulfil its condition, and one more than it may answer.
 *
 * @example select string_agg(r.v, E'\x04') from (
 *   select concat(t0."user_id") as v from "orders" as t0 where t0."user_id" is not null and t0."total" > $1
 *   group by t0."user_id" limit 100001
 * ) as r
 */
export function compileProbe(compiling: Compiling, fetch: Fetch, probe: Probe): Sql {
  const { grammar } = compiling
  const { row, from, conditions, keys } = probe.through
    ? keysOfJunction(compiling, fetch, probe)
    : keysOfTable(compiling, fetch, probe)
  const filter = fetch.rows.where && predicateSql(compiling, row, fetch.rows.where)
  const filtered = where([
    ...conditions,
    policySql(compiling, row, fetch.rows.policy),
    ...fromPage(keys, probe),
    probe.test || probe.holds ? filter : filter && sql`(${filter}) is not true`,
  ])
  const text = textOf(keyPieces(keys), grammar)
  const inOrder = probe.first === null ? [] : sql` order by ${join(keyedOf(keys), ', ')}`
  const group = sql` group by ${join(keyedOf(keys), ', ')}${inOrder}`
  const select = (columns: Sql): Sql => sql`select ${columns} from ${from}${filtered}${group}`
  const first = sql`${grammar.concat([text])} as v`
  const found = probe.test ? testedGroups(compiling, row, { probe, test: probe.test, first, select }) : select(first)
  const limited = sql`${found}${grammar.limit(mostSql(probe), null)}`
  return sql`select ${grammar.answer(grammar.joinKeys(raw('r.v'), null, false))} from (${limited}) as r`
}

function fromPage(keys: readonly GroupKey[], probe: Probe): Sql[] {
  if (probe.first === null) return []
  return keys.map(({ keyed }) => sql`${keyed} >= ${param({ kind: 'page', part: 'from' })}`)
}

function mostSql({ first, most }: Probe): Sql {
  return first === null ? raw(String(most + 1)) : param({ kind: 'page', part: 'size' })
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
  readonly keyed: Sql
  readonly json: Sql
}

function keysOfTable(compiling: Compiling, fetch: Fetch, probe: Probe): KeyedRows {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, fetch.rows.table))
  return { row, from, conditions: present(row, probe), keys: groupKeys(compiling, row, probe) }
}

function present(row: Row, probe: Probe): Sql[] {
  return probe.columns.map((name) => sql`${row.column(name).sql} is not null`)
}

function groupKeys(compiling: Compiling, row: Row, probe: Probe): GroupKey[] {
  const { grammar, catalog } = compiling
  const near = tableById(catalog, probe.table)
  const { on } = relationOf(near, probe.relation)
  return probe.columns.map((name, index) => {
    const column = row.column(name)
    const keyed = grammar.values.keyed(column, columnOf(near, on[index]!.from).type) // a pair for each column
    const json = textOf(grammar.values.keyJson(column), grammar)
    // Values that are one key may be written in several ways: which one stands for it is all the same.
    const alike = keyed.join() === column.sql.join()
    return { keyed, json: alike ? json : sql`min(${grammar.concat([json])})` }
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
  const pairs = sql`select ${join(columns, ', ')} from ${junction.from}${where(present(junction.row, probe))} group by ${groups}`
  const alias = compiling.alias('q')
  const on = all(through.on.map(({ to }, index) => sql`${row.column(to).sql} = ${raw(`${alias}.x${index}`)}`))
  return {
    row,
    from: sql`(${pairs}) as ${raw(alias)} join ${from} on ${on}`,
    conditions: [],
    keys: keys.map((_, index) => ({ keyed: raw(`${alias}.y${index}`), json: raw(`min(${alias}.w${index})`) })),
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
