import { drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { inChunks } from './in-chunks.ts'
import type { DemoTables } from './load-tables.ts'
import { packageFile } from '../../package-file.ts'
import type { Progress } from '../progress.ts'
import type { DemoRows } from './rows.ts'

/** An open SQLite file: Drizzle's interface, and better-sqlite3's as `$client`. */
export type SqliteDatabase = ReturnType<typeof drizzle>

/**
 * Opens a SQLite file (making it where there is none) in WAL mode, so that readers do not wait for a writer, applies the
 * migrations of `database`, runs `work`, and closes it again.
 */
export function withSqlite(
  file: string,
  database: 'shop' | 'catalog',
  work: (database: SqliteDatabase) => void = () => {},
): void {
  const opened = drizzle(file)
  try {
    opened.$client.pragma('journal_mode = WAL')
    migrate(opened, { migrationsFolder: packageFile(`drizzle/${database}`) })
    work(opened)
  } finally {
    opened.$client.close()
  }
}

export function fillShop(database: SqliteDatabase, tables: DemoTables, rows: DemoRows, progress: Progress): void {
  fill(
    database,
    [
      { table: tables.orders, rows: rows.orders, what: 'shop: orders' },
      { table: tables.orderItems, rows: rows.orderItems, what: 'shop: order items' },
    ],
    progress,
  )
}

export function fillCatalog(database: SqliteDatabase, tables: DemoTables, rows: DemoRows, progress: Progress): void {
  fill(
    database,
    [
      { table: tables.products, rows: rows.products, what: 'catalog: products' },
      { table: tables.reviews, rows: rows.reviews, what: 'catalog: reviews' },
    ],
    progress,
  )
}

interface Filling {
  readonly table: SQLiteTable
  readonly rows: readonly object[]
  readonly what: string
}

function fill(database: SqliteDatabase, fillings: readonly Filling[], progress: Progress): void {
  database.transaction((transaction) => {
    for (const { table, rows, what } of fillings) {
      for (const { chunk, done } of inChunks(rows)) {
        transaction.insert(table).values(chunk).run()
        progress.report(what, done, rows.length)
      }
    }
  })
  // Counts the rows for SQLite's planner: all tables, whether they seem to need it or not.
  database.$client.pragma('optimize = 0x10002')
}
