import type { Table } from '../catalog/catalog.ts'
import { columnOf, tableById } from '../catalog/lookup.ts'
import type { Owner, RowFilter } from '../plan/write-plan.ts'
import type { Predicate } from '../plan/plan.ts'
import { filterSql, openJunction, policySql, predicateSql } from './compile-predicate.ts'
import { openTable, type Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { all, join, raw, sql, where, type Sql } from './fragment.ts'
import type { KeyList } from './grammar.ts'
import { textOf } from './json-text.ts'

/** Columns of a row in the wire form of keys: what other rows take from it, and what it is found again by. */
export function keyTexts(compiling: Compiling, row: Row, columns: readonly string[]): Sql {
  const { grammar } = compiling
  return join(
    columns.map((name) => grammar.concat([textOf(grammar.values.keyJson(row.column(name)), grammar)])),
    ', ',
  )
}

/**
 * The rows that fulfil a condition, locked, in the order of their keys.
 *
 * @example select concat(t0."id") from "users" as t0 where t0."country" = $1 order by t0."id" for update of t0
 */
export function findWhereSql(compiling: Compiling, table: Table, columns: readonly string[], filter: RowFilter): Sql {
  const { row, from } = openTable(compiling, table)
  const order = join(columns.map((name) => row.column(name).sql), ', ') // prettier-ignore
  const lock = compiling.grammar.writes.lock(row.alias)
  return sql`select ${keyTexts(compiling, row, columns)} from ${from}${where(filterSql(compiling, row, filter))} order by ${order}${lock}`
}

interface KeyedFind {
  readonly key: readonly string[]
  readonly policy: Predicate | null
  readonly owner: Owner | null
  readonly lock: boolean
  /** What the rows of some keys must be like, by the key's place in the list. */
  readonly matches?: readonly { readonly row: number; readonly where: Predicate }[]
}

/**
 * The rows of keys, locked, each with the position of its key; of those that have an owner only its own.
 *
 * @example select k.n - 1, concat(t0."id") from unnest($1::int4[], $2::int4[]) with ordinality as k(k0, k1, n)
 *   join "orders" as t0 on t0."id" = k.k0 and t0."user_id" = k.k1 for update of t0
 */
export function findKeysSql(
  compiling: Compiling,
  table: Table,
  columns: readonly string[],
  { key, policy, owner, lock, matches = [] }: KeyedFind,
): Sql {
  const { grammar, catalog } = compiling
  const { row, from } = openTable(compiling, table)
  const owning = owner?.through ? tableById(catalog, owner.through.table) : table
  const owned = owner?.on.map(({ to }) => columnOf(owning, to).type) ?? []
  const list = grammar.keyList('k', [...key.map((name) => columnOf(table, name).type), ...owned])
  const conditions = [
    ...equalKeys(compiling, row, key, list, 0),
    ...(owner ? [ownedSql(compiling, row, owner, list, key.length)] : []),
    policySql(compiling, row, policy),
    ...matches.map(({ row: at, where: match }) => {
      return sql`(${list.position} <> ${raw(String(at))} or (${predicateSql(compiling, row, match)}))`
    }),
  ]
  return sql`select ${list.position}, ${keyTexts(compiling, row, columns)} from ${list.from} join ${from} on ${all(conditions)}${lock ? grammar.writes.lock(row.alias) : []}`
}

/**
 * The positions of the keys whose rows fulfil a rule.
 *
 * @example select k.n - 1 from unnest($1::int4[]) with ordinality as k(k0, n) join "orders" as t0 on t0."id" = k.k0 and t0."user_id" = $2
 */
export function heldSql(compiling: Compiling, table: Table, key: readonly string[], rule: Predicate): Sql {
  const { row, from } = openTable(compiling, table)
  const list = compiling.grammar.keyList('k', key.map((name) => columnOf(table, name).type)) // prettier-ignore
  const conditions = [...equalKeys(compiling, row, key, list, 0), policySql(compiling, row, rule)]
  return sql`select ${list.position} from ${list.from} join ${from} on ${all(conditions)}`
}

/** That columns equal those of a list of keys, from its column `first` on. */
export function equalKeys(
  compiling: Compiling,
  row: Row,
  columns: readonly string[],
  list: Pick<KeyList, 'columns'>,
  first: number,
): Sql[] {
  return columns.map((name, index) => {
    const column = row.column(name)
    return compiling.grammar.values.equalsKey(column, list.columns[first + index]!, column.type) // a key for each column
  })
}

function ownedSql(compiling: Compiling, row: Row, owner: Owner, list: KeyList, first: number): Sql {
  const columns = owner.on.map(({ to }) => to)
  if (!owner.through) return all(equalKeys(compiling, row, columns, list, first))
  const junction = openJunction(compiling, owner.through)
  const conditions = [
    ...equalKeys(compiling, junction.row, columns, list, first),
    ...owner.through.on.map(({ from, to }) =>
      compiling.grammar.values.meets(junction.row.column(from), row.column(to)),
    ),
    junction.seen,
  ]
  return sql`exists (select 1 from ${junction.from}${where(conditions)})`
}
