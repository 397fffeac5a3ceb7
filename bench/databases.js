/**
 * How the servers written by hand reach the databases: postgres.js and better-sqlite3, set up alike for all.
 */
import Database from 'better-sqlite3'
import postgres from 'postgres'

/** Connections to each PostgreSQL database, of every contestant. */
export const poolSize = 6

const counting = process.env['BENCH_COUNT'] === '1'
let statements = 0
const count = () => {
  statements++
}
process.on('message', (message) => {
  if (message === 'statements') process.send?.(statements)
})

/**
 * @param {'accounts' | 'music' | 'everything'} database
 */
export function openPostgres(database) {
  return postgres(urlOf(database), {
    max: poolSize,
    fetch_types: false,
    connection: { TimeZone: 'UTC' },
    ...(counting ? { debug: count } : {}),
  })
}

/** @param {'accounts' | 'music' | 'everything'} database */
export function urlOf(database) {
  return required(`BENCH_${database.toUpperCase()}_URL`)
}

export function openShop() {
  const shop = new Database(required('BENCH_SHOP_FILE'), counting ? { verbose: count } : {})
  shop.pragma('mmap_size = 2147418112')
  return shop
}

/** @param {string} name */
function required(name) {
  const value = process.env[name]
  if (!value) throw new Error(`${name} is not set: servers are started by the runner (npm run bench).`)
  return value
}
