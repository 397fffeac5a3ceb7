import type { ColumnType } from '../catalog/catalog.ts'
import type { Expression } from './expression.ts'
import type { Sql } from './fragment.ts'

/** What differs between databases where they are written. */
export interface WriteGrammar {
  /** An update can answer which rows it changed; else they are found first. */
  readonly updateReturns: boolean
  /** How rows are asked for where an insert does not answer with those that it made; null where it does. */
  readonly asksInserted: AskInserted | null
  /** An insert can update the row that has one certain key; else that is looked for first. */
  readonly upserts: boolean
  /** The rows of a statement as rows of `alias`: cells to be stored, and keys that say which row they are for. */
  rowTable(alias: string, cells: readonly ColumnType[], keys: readonly ColumnType[]): RowTable
  /** ` (columns) select cells from rows`, in the order of the rows. Rows without a cell are inserted by their `key`. */
  insertRows(columns: readonly Sql[], rows: RowTable, key: Sql): Sql
  /** What an insert of `columns` does where there is a row of the same key: set columns, or nothing. No key: any. */
  onConflict(key: readonly Sql[] | null, sets: readonly Sql[], columns: readonly Sql[]): Sql
  /** The value that the new row would have had, inside of {@link onConflict}. */
  offered(column: Sql): Sql
  /** An update of the rows of `table` that meet one of `rows`. */
  updateFrom(update: UpdateFrom): Sql
  /** Deletes the rows of a table that meet a key of a list. */
  deleteMatching(matching: DeleteMatching): Sql
  /** The sum of a column and a value; an error where the column cannot hold it. */
  add(column: Expression, value: Sql): Sql
  /** ` for update`: what is found stays as it is until the transaction ends. */
  lock(alias: string): Sql
}

/**
 * An insert of listed rows (`values (…), (…)`) takes numbers for all of them at once, one after the other, whatever others
 * insert meanwhile: so the first says which the rest are. An insert of selected rows does not.
 */
export interface AskInserted {
  /** A cell of a listed row. */
  cell(type: ColumnType, value: Sql): Sql
  /** That a row's number is one of the `count` that the last insert took. */
  isNew(number: Sql, count: Sql): Sql
}

/** Rows that are handed in. */
export interface RowTable {
  readonly from: Sql
  /** What they are ordered by. */
  readonly order: Sql
  readonly cells: readonly Sql[]
  readonly keys: readonly Sql[]
}

/** Where a table meets rows that say what changes. */
export interface UpdateFrom {
  /** `"users" as t0` */
  readonly table: Sql
  readonly rows: Sql
  /** `column`: its bare name; `qualified`: with the alias. */
  readonly sets: readonly { readonly column: Sql; readonly qualified: Sql; readonly value: Sql }[]
  readonly on: Sql
}

/** Where a table meets keys. */
export interface DeleteMatching {
  /** `"users"` */
  readonly name: Sql
  /** `"users" as t0` */
  readonly table: Sql
  readonly alias: string
  /** The key's columns by their bare names, and with the alias. */
  readonly key: readonly { readonly column: Sql; readonly qualified: Sql }[]
  readonly list: Sql
  readonly on: Sql
}
