import { Column, SQL, getColumnTable, getColumns, getTableName, getTableSchema, isTableAlias, is } from 'drizzle-orm'
import { MySqlTable } from 'drizzle-orm/mysql-core'
import { PgTable } from 'drizzle-orm/pg-core'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { HeddleError } from '../../errors.ts'
import type { DialectName } from '../catalog.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from '../description.ts'
import { describeColumn, describeComputed } from './describe-column.ts'
import type { DescribedColumn } from './describe-column.ts'
import { readKeys } from './read-keys.ts'
import type { TableKeys } from './read-keys.ts'
import type { DrizzleSchema, DrizzleTable, SchemaTable } from './schema-tables.ts'
import { checkDialect, schemaTables } from './schema-tables.ts'

export interface DrizzleSource {
  readonly name: string
  readonly dialect: DialectName
  /** What the schema file exports. */
  readonly schema: DrizzleSchema
  readonly readOnly: boolean
}

/**
 * Describes a source from its Drizzle schema, without asking the database: tables and views under the keys that export
 * them, columns under their properties.
 *
 * @example
 * const users = pgTable('app_users', { id: serial().primaryKey(), createdAt: timestamp('created_at', { withTimezone: true }) })
 * describeDrizzle({ name: 'accounts', dialect: 'postgres', schema: { users }, readOnly: false })
 * // tables: [{ name: 'users', sqlName: 'app_users', columns: [{ name: 'id', … }, { name: 'createdAt', sqlName: 'created_at', … }], … }]
 *
 * @throws HeddleError CONFIG_INVALID where the schema is for another database, or holds no table.
 */
export function describeDrizzle(source: DrizzleSource): SourceDescription {
  checkDialect(source.name, source.dialect, source.schema)
  const notices: string[] = []
  const tables = schemaTables(source.schema).map((entry) => describeTable(source, entry, notices))
  if (tables.length === 0) {
    throw new HeddleError(
      'CONFIG_INVALID',
      `sources.${source.name}.schema exports no table. Pass what the schema file exports (import * as schema from …), ` +
        'or leave `schema` out to have the database introspected.',
      { source: source.name },
    )
  }
  return { name: source.name, dialect: source.dialect, readOnly: source.readOnly, tables, notices }
}

function describeTable(source: DrizzleSource, { key, table }: SchemaTable, notices: string[]): TableDescription {
  const isTable = is(table, PgTable) || is(table, SQLiteTable) || is(table, MySqlTable)
  const keys = isTable ? readKeys(table) : noKeys
  const columns = Object.entries(getColumns(table)).map(([name, field]): ColumnDescription => {
    const { column, remark } = describeField(table, `sources.${source.name}.schema.${key}.${name}`, name, field)
    if (remark !== undefined) notices.push(`${source.name}.${key}.${name}: ${remark}`)
    const typed = source.dialect === 'mysql' ? withNativeJson(column) : column
    return isTable ? withKey(typed, keys, source.dialect) : typed
  })
  return {
    kind: isTable ? 'table' : 'view',
    name: key,
    sqlSchema: getTableSchema(table) ?? null,
    sqlName: getTableName(table),
    comment: null,
    columns,
    ...keys,
  }
}

const noKeys: TableKeys = { primaryKey: null, uniques: [], indexes: [], foreignKeys: [] }

/** A table's fields are columns; a view's may be computed, or (in a view made by a query) columns of other tables. */
function describeField(table: DrizzleTable, path: string, name: string, field: unknown): DescribedColumn {
  if (is(field, SQL.Aliased)) return describeComputed(name, field)
  if (is(field, Column)) {
    const described = describeColumn(name, field)
    return isDeclaredBy(table, name) ? described : { ...described, column: { ...described.column, nullable: true } }
  }
  throw new HeddleError(
    'CONFIG_INVALID',
    `${path} is neither a column nor an aliased expression. Give it a name with .as('…'), or give the view its columns.`,
  )
}

/**
 * Whether the table or view declares this column itself. A view made by a query has aliases of other tables' columns, and
 * may have joined them from the outer side: nothing is known of their nulls.
 */
function isDeclaredBy(table: DrizzleTable, name: string): boolean {
  const fields: unknown = Reflect.get(table, Symbol.for('drizzle:Columns')) // getColumns aliases every column of a view
  const field: unknown = Reflect.get(fields as object, name)
  return is(field, Column) && !isTableAlias(getColumnTable(field))
}

/** JSON is a type of MySQL's own; in MariaDB the same word means text. */
function withNativeJson(column: ColumnDescription): ColumnDescription {
  return column.type.sqlType === 'json' ? { ...column, type: { ...column.type, storage: 'native' } } : column
}

/** A primary key that the table declares makes its columns NOT NULL; in SQLite an integer one fills itself. */
function withKey(column: ColumnDescription, keys: TableKeys, dialect: DialectName): ColumnDescription {
  if (!keys.primaryKey?.includes(column.sqlName)) return column
  if (dialect !== 'sqlite') return { ...column, nullable: false }
  const rowId = keys.primaryKey.length === 1 && column.type.sqlType === 'integer'
  return rowId ? { ...column, nullable: false, hasDefault: true } : column
}
