import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PgliteDatabase } from 'drizzle-orm/pglite'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import connect from 'postgres'
import config from '../../heddle.config.ts'
import * as accounts from '../../schema/accounts.ts'
import { fillAccounts } from '../../src/cli/demo/accounts-database.ts'
import { loadTables } from '../../src/cli/demo/load-tables.ts'
import { packageFile } from '../../src/package-file.ts'
import { makeRows } from '../../src/cli/demo/make-rows.ts'
import { silent } from '../../src/cli/progress.ts'
import { fillCatalog, fillShop, withSqlite } from '../../src/cli/demo/sqlite-database.ts'
import { postgres } from '../../src/postgres.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { openFaultProxy } from '../support/fault-proxy.ts'
import { createDatabase } from '../support/postgres-server.ts'

export interface StoppableDemo {
  readonly heddle: Heddle
  /** Ends all connections of `accounts`, and takes no others. */
  stopAccounts(): Promise<void>
  startAccounts(): Promise<void>
  close(): Promise<void>
}

/** The demo with `accounts` in a PostgreSQL server that can be stopped; nothing else is different. */
export async function openStoppableDemo(): Promise<StoppableDemo> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-storefront-'))
  const database = await createDatabase('storefront')
  const [tables, rows] = [await loadTables(), makeRows()]
  await fillPostgres(database.url, (opened) => fillAccounts(opened, tables, rows, silent))
  withSqlite(join(folder, 'shop.db'), 'shop', (opened) => fillShop(opened, tables, rows, silent))
  withSqlite(join(folder, 'catalog.db'), 'catalog', (opened) => fillCatalog(opened, tables, rows, silent))

  const proxy = await openFaultProxy(new URL(database.url), 5432)
  const url = new URL(database.url)
  url.host = `127.0.0.1:${proxy.port}`
  const { shop, catalog } = config.sources
  const heddle = await createHeddle({
    ...config,
    sources: {
      accounts: postgres({ url: url.href, schema: accounts, pool: { size: 4, connectTimeout: '1s' } }),
      shop: { ...shop, file: join(folder, 'shop.db') },
      catalog: { ...catalog, file: join(folder, 'catalog.db') },
    },
    log: 'silent',
  })
  return {
    heddle,
    stopAccounts: () => proxy.set('refuse'),
    startAccounts: () => proxy.set('pass'),
    async close() {
      await heddle.close()
      await proxy.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function fillPostgres(url: string, fill: (database: PgliteDatabase) => Promise<void>): Promise<void> {
  const client = connect(url, { max: 1, onnotice: () => {} })
  const database = drizzle({ client })
  await migrate(database, { migrationsFolder: packageFile('drizzle/accounts') })
  // The demo writes for PGlite; both speak Drizzle's language for PostgreSQL, and nothing else is used.
  await fill(database as unknown as PgliteDatabase)
  await client.end()
}
