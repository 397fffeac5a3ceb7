import type { Table } from '../catalog/catalog.ts'
import type { Assignment, Conflict, RowFilter } from '../plan/write-plan.ts'
import { equalKeys, findWhereSql } from './compile-find.ts'
import { assignedSql, returningSql, tableName, target, typesOf } from './compile-insert.ts'
import { filterSql } from './compile-predicate.ts'
import { openTable, type Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { all, join, raw, sql, where, type Sql } from './fragment.ts'
import type { UpdateFrom } from './write-grammar.ts'

type Change = RowFilter & { readonly set: readonly Assignment[] }

/**
 * Changes all rows that fulfil a condition alike, and answers their keys. Where an update cannot answer, they are found and
 * locked by a statement before it.
 *
 * @example update "users" as t0 set "name" = $1, "visits" = t0."visits" + $2 where t0."country" = $3 returning concat("id")
 */
export function changeSql(
  start: () => Compiling,
  table: Table,
  returns: readonly string[],
  key: readonly string[],
  change: Change,
): Sql[] {
  const compiling = start()
  const { writes } = compiling.grammar
  const { row, from } = openTable(compiling, table)
  const sets = change.set.map((assignment) => {
    return setOf(compiling, row, assignment.column, assignedSql(compiling, row, assignment))
  })
  if (!writes.updateReturns) {
    const list = compiling.grammar.keyList('k', typesOf(table, key))
    const on = all(equalKeys(compiling, row, key, list, 0))
    return [
      findWhereSql(start(), table, returns, change),
      writes.updateFrom({ table: from, rows: list.from, sets, on }),
    ]
  }
  const assigned = join(sets.map(({ column, value }) => sql`${column} = ${value}`), ', ') // prettier-ignore
  const conditions = where(filterSql(compiling, row, change))
  return [sql`update ${from} set ${assigned}${conditions}${returningSql(compiling, table, returns)}`]
}

function setOf(compiling: Compiling, row: Row, name: string, value: Sql): UpdateFrom['sets'][number] {
  return { column: target(compiling, row.table, name), qualified: row.column(name).sql, value }
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
    return setOf(compiling, row, name, added.includes(name) ? writes.add(row.column(name), cell) : cell)
  })
  const on = all(equalKeys(compiling, row, key, { columns: rows.keys }, 0))
  return writes.updateFrom({ table: from, rows: rows.from, sets, on })
}

/** What an upsert changes of a row that it has found, where an insert cannot do both. */
export function upsertSql(compiling: Compiling, table: Table, key: readonly string[], conflict: Conflict): Sql {
  const { writes } = compiling.grammar
  const { row, from } = openTable(compiling, table)
  const rows = writes.rowTable('r', typesOf(table, conflict.update), typesOf(table, key))
  const sets = [
    ...conflict.update.map((name, index) => setOf(compiling, row, name, rows.cells[index]!)), // a cell for each column
    ...conflict.set.map((assignment) =>
      setOf(compiling, row, assignment.column, assignedSql(compiling, row, assignment)),
    ),
  ]
  return writes.updateFrom({
    table: from,
    rows: rows.from,
    sets,
    on: all(equalKeys(compiling, row, key, { columns: rows.keys }, 0)),
  })
}

/**
 * Deletes rows by their keys.
 *
 * @example delete from "users" as t0 using unnest($1::int4[]) with ordinality as k(k0, n) where t0."id" = k.k0
 */
export function deleteSql(compiling: Compiling, table: Table, key: readonly string[]): Sql {
  const { row, from } = openTable(compiling, table)
  const list = compiling.grammar.keyList('k', typesOf(table, key))
  return compiling.grammar.writes.deleteMatching({
    name: raw(tableName(compiling, table)),
    table: from,
    alias: row.alias,
    key: key.map((name) => ({ column: target(compiling, table, name), qualified: row.column(name).sql })),
    list: list.from,
    on: all(equalKeys(compiling, row, key, list, 0)),
  })
}
