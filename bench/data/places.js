/**
 * Where the data of the benchmark is. Beside `bench/.data/` there are three PostgreSQL databases:
 * `accounts` (users, addresses), `music` (Chinook or a catalogue like it) and `everything` (users, addresses, orders
 * and items, for PostGraphile).
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const benchDir = fileURLToPath(new URL('..', import.meta.url))
export const dataDir = `${benchDir}.data`
export const shopFile = `${dataDir}/shop.db`
export const embeddedDir = `${dataDir}/postgres`

export const databasePrefix = 'heddle_bench_'

export const databases = {
  accounts: `${databasePrefix}accounts`,
  music: `${databasePrefix}music`,
  everything: `${databasePrefix}everything`,
}

/** Rows at `--scale 1`. */
export const fullSize = { users: 100_000, addresses: 200_000, orders: 1_000_000, items: 2_500_000 }

/** Chinook's SQL for PostgreSQL, where this machine has it (`HEDDLE_SHARED`, else `shared/` beside the checkout). */
export function chinookFile() {
  const shared = process.env['HEDDLE_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
  const file = `${shared}/data/chinook/Chinook_PostgreSql.sql`
  return existsSync(file) ? file : undefined
}

/**
 * The URLs of the three databases on one server.
 *
 * @param {string} server any URL of that server
 */
export function urlsOn(server) {
  const url = (/** @type {string} */ database) => {
    const changed = new URL(server)
    changed.pathname = `/${database}`
    return changed.href
  }
  return { accounts: url(databases.accounts), music: url(databases.music), everything: url(databases.everything) }
}
