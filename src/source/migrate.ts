import type { Client } from 'pg'
import { HeddleError } from '../errors.ts'
import { atMost } from './limits.ts'
import { loadDriver } from './load-driver.ts'
import { driverOptions } from './mariadb/mysql2.ts'
import { parseMariadbUrl } from './mariadb/parse-mariadb-url.ts'
import { logIn } from './postgres/log-in.ts'
import { parsePostgresUrl } from './postgres/parse-postgres-url.ts'
import { importPg } from './postgres/pg.ts'
import { openSocket } from './postgres/socket.ts'
import type { SourceSpec } from './source-spec.ts'

/** How long a server may take to be connected to. Milliseconds. */
const LOGIN_MS = 30_000

/**
 * Applies the migrations of a folder that the database has not seen, with Drizzle's own migrator and a connection of its
 * own, before the source is opened. Running it again does nothing.
 *
 * @throws HeddleError SOURCE_UNREACHABLE where the database cannot be opened or a migration fails, CONFIG_INVALID for a
 * missing driver.
 */
export async function migrateSource(spec: SourceSpec, migrationsFolder: string): Promise<void> {
  try {
    if (spec.dialect === 'sqlite') await migrateSqlite(spec.name, spec.file, migrationsFolder)
    else if (spec.dialect === 'mariadb') await migrateMariadb(spec.name, spec.url, migrationsFolder)
    else if (spec.driver === 'pglite')
      await migratePglite(spec.name, spec.url.slice('pglite:'.length), migrationsFolder)
    else await migratePostgres(spec.name, spec.url, migrationsFolder)
  } catch (error) {
    if (error instanceof HeddleError) throw error
    throw new HeddleError(
      'SOURCE_UNREACHABLE',
      `The migrations in ${migrationsFolder} could not be applied to source "${spec.name}".`,
      {
        source: spec.name,
        hint: 'Check that the database can be written, and run the migrations with drizzle-kit to see why.',
      },
      { cause: error },
    )
  }
}

async function migrateSqlite(source: string, file: string, migrationsFolder: string): Promise<void> {
  const { default: Database } = await loadDriver(source, 'better-sqlite3', () => import('better-sqlite3'))
  const { drizzle } = await import('drizzle-orm/better-sqlite3')
  const { migrate } = await import('drizzle-orm/better-sqlite3/migrator')
  const client = new Database(file)
  try {
    migrate(drizzle({ client }), { migrationsFolder })
  } finally {
    client.close()
  }
}

async function migratePglite(source: string, folder: string, migrationsFolder: string): Promise<void> {
  const { PGlite } = await loadDriver(source, '@electric-sql/pglite', () => import('@electric-sql/pglite'))
  const { drizzle } = await import('drizzle-orm/pglite')
  const { migrate } = await import('drizzle-orm/pglite/migrator')
  const client = await PGlite.create(folder)
  try {
    await migrate(drizzle({ client }), { migrationsFolder })
  } finally {
    await client.close()
  }
}

async function migratePostgres(source: string, url: string, migrationsFolder: string): Promise<void> {
  const target = parsePostgresUrl(source, url)
  const pg = await loadDriver(source, 'pg', importPg)
  const { drizzle } = await import('drizzle-orm/node-postgres')
  const { migrate } = await import('drizzle-orm/node-postgres/migrator')
  const client = await logIn(pg, target, await openSocket(target, atMost(LOGIN_MS)))
  try {
    await migrate(drizzle({ client: client as unknown as Client }), { migrationsFolder })
  } finally {
    await client.end()
  }
}

async function migrateMariadb(source: string, url: string, migrationsFolder: string): Promise<void> {
  const { createConnection } = await loadDriver(source, 'mysql2', () => import('mysql2/promise'))
  const { drizzle } = await import('drizzle-orm/mysql2')
  const { migrate } = await import('drizzle-orm/mysql2/migrator')
  const client = await createConnection(driverOptions(parseMariadbUrl(source, url)))
  try {
    await migrate(drizzle({ client }), { migrationsFolder })
  } finally {
    await client.end()
  }
}
