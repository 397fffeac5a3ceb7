import type { ColumnType } from '../catalog/catalog.ts'
import type { Expression } from './expression.ts'
import type { Sql } from './fragment.ts'

/** What differs between databases where they are written. */
export interface WriteGrammar {
  /** The rows of a statement as rows of `alias`: cells to be stored, and keys that say which row they are for. */
  rowTable(alias: string, cells: readonly ColumnType[], keys: readonly ColumnType[]): RowTable
  /** ` (columns) select cells from rows`, in the order of the rows; of rows without a cell too. */
  insertRows(columns: readonly Sql[], rows: RowTable): Sql
  /** What an insert does where there is a row of the same key: set columns, or nothing. No key: any. */
  onConflict(key: readonly Sql[] | null, sets: readonly Sql[]): Sql
  /** The value that the new row would have had, inside of {@link onConflict}. */
  offered(column: Sql): Sql
  /** The sum of a column and a value; an error where the column cannot hold it. */
  add(column: Expression, value: Sql): Sql
  /** ` for update`: what is found stays as it is until the transaction ends. */
  lock(alias: string): Sql
}

/** Rows that are handed in. */
export interface RowTable {
  readonly from: Sql
  /** What they are ordered by. */
  readonly order: Sql
  readonly cells: readonly Sql[]
  readonly keys: readonly Sql[]
}
