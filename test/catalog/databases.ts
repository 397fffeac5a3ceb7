import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { introspect } from '../../src/catalog/introspect.ts'
import type { IntrospectionOptions, RunQuery } from '../../src/catalog/introspection.ts'
import type { SourceDescription, TableDescription } from '../../src/catalog/description.ts'
import { postgresIntrospection } from '../../src/sql/postgres/introspect.ts'
import { sqliteIntrospection } from '../../src/sql/sqlite/introspect.ts'

/** Runs introspection queries on a PGlite in this process. */
export function runOnPglite(database: PGlite): RunQuery {
  return async (sql) => (await database.query<(string | number | null)[]>(sql, [], { rowMode: 'array' })).rows
}

/** Runs introspection queries on a SQLite connection in this process. */
export function runOnSqlite(database: Database.Database): RunQuery {
  return async (sql) => database.prepare(sql).raw().all() as (string | number | null)[][]
}

type Options = Partial<IntrospectionOptions>

/** Makes a SQLite database in memory and describes it. */
export async function describeSqlite(ddl: string, options: Options = {}): Promise<SourceDescription> {
  const database = new Database(':memory:')
  try {
    database.exec(ddl)
    return await introspect(runOnSqlite(database), sqliteIntrospection, { name: 'shop', readOnly: false, ...options })
  } finally {
    database.close()
  }
}

/** Makes a schema in a PGlite that holds nothing else, describes it, and takes it away. */
export async function describePglite(database: PGlite, ddl: string, options: Options = {}): Promise<SourceDescription> {
  await database.exec('begin')
  try {
    await database.exec(ddl)
    return await introspect(runOnPglite(database), postgresIntrospection, {
      name: 'accounts',
      readOnly: false,
      ...options,
    })
  } finally {
    await database.exec('rollback')
  }
}

/** The description of one table. */
export function tableOf(source: SourceDescription, sqlName: string, sqlSchema: string | null = null): TableDescription {
  const table = source.tables.find((other) => other.sqlName === sqlName && other.sqlSchema === sqlSchema)
  if (!table) throw new Error(`${source.name} describes no table ${sqlName}: ${source.tables.map((t) => t.sqlName)}`)
  return table
}
