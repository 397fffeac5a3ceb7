import type { ColumnType } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Predicate } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import { join, sql, type Sql } from './fragment.ts'

/**
 * Whether the row's end of a link is among the keys that a probe answered. The keys are a query of their own, not a list:
 * databases hash it, or search an index for each of its rows.
 *
 * @example t0."id" in (select m1.k0 from unnest($1::int4[]) with ordinality as m1(k0, n))
 */
export function memberOfKeysSql(
  compiling: Compiling,
  row: Row,
  { relation: name, fetch, strategy }: Extract<Predicate, { kind: 'member' }>,
): Sql {
  const relation = relationOf(row.table, name)
  const columns = relation.on.map((pair) => row.column(pair.from))
  // What holds the link's other end.
  const far = tableById(compiling.catalog, relation.through?.table ?? relation.to)
  const types = relation.on.map((pair) => columnOf(far, pair.to).type)
  const member = inKeysSql(compiling, columns, types, fetch)
  // Unknown for a null: not among them.
  return strategy === 'anti-join' ? sql`(${member}) is not true` : member
}

/** Whether a key of the row is among those that the statement is given. */
export function amongSql(compiling: Compiling, row: Row, names: readonly string[]): Sql {
  const columns = names.map((name) => row.column(name))
  return inKeysSql(
    compiling,
    columns,
    columns.map(({ type }) => type),
  )
}

/**
 * Whether values are among keys: those that the fetch `probe` answered, or those that the statement is given.
 *
 * @param types of the columns at the other end of the keys' link
 */
export function inKeysSql(
  compiling: Compiling,
  columns: readonly Expression[],
  types: readonly ColumnType[],
  probe?: number,
): Sql {
  const { grammar } = compiling
  const own = columns.map((column, index) => grammar.values.keyed(column, types[index]!)) // a type for each column
  const list = grammar.keyList(
    compiling.alias('m'),
    columns.map(({ type }) => type),
    probe,
  )
  const keys = sql`(select ${join(list.columns, ', ')} from ${list.from})`
  const [only] = own
  const left = own.length === 1 && only ? only : sql`(${join(own, ', ')})`
  return sql`${left} in ${keys}`
}
