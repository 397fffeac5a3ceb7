import { SQL, is } from 'drizzle-orm'
import { MySqlTable, getTableConfig as mariadbConfig } from 'drizzle-orm/mysql-core'
import { PgTable, getTableConfig as postgresConfig } from 'drizzle-orm/pg-core'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { getTableConfig as sqliteConfig } from 'drizzle-orm/sqlite-core'
import { getTableName, getTableSchema } from 'drizzle-orm'
import type { ForeignKeyDescription, TableDescription } from '../description.ts'

/** What a table promises about its rows, by SQL names. */
export type TableKeys = Pick<TableDescription, 'primaryKey' | 'uniques' | 'indexes' | 'foreignKeys'>

type KeyedTable = PgTable | SQLiteTable | MySqlTable

function configOf(table: KeyedTable) {
  if (is(table, PgTable)) return postgresConfig(table)
  return is(table, MySqlTable) ? mariadbConfig(table) : sqliteConfig(table)
}

/** Index methods that find the rows with given values of their leading columns. */
const searching: ReadonlySet<string> = new Set(['btree', 'hash'])

/**
 * Reads the keys, indexes and foreign keys of a Drizzle table, whether a column or the table declares them.
 *
 * Only what holds for every row counts: a partial index is no key and leads no search, and an index ends at its first
 * expression.
 */
export function readKeys(table: KeyedTable): TableKeys {
  const config = configOf(table)
  const columns = config.columns
  const columnKey = columns.filter((column) => column.primary).map((column) => column.name)
  const tableKey = config.primaryKeys[0]?.columns.map((column) => column.name)
  const primaryKey = tableKey ?? (columnKey.length > 0 ? columnKey : null)
  const indexes = config.indexes.flatMap((index) => readIndex(index.config))
  const uniques = [
    ...columns.filter((column) => column.isUnique).map((column) => [column.name]),
    ...config.uniqueConstraints.map((unique) => unique.columns.map((column) => column.name)),
    ...indexes.filter((index) => index.unique).map((index) => index.columns),
  ]
  return {
    primaryKey,
    uniques: distinct(uniques),
    indexes: distinct([...(primaryKey ? [primaryKey] : []), ...uniques, ...indexes.map((index) => index.columns)]),
    foreignKeys: config.foreignKeys.map((key) => readForeignKey(key.reference())),
  }
}

interface IndexConfig {
  readonly columns: readonly unknown[]
  readonly unique?: boolean | undefined
  readonly where?: SQL | undefined
  readonly method?: string | undefined
}

function readIndex(index: IndexConfig): { unique: boolean; columns: string[] }[] {
  if (index.where !== undefined || !searching.has(index.method ?? 'btree')) return []
  const names = index.columns.map(indexedName)
  const end = names.indexOf(null)
  const columns = names.slice(0, end === -1 ? names.length : end).filter((name) => name !== null)
  return columns.length === 0 ? [] : [{ unique: index.unique === true && end === -1, columns }]
}

/** A column of an index, or null for an expression. */
function indexedName(column: unknown): string | null {
  if (is(column, SQL)) return null
  const name: unknown = (column as { name?: unknown }).name // an IndexedColumn of PostgreSQL or a column of SQLite
  return typeof name === 'string' ? name : null
}

interface Reference {
  readonly columns: readonly { readonly name: string }[]
  readonly foreignColumns: readonly { readonly name: string }[]
  readonly foreignTable: KeyedTable
}

function readForeignKey(reference: Reference): ForeignKeyDescription {
  return {
    columns: reference.columns.map((column) => column.name),
    toSchema: getTableSchema(reference.foreignTable) ?? null,
    toTable: getTableName(reference.foreignTable),
    toColumns: reference.foreignColumns.map((column) => column.name),
    enforced: true,
  }
}

function distinct(lists: readonly (readonly string[])[]): (readonly string[])[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()]
}
