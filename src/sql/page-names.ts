import type { Column } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import type { ConnectionField, PageInfoField, RowSet, View } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import type { Sql } from './fragment.ts'

/** What the views need of a page: filled while they are compiled. */
export interface PageNeeds {
  readonly columns: Map<string, Column>
  numbered: boolean
  /** One row more than the page shows is read, to see whether there is one. */
  readonly oneMore: boolean
  orderValues: boolean
  read: boolean
  /** More than the page's rows: a count of all, or whether there are rows outside of a seek. */
  allRows: boolean
}

/** What is known of the views beforehand: whether one row more is read decides how all texts leave it out. */
export function startNeeds(rows: RowSet, views: readonly View[]): PageNeeds {
  const oneMore = readsOneMore(rows, views)
  return { columns: new Map(), numbered: false, oneMore, orderValues: false, read: false, allRows: false }
}

/** Whether one row more is read than the page shows. */
export function readsOneMore(rows: RowSet, views: readonly View[]): boolean {
  return views.some((view) => view.kind === 'connection' && view.fields.some((field) => asksForMore(rows, field)))
}

function asksForMore(rows: RowSet, field: ConnectionField): boolean {
  return field.kind === 'pageInfo' && field.fields.some((part) => part.kind === readsMore(rows))
}

/** What tells whether rows lie beyond the page in reading direction. */
export function readsMore(rows: RowSet): PageInfoField['kind'] {
  return rows.fromEnd ? 'hasPreviousPage' : 'hasNextPage'
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
