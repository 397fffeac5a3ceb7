import type { Catalog, Table } from '../catalog/catalog.ts'
import type { RowSet, View } from '../plan/plan.ts'
import { rowOf, type Row } from './expression.ts'
import { raw, sql, type Sql } from './fragment.ts'
import type { Grammar } from './grammar.ts'

/** One compilation: the language, the catalog, and aliases that are used once (`t0`, `j1`, `p2`). */
export interface Compiling {
  readonly grammar: Grammar
  readonly catalog: Catalog
  alias(prefix: string): string
  /** The probe whose keys come in pages, in the order of an index in which the rows are looked for. */
  readonly pages?: number
  /** Rows of a local relation inside of a row, as JSON text. A member, because objects hold rows and rows hold objects. */
  nested(parent: Row, rows: RowSet, view: View): Sql
}

/** `"schema"."table" as t0`, and how its columns are read. */
export function openTable(compiling: Compiling, table: Table, prefix = 't'): { readonly row: Row; readonly from: Sql } {
  const { quote } = compiling.grammar
  const alias = compiling.alias(prefix)
  const name = table.sqlSchema === null ? quote(table.sqlName) : `${quote(table.sqlSchema)}.${quote(table.sqlName)}`
  return { row: rowOf(compiling.catalog, table, alias, quote), from: raw(`${name} as ${alias}`) }
}

/** Whether at most one row has given values in these columns. */
export function isUnique(table: Table, columns: readonly string[]): boolean {
  return table.keys.some((key) => key.columns.every((column) => columns.includes(column)))
}

/** ` order by <primary key> limit 1`: one row of several, always the same. */
export function firstRow(row: Row): Sql {
  const columns = row.table.primaryKey?.columns.map((name) => row.column(name).sql) ?? []
  const order = columns.flatMap((column, index) => (index === 0 ? column : [', ', ...column]))
  return columns.length === 0 ? raw(' limit 1') : sql` order by ${order} limit 1`
}
