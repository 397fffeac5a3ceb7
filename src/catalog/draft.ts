import type { Column, ColumnPair, Key, Relation } from './catalog.ts'
import type { SourceDescription, TableDescription } from './description.ts'
import type { TableNames } from './naming.ts'

/** A table that has its names, and not yet its relations. */
export interface TableDraft extends TableNames {
  readonly id: string
  readonly source: SourceDescription
  readonly description: TableDescription
  readonly columns: readonly Column[]
  /** By the database's name. */
  readonly bySqlName: ReadonlyMap<string, Column>
  readonly primaryKey: Key | null
  readonly keys: readonly Key[]
}

/** A relation that has not got its name yet. */
export interface RelationDraft extends Omit<Relation, 'name' | 'from' | 'to' | 'through'> {
  readonly from: TableDraft
  readonly to: TableDraft
  readonly through: { readonly table: TableDraft; readonly on: readonly ColumnPair[] } | null
  /** Chosen by somebody; null: the rules give one. */
  readonly name: string | null
  /** `refers`: the relation leaves the table whose columns refer; `back`: it leads there, or across a junction. */
  readonly direction: 'refers' | 'back'
  /** What the rules make the name of: the columns that refer, whichever table holds them (API names). */
  readonly referring: readonly string[]
  /** For messages: `the foreign key film(language_id)`, `--link users.id=orders.user_id`. */
  readonly origin: string
}

/** The columns that stand for these SQL names, or null where one is not there. */
export function columnsOf(draft: TableDraft, sqlNames: readonly string[]): Column[] | null {
  const columns = sqlNames.map((name) => draft.bySqlName.get(name))
  return columns.every((column) => column !== undefined) ? columns : null
}

/** Whether values of these columns (API names) single out one row. */
export function singlesOut(draft: Pick<TableDraft, 'keys'>, columns: readonly string[]): boolean {
  return draft.keys.some((key) => key.columns.every((column) => columns.includes(column)))
}

/** Whether an index helps to find rows by these columns (API names): all its first columns are among them. */
export function isIndexed(draft: TableDraft, columns: readonly string[]): boolean {
  const indexes = draft.description.indexes.map((index) => index.map((name) => draft.bySqlName.get(name)?.name))
  return [...indexes, ...draft.keys.map((key) => key.columns)].some((index) => {
    const leading = index.slice(0, columns.length)
    return leading.length > 0 && leading.every((column) => column !== undefined && columns.includes(column))
  })
}
