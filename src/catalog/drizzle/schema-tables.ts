import { Table, View, is } from 'drizzle-orm'
import { PgMaterializedView, PgTable, PgView } from 'drizzle-orm/pg-core'
import { SQLiteTable, SQLiteView } from 'drizzle-orm/sqlite-core'
import { MySqlTable, MySqlView } from 'drizzle-orm/mysql-core'
import { HeddleError } from '../../errors.ts'
import type { DialectName } from '../catalog.ts'

export type DrizzleTable = PgTable | SQLiteTable | MySqlTable | PgView | PgMaterializedView | SQLiteView | MySqlView

/** A table or view of a Drizzle schema, and the key under which the schema exports it. */
export interface SchemaTable {
  readonly key: string
  readonly table: DrizzleTable
}

/** What a schema file exports: tables, views, enums, types, helpers. Only tables and views count. */
export type DrizzleSchema = Readonly<Record<string, unknown>>

/**
 * The tables and views of a schema by name of export, each once, under its first. The order of declaration is not used: a
 * module that Node loads has lost it, one that a bundler or `jiti` loads has not, and both must give one API.
 */
export function schemaTables(schema: DrizzleSchema): readonly SchemaTable[] {
  const seen = new Set<unknown>()
  const tables: SchemaTable[] = []
  for (const [key, value] of Object.entries(schema).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!isDrizzleTable(value) || seen.has(value)) continue
    seen.add(value)
    tables.push({ key, table: value })
  }
  return tables
}

/**
 * Refuses a schema of another database than its source's.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function checkDialect(source: string, dialect: DialectName, schema: DrizzleSchema): void {
  for (const [key, value] of Object.entries(schema)) {
    if (!is(value, Table) && !is(value, View)) continue
    const found = languageOf(value)
    if (found === languages[dialect]) continue
    throw new HeddleError(
      'CONFIG_INVALID',
      `sources.${source}.schema: ${key} is declared for ${found === null ? 'another database' : titles[found]}, but the source is ` +
        `${titles[languages[dialect]]}. Declare it with ${makers[languages[dialect]]}, or move it to the source that holds it.`,
      { source, table: key },
    )
  }
}

/** MariaDB and MySQL have one set of Drizzle's makers. */
type Language = Exclude<DialectName, 'mysql'>
const languages: Readonly<Record<DialectName, Language>> = {
  postgres: 'postgres',
  sqlite: 'sqlite',
  mariadb: 'mariadb',
  mysql: 'mariadb',
}

const titles: Readonly<Record<Language, string>> = {
  postgres: 'PostgreSQL',
  sqlite: 'SQLite',
  mariadb: 'MariaDB or MySQL',
}
const makers: Readonly<Record<Language, string>> = {
  postgres: 'pgTable or pgView of drizzle-orm/pg-core',
  sqlite: 'sqliteTable or sqliteView of drizzle-orm/sqlite-core',
  mariadb: 'mysqlTable or mysqlView of drizzle-orm/mysql-core',
}

function isDrizzleTable(value: unknown): value is DrizzleTable {
  return languageOf(value) !== null
}

function languageOf(value: unknown): Language | null {
  if (is(value, PgTable) || is(value, PgView) || is(value, PgMaterializedView)) return 'postgres'
  if (is(value, MySqlTable) || is(value, MySqlView)) return 'mariadb'
  if (is(value, SQLiteTable) || is(value, SQLiteView)) return 'sqlite'
  return null
}
