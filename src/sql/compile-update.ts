import type { Table } from '../catalog/catalog.ts'
import type { Assignment, RowFilter } from '../plan/write-plan.ts'
import { equalKeys } from './compile-find.ts'
import { returningSql, stored, target, typesOf } from './compile-insert.ts'
import { filterSql } from './compile-predicate.ts'
import { openTable, type Compiling } from './compiling.ts'
import { all, join, sql, where, type Sql } from './fragment.ts'

/**
 * Changes all rows that fulfil a condition alike, and answers their keys.
 *
 * @example update "users" as t0 set "name" = $1, "visits" = t0."visits" + $2 where t0."country" = $3 returning concat("id")
 */
export function changeSql(
  compiling: Compiling,
  table: Table,
  returns: readonly string[],
  change: RowFilter & { readonly set: readonly Assignment[] },
): Sql {
  const { row, from } = openTable(compiling, table)
  const sets = change.set.map((assignment) => {
    const value = stored(table, assignment)
    const added = assignment.adds ? compiling.grammar.writes.add(row.column(assignment.column), value) : value
    return sql`${target(compiling, table, assignment.column)} = ${added}`
  })
  const conditions = filterSql(compiling, row, change)
  return sql`update ${from} set ${join(sets, ', ')}${where(conditions)}${returningSql(compiling, table, returns)}`
}

/**
 * Changes rows by their keys, each in its own way.
 *
 * @example update "orders" as t0 set "total" = r.c0::numeric from unnest($1::text[], $2::int4[]) as r(c0, k0) where t0."id" = r.k0
 */
export function updateSql(
  compiling: Compiling,
  table: Table,
  key: readonly string[],
  { columns, added }: { readonly columns: readonly string[]; readonly added: readonly string[] },
): Sql {
  const { writes } = compiling.grammar
  const { row, from } = openTable(compiling, table)
  const rows = writes.rowTable('r', typesOf(table, columns), typesOf(table, key))
  const sets = columns.map((name, index) => {
    const cell = rows.cells[index]! // a cell for each column
    const value = added.includes(name) ? writes.add(row.column(name), cell) : cell
    return sql`${target(compiling, table, name)} = ${value}`
  })
  const conditions = equalKeys(compiling, row, key, { columns: rows.keys }, 0)
  return sql`update ${from} set ${join(sets, ', ')} from ${rows.from}${where(conditions)}`
}

/**
 * Deletes rows by their keys, and answers for each one that was there.
 *
 * @example delete from "users" as t0 where t0."id" in (select t1."id" from unnest($1::int4[]) … as k(k0, n)
 *   join "users" as t1 on t1."id" = k.k0) returning concat("id")
 */
export function deleteSql(compiling: Compiling, table: Table, key: readonly string[]): Sql {
  return sql`${byKeysSql(compiling, table, key)}${returningSql(compiling, table, key)}`
}

/** Takes pairs out of a junction. */
export function partSql(compiling: Compiling, junction: Table, columns: readonly string[]): Sql {
  return byKeysSql(compiling, junction, columns)
}

function byKeysSql(compiling: Compiling, table: Table, key: readonly string[]): Sql {
  const deleted = openTable(compiling, table)
  const found = openTable(compiling, table)
  const list = compiling.grammar.keyList('k', typesOf(table, key))
  const columns = (row: typeof found.row): Sql => join(key.map((name) => row.column(name).sql), ', ') // prettier-ignore
  const own = key.length === 1 ? columns(deleted.row) : sql`(${columns(deleted.row)})`
  const conditions = all(equalKeys(compiling, found.row, key, list, 0))
  return sql`delete from ${deleted.from} where ${own} in (select ${columns(found.row)} from ${list.from} join ${found.from} on ${conditions})`
}
