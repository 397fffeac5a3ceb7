import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it, onTestFinished } from 'vitest'
import { openFaultProxy, type NetworkFault } from '../support/fault-proxy.ts'
import { describeUnless } from '../support/describe-unless.ts'
import { buildCommand } from '../support/heddle-command.ts'
import { createDatabase, noPostgres } from '../support/postgres-server.ts'
import { generateLoad, serveLoaded, type Held } from './loaded-server.ts'

/** `npm run test:soak`: an hour, or as long as HEDDLE_SOAK_MINUTES says. */
const MINUTES = Number(process.env['HEDDLE_SOAK_MINUTES'] ?? 0)
const FAULT_EVERY_MS = 30_000
const FAULT_MS = 3_000
const RATE = 50
const MB = 1_000_000

type Fault = NetworkFault | 'kill'
const faults: readonly Fault[] = ['kill', 'refuse', 'silent', 'reset', 'hang-up', 'no-answer']

const why = MINUTES > 0 ? noPostgres : 'it takes an hour: npm run test:soak'

describeUnless(why, 'a server that serves for long', () => {
  it(
    `serves for ${MINUTES || 60} minutes, a fault every 30 s, and holds no more than at the start`,
    async () => {
      buildCommand()
      const folder = await mkdtemp(join(tmpdir(), 'heddle-soak-'))
      const file = join(folder, 'shop.db')
      const shop = new Database(file)
      shop.exec(`create table orders (id integer primary key, user_id integer not null, total integer not null);
      create index by_user on orders (user_id)`)
      const insert = shop.prepare('insert into orders values (?, ?, ?)')
      for (let id = 1; id <= 2_000; id += 1) insert.run(id, 1 + (id % 200), id)
      shop.close()
      const database = await createDatabase('soak')
      await database.query(`create table users (id int primary key, name text not null);
      insert into users select g, 'user ' || g from generate_series(1, 200) g`)
      const proxy = await openFaultProxy(new URL(database.url), 5432)
      const url = new URL(database.url)
      url.host = `127.0.0.1:${proxy.port}`
      onTestFinished(async () => {
        await proxy.close()
        await database.drop()
        await rm(folder, { recursive: true })
      })
      const server = await serveLoaded({
        sources: {
          accounts: { kind: 'postgres', url: url.href, pool: { size: 4, connectTimeout: '1s' } },
          shop: { kind: 'sqlite', file },
        },
        links: ['accounts.users.id=shop.orders.user_id'],
        limits: { timeout: '5s' },
        secret: 'a secret of the tests',
        log: 'error',
      })
      const query = '{ users(limit: 20) { id name orders(limit: 5) { id total } } ordersAggregate { sum { total } } }'
      const load = generateLoad({ url: server.url, query, seconds: MINUTES * 60, rate: RATE })
      const ended = load.then(() => true)
      const held: Held[] = []
      for (let round = 0; ; round += 1) {
        const rest = new Promise<false>((resolve) => setTimeout(() => resolve(false), FAULT_EVERY_MS - FAULT_MS))
        if (await Promise.race([ended, rest])) break
        // Before the next fault: what there is to recover from is over.
        held.push(await server.measure())
        const fault = faults[round % faults.length]!
        if (fault === 'kill') {
          await database.query(
            `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
          )
        } else await proxy.set(fault)
        await new Promise((resolve) => setTimeout(resolve, FAULT_MS))
        await proxy.set('pass')
      }
      const { counts, p99 } = await load
      // The first quarter is warming up: documents, plans, connections and the code itself come to be.
      const warm = held.slice(Math.ceil(held.length / 4))
      const hours = (index: number) => (index * FAULT_EVERY_MS) / 3_600_000
      const slope = slopeOf(warm.map(({ heapUsed }, index) => [hours(index), heapUsed / MB]))
      const files = warm.map((each) => each.files)
      console.log(
        `${MINUTES} minutes, ${held.length} faults: ${JSON.stringify(counts)}, p99 ${JSON.stringify(p99)}\n` +
          `heap ${(warm[0]!.heapUsed / MB).toFixed(1)} → ${(warm.at(-1)!.heapUsed / MB).toFixed(1)} MB, slope ${slope.toFixed(2)} MB/h; ` +
          `resident ${(warm[0]!.rss / MB).toFixed(0)} → ${(warm.at(-1)!.rss / MB).toFixed(0)} MB; ` +
          `open files ${Math.min(...files)} to ${Math.max(...files)}`,
      )
      // Answered, answered in part, or sent away while the database was gone: never cut off.
      expect(Object.keys(counts).filter((key) => !['200', 'flawed', '503'].includes(key))).toEqual([])
      expect(counts['200']).toBeGreaterThan((MINUTES * 60 * RATE) / 2)
      expect(server.log(), 'faults of the process').not.toContain('"fault"')
      // An hour shows a slope; less shows no more than that nothing runs away.
      expect(slope).toBeLessThan(MINUTES >= 60 ? 1 : 12)
      // Its connections come and go: what matters is that the end is not above the start.
      expect(files.at(-1)! - files[0]!).toBeLessThanOrEqual(4)
    },
    MINUTES * 60_000 + 120_000,
  )
})

/** Of the straight line that is nearest to the points. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))]
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0)
  return above / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
}
