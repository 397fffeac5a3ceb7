import { is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { createJiti } from 'jiti'
import { invariant } from '../../errors.ts'
import { packageFile } from '../../package-file.ts'

export interface DemoTables {
  readonly users: PgTable
  readonly addresses: PgTable
  readonly orders: SQLiteTable
  readonly orderItems: SQLiteTable
  readonly products: SQLiteTable
  readonly reviews: SQLiteTable
}

/**
 * Loads the demo's Drizzle tables as a config would: from `schema/*.ts`, which are TypeScript also where this file has
 * been compiled.
 */
export async function loadTables(): Promise<DemoTables> {
  const jiti = createJiti(import.meta.url)
  const load = (database: string) => jiti.import<Record<string, unknown>>(packageFile(`schema/${database}.ts`))
  const [accounts, shop, catalog] = [await load('accounts'), await load('shop'), await load('catalog')]
  return {
    users: postgresTable(accounts['users']),
    addresses: postgresTable(accounts['addresses']),
    orders: sqliteTable(shop['orders']),
    orderItems: sqliteTable(shop['orderItems']),
    products: sqliteTable(catalog['products']),
    reviews: sqliteTable(catalog['reviews']),
  }
}

function postgresTable(value: unknown): PgTable {
  invariant(is(value, PgTable), 'schema/accounts.ts exports the PostgreSQL tables users and addresses')
  return value
}

function sqliteTable(value: unknown): SQLiteTable {
  invariant(is(value, SQLiteTable), 'schema/shop.ts and schema/catalog.ts export the SQLite tables of the demo')
  return value
}
