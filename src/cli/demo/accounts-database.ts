import { drizzle, type PgliteDatabase } from 'drizzle-orm/pglite'
import { migrate } from 'drizzle-orm/pglite/migrator'
import type { DemoTables } from './load-tables.ts'
import { packageFile } from '../../package-file.ts'
import type { Progress } from '../progress.ts'
import { inChunks } from './in-chunks.ts'
import type { DemoRows } from './rows.ts'

const migrationsFolder = packageFile('drizzle/accounts')

/**
 * Opens the PGlite directory (making it where there is none), applies the migrations, runs `work`, and closes it again:
 * a PGlite directory has one owner at a time, and the next is the server. In this process and thread: it blocks the event
 * loop, which nobody waits for yet.
 */
export async function withAccounts(
  directory: string,
  work: (database: PgliteDatabase) => Promise<void> = async () => {},
): Promise<void> {
  const database = drizzle(directory)
  try {
    await migrate(database, { migrationsFolder })
    await work(database)
  } finally {
    await database.$client.close()
  }
}

/** Fills the empty tables. Users get their ids from the database, in the order of the list: its counter must go on from there. */
export async function fillAccounts(
  database: PgliteDatabase,
  tables: DemoTables,
  rows: DemoRows,
  progress: Progress,
): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const { chunk, done } of inChunks(rows.users)) {
      await transaction.insert(tables.users).values(chunk)
      progress.report('accounts: users', done, rows.users.length)
    }
    for (const { chunk, done } of inChunks(rows.addresses)) {
      await transaction.insert(tables.addresses).values(chunk)
      progress.report('accounts: addresses', done, rows.addresses.length)
    }
  })
  // PGlite has no autovacuum that would count the rows for PostgreSQL's planner.
  await database.execute('ANALYZE')
}
