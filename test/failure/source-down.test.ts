import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { postgres } from '../../src/postgres.ts'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { openFaultProxy, type FaultProxy, type NetworkFault } from '../support/fault-proxy.ts'
import { createDatabase, describePostgres, postgresIsLocal, type TestDatabase } from '../support/postgres-server.ts'
import { seedPostgres, seedSqlite } from '../support/worlds/seed-database.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

const DEADLINE_MS = 1_000
const REQUESTS = 12

/** One field for the database that goes down, a link into it, and two that have nothing to do with it. */
const document = `{
  users(limit: 3) { id name orders(limit: 2) { id total } }
  orders(limit: 3) { id total user { name } }
  paid: orders(where: { status: { eq: "paid" } }, limit: 5) { id status }
  ordersAggregate { count sum { total } }
}`

interface Answer {
  readonly data: Readonly<Record<string, unknown>>
  readonly errors?: readonly {
    readonly path: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly source: string }
  }[]
  readonly ms: number
}

describePostgres('a database that is down', () => {
  let folder: string
  let database: TestDatabase
  let proxy: FaultProxy
  let heddle: Heddle
  let healthy: Answer

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heddle-down-'))
    database = await createDatabase('down')
    const [accounts, shop] = storeWorld.sources
    await seedPostgres(database.url, accounts!)
    seedSqlite(join(folder, 'shop.db'), shop!)
    proxy = await openFaultProxy(new URL(database.url), 5432)
    const url = new URL(database.url)
    url.host = `127.0.0.1:${proxy.port}`
    heddle = await createHeddle({
      sources: {
        accounts: postgres({ url: url.href, pool: { size: 4, connectTimeout: '500ms' } }),
        shop: `sqlite:${join(folder, 'shop.db')}`,
      },
      links: ['accounts.users.id=shop.orders.user_id'],
      secret: 'a secret of the tests',
      log: 'silent',
    })
    healthy = await ask()
    expect(healthy.errors).toBeUndefined()
  })

  afterAll(async () => {
    await heddle.close()
    await proxy.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  async function ask(): Promise<Answer> {
    const started = performance.now()
    const viewer = { role: 'anonymous', context: {} }
    const answer = await heddle.engine.execute({ document, viewer, deadline: started + DEADLINE_MS })
    const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
    return { ...(JSON.parse(text) as Answer), ms: performance.now() - started }
  }

  function withoutAccounts({ data }: Answer): unknown {
    const orders = (data['orders'] as Record<string, unknown>[]).map(({ user: _, ...order }) => order)
    return { ...data, users: null, orders }
  }

  function expectOnlyItsOwnFields(answer: Answer): void {
    expect(answer.data['users']).toBeNull()
    expect(withoutAccounts(answer)).toEqual(withoutAccounts(healthy))
    const errors = answer.errors ?? []
    expect(new Set(errors.map(({ path }) => [path[0], path.at(-1)].join(' ')))).toEqual(
      new Set(['users users', 'orders user']),
    )
    for (const { extensions } of errors) {
      expect(['DATABASE_UNAVAILABLE', 'DATABASE_TIMEOUT']).toContain(extensions.code)
      expect(extensions.source).toBe('accounts')
    }
  }

  /** Milliseconds until a request is answered as before. */
  async function recovery(): Promise<number> {
    const started = performance.now()
    for (;;) {
      const { data, errors } = await ask()
      if (errors === undefined) {
        expect(data).toEqual(healthy.data)
        return performance.now() - started
      }
      if (performance.now() - started > 10_000) return Infinity
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  const faults: readonly NetworkFault[] = ['refuse', 'no-answer', 'silent', 'hang-up', 'reset']
  it.each(faults)('costs its own fields alone, in time, and is back within a second: %s', async (fault) => {
    await proxy.set(fault)
    // Some at once, and some after the others: those find the pool's breaker open.
    const first = await Promise.all(Array.from({ length: REQUESTS }, ask))
    const later = [await ask(), await ask()]
    for (const answer of [...first, ...later]) {
      expectOnlyItsOwnFields(answer)
      expect(answer.ms).toBeLessThan(DEADLINE_MS + 100)
    }
    await proxy.set('pass')
    expect(await recovery()).toBeLessThan(1_000)
  })

  it.skipIf(!postgresIsLocal)('is left behind where its processes stand still', async () => {
    await Promise.all(Array.from({ length: 4 }, ask))
    const backends = await database.query(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    )
    expect(backends.length).toBeGreaterThan(0)
    for (const { pid } of backends) process.kill(pid as number, 'SIGSTOP')
    try {
      const answers = await Promise.all(Array.from({ length: 4 }, ask))
      for (const answer of answers) {
        if (answer.errors !== undefined) expectOnlyItsOwnFields(answer)
        expect(answer.ms).toBeLessThan(DEADLINE_MS + 100)
      }
      expect(answers.some(({ errors }) => errors !== undefined)).toBe(true)
      expect(await recovery()).toBeLessThan(1_000)
    } finally {
      for (const { pid } of backends) process.kill(pid as number, 'SIGCONT')
    }
  })
})
