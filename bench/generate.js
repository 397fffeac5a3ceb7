/**
 * `npm run data [-- --scale 0.1]`: makes the data of the benchmark, the same on every machine.
 * What is there already is made anew.
 */
import { parseArgs } from 'node:util'
import { generateEverything } from './data/generate-everything.js'
import { generateAccounts } from './data/generate-accounts.js'
import { generateMusic } from './data/generate-music.js'
import { generateShop } from './data/generate-shop.js'
import { fullSize } from './data/places.js'
import { startPostgres } from './data/postgres-server.js'

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } })
const scale = Number(values.scale)
if (!(scale > 0)) throw new RangeError(`--scale ${values.scale}: write a number above 0.`)

const size = {
  users: Math.max(2_000, Math.round(fullSize.users * scale)),
  addresses: Math.max(4_000, Math.round(fullSize.addresses * scale)),
  orders: Math.max(20_000, Math.round(fullSize.orders * scale)),
  items: Math.max(50_000, Math.round(fullSize.items * scale)),
}

const postgres = await startPostgres()
try {
  await step(`accounts (PostgreSQL): ${size.users} users, ${size.addresses} addresses`, () =>
    generateAccounts(postgres.url, size),
  )
  await step('music (PostgreSQL)', () => generateMusic(postgres.url))
  await step(`shop (SQLite): ${size.orders} orders, ${size.items} items`, async () => generateShop(size))
  await step('everything (PostgreSQL): the rows of accounts and shop once more', () =>
    generateEverything(postgres.url, size),
  )
} finally {
  await postgres.close()
}

/**
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function step(what, work) {
  const start = Date.now()
  await work()
  console.log(`${what} · ${((Date.now() - start) / 1000).toFixed(1)} s`)
}
