import type { ColumnDescription, ForeignKeyDescription, TableDescription } from './description.ts'
import { flag, type FoundTable, type IntrospectionRow } from './introspection.ts'

/** Puts together what the introspection queries said of one table. Keys over columns that may not be read are dropped. */
export function assembleTable(
  table: FoundTable,
  columns: readonly ColumnDescription[],
  indexRows: readonly IntrospectionRow[],
  foreignKeyRows: readonly IntrospectionRow[],
  defaultSchema: string,
): TableDescription {
  const readable = new Set(columns.map((column) => column.sqlName))
  const indexes = [...groupBy(indexRows, 2).values()].map(toIndex)
  const whole = indexes.filter((index) => index.complete && index.columns.every((column) => readable.has(column)))
  const foreignKeys = [...groupBy(foreignKeyRows, 2).values()]
    .map((rows) => toForeignKey(rows, defaultSchema))
    .filter((key) => key !== null)
    .filter((key) => key.columns.every((column) => readable.has(column)))
  return {
    kind: table.kind,
    sqlSchema: table.schema === defaultSchema ? null : table.schema,
    sqlName: table.name,
    comment: table.comment,
    columns,
    primaryKey: whole.find((index) => index.primary)?.columns ?? null,
    uniques: distinct(whole.filter((index) => index.unique && !index.primary).map((index) => index.columns)),
    indexes: distinct(indexes.map((index) => index.searchable).filter((leading) => leading.length > 0)),
    foreignKeys: foreignKeys.filter(
      (key, at) => foreignKeys.findIndex((other) => JSON.stringify(other) === JSON.stringify(key)) === at,
    ),
  }
}

interface Index {
  readonly columns: readonly string[]
  /** Has no expression. */
  readonly complete: boolean
  readonly primary: boolean
  readonly unique: boolean
  /** Its first columns, as far as they serve equality. */
  readonly searchable: readonly string[]
}

function toIndex(rows: readonly IntrospectionRow[]): Index {
  const end = rows.findIndex((row) => row[3] === null || !flag(row[6]))
  const leading = end < 0 ? rows : rows.slice(0, end)
  return {
    columns: rows.map((row) => String(row[3])),
    complete: rows.every((row) => row[3] !== null),
    primary: flag(rows[0]?.[4]),
    unique: flag(rows[0]?.[5]),
    searchable: leading.map((row) => String(row[3])),
  }
}

/** Null for a key whose target cannot be told: SQLite accepts references to nothing. */
function toForeignKey(rows: readonly IntrospectionRow[], defaultSchema: string): ForeignKeyDescription | null {
  const first = rows[0]
  if (!first || rows.some((row) => row[5] === null || row[6] === null)) return null
  return {
    columns: rows.map((row) => String(row[3])),
    toSchema: first[4] === defaultSchema ? null : String(first[4]),
    toTable: String(first[5]),
    toColumns: rows.map((row) => String(row[6])),
    enforced: flag(first[7]),
  }
}

function groupBy(rows: readonly IntrospectionRow[], column: number): Map<string, IntrospectionRow[]> {
  const groups = new Map<string, IntrospectionRow[]>()
  for (const row of rows) {
    const key = String(row[column])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return groups
}

function distinct(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()]
}
