import type { Column } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import type { RowSet } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import type { Sql } from './fragment.ts'

/** What the views need of a page: filled while they are compiled. */
export interface PageNeeds {
  readonly columns: Map<string, Column>
  numbered: boolean
  oneMore: boolean
  orderValues: boolean
  read: boolean
}

export function noNeeds(): PageNeeds {
  return { columns: new Map(), numbered: false, oneMore: false, orderValues: false, read: false }
}

/** A name that no column of the table has; SQLite folds case. */
export function freeName(table: { readonly columns: readonly Column[] }, name: string): string {
  const taken = new Set(table.columns.map((column) => column.sqlName.toLowerCase()))
  let free = name
  while (taken.has(free)) free += '_'
  return free
}

/** Names of what a page's subquery adds to the columns. */
export interface PageNames {
  readonly number: string
  readonly total: string
  readonly order: (index: number) => string
}

export function pageNames(compiling: Compiling, rows: RowSet): PageNames {
  const table = tableById(compiling.catalog, rows.table)
  return {
    number: freeName(table, 'n'),
    total: freeName(table, 'm'),
    order: (index) => freeName(table, `o${index}`),
  }
}

/** Where rows come from: a table, or requested keys joined with one. */
export interface RowSource {
  readonly row: Row
  readonly from: Sql
  readonly conditions: readonly Sql[]
  /** The position of the key that a row belongs to, where one reading serves all keys. */
  readonly position: Sql | null
}
