import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { SourceDescriptor } from '../../src/config/source-descriptor.ts'
import { mariadb } from '../../src/mariadb.ts'
import { postgres } from '../../src/postgres.ts'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { openFaultProxy, type FaultProxy, type NetworkFault } from '../support/fault-proxy.ts'
import { createMariadbDatabase, describeMariadb } from '../support/mariadb-server.ts'
import { createDatabase, describePostgres, postgresIsLocal, type TestDatabase } from '../support/postgres-server.ts'
import { noOwnMariadb, startOwnMariadb, type OwnMariadb } from '../support/start-own-mariadb.ts'

const DEADLINE_MS = 2_000
const REQUESTS = Number(process.env['HEDDLE_DOWN_REQUESTS'] ?? 12)
const POOL = { size: 4, connectTimeout: '1s' } as const

/**
 * One field for the database that goes down, a link into it, and two that have nothing to do with it. The other database
 * answers them in this process, so that a machine that is busy keeps nobody waiting.
 */
const document = `{
  users(limit: 3) { id name orders(limit: 2) { id total } }
  orders(limit: 3) { id total user { name } }
  later: orders(limit: 2, offset: 2) { id status }
  order(where: { id: 5 }) { id total }
}`

const users = `create table users (id int primary key, name varchar(20) not null);
  insert into users values (1, 'Ada'), (2, 'Grace'), (3, 'Linus'), (4, 'Barbara')`
const orders = `create table orders (id integer primary key, user_id integer not null, status text not null, total integer not null);
  create index orders_by_user on orders (user_id);
  insert into orders values (1, 1, 'paid', 10), (2, 1, 'open', 20), (3, 2, 'paid', 30), (4, 3, 'open', 40), (5, 9, 'paid', 50)`

interface Answer {
  readonly data: Readonly<Record<string, unknown>>
  readonly errors?: readonly {
    readonly path: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly source: string }
  }[]
  readonly ms: number
}

/** A Heddle over users, which go down, and orders, which do not. */
class Shop {
  readonly heddle: Heddle
  readonly healthy: Answer
  readonly #folder: string

  static async open(users: () => SourceDescriptor): Promise<Shop> {
    const folder = await mkdtemp(join(tmpdir(), 'heddle-down-'))
    const file = join(folder, 'shop.db')
    const database = new Database(file)
    database.exec(orders)
    database.close()
    const heddle = await createHeddle({
      sources: { accounts: users(), shop: `sqlite:${file}` },
      links: ['accounts.users.id=shop.orders.user_id'],
      secret: 'a secret of the tests',
      log: 'silent',
    })
    const healthy = await ask(heddle, 30_000)
    expect(healthy.errors).toBeUndefined()
    return new Shop(heddle, healthy, folder)
  }

  private constructor(heddle: Heddle, healthy: Answer, folder: string) {
    this.heddle = heddle
    this.healthy = healthy
    this.#folder = folder
  }

  async close(): Promise<void> {
    await this.heddle.close()
    await rm(this.#folder, { recursive: true })
  }

  /** Some requests at once, and some after the others: those find the pool's breaker open. */
  async expectOnlyItsOwnFields(): Promise<void> {
    const first = await Promise.all(Array.from({ length: REQUESTS }, () => ask(this.heddle)))
    const later = [await ask(this.heddle), await ask(this.heddle)]
    for (const answer of [...first, ...later]) this.expectFlawed(answer)
  }

  expectFlawed(answer: Answer): void {
    expect(answer.ms).toBeLessThan(DEADLINE_MS + 100)
    expect(answer.data['users']).toBeNull()
    expect(withoutUsers(answer)).toEqual(withoutUsers(this.healthy))
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
  async recovery(): Promise<number> {
    const started = performance.now()
    for (;;) {
      const { data, errors } = await ask(this.heddle)
      if (errors === undefined) {
        expect(data).toEqual(this.healthy.data)
        return performance.now() - started
      }
      if (performance.now() - started > 10_000) return Infinity
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}

async function ask(heddle: Heddle, deadlineMs = DEADLINE_MS): Promise<Answer> {
  const started = performance.now()
  const viewer = { role: 'anonymous', context: {} }
  const answer = await heddle.engine.execute({ document, viewer, deadline: started + deadlineMs })
  const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
  return { ...(JSON.parse(text) as Answer), ms: performance.now() - started }
}

function withoutUsers({ data }: Answer): unknown {
  const rows = (data['orders'] as Record<string, unknown>[]).map(({ user: _, ...order }) => order)
  return { ...data, users: null, orders: rows }
}

/** Five of the six ways to be down are a network's. */
const faults: readonly NetworkFault[] = ['refuse', 'no-answer', 'silent', 'hang-up', 'reset']

interface DownCase {
  readonly create: () => Promise<TestDatabase>
  readonly port: number
  readonly source: (url: string) => SourceDescriptor
}

function costsItsOwnFieldsAlone({ create, port, source }: DownCase): void {
  let database: TestDatabase
  let proxy: FaultProxy
  let shop: Shop
  beforeAll(async () => {
    database = await create()
    await database.query(users)
    proxy = await openFaultProxy(new URL(database.url), port)
    const url = new URL(database.url)
    url.host = `127.0.0.1:${proxy.port}`
    shop = await Shop.open(() => source(url.href))
  })
  afterAll(async () => {
    await shop?.close()
    await proxy?.close()
    await database.drop()
  })

  afterEach(() => proxy.set('pass'))

  it.each(faults)('costs its own fields alone, in time, and is back within a second: %s', async (fault) => {
    await proxy.set(fault)
    await shop.expectOnlyItsOwnFields()
    await proxy.set('pass')
    expect(await shop.recovery()).toBeLessThan(1_000)
  })
}

describePostgres('a PostgreSQL that is down', () => {
  const source = (url: string) => postgres({ url, pool: POOL })
  costsItsOwnFieldsAlone({ create: () => createDatabase('down'), port: 5432, source })

  it.skipIf(!postgresIsLocal)('is left behind where its processes stand still', async () => {
    const database = await createDatabase('stopped')
    await database.query(users)
    const shop = await Shop.open(() => source(database.url))
    await Promise.all(Array.from({ length: 4 }, () => ask(shop.heddle)))
    const backends = await database.query(
      `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    )
    expect(backends.length).toBeGreaterThan(0)
    for (const { pid } of backends) process.kill(pid as number, 'SIGSTOP')
    try {
      // The server itself goes on: who finds no stopped process gets one that is new.
      const answers = await Promise.all(Array.from({ length: 4 }, () => ask(shop.heddle)))
      const flawed = answers.filter(({ errors }) => errors !== undefined)
      for (const answer of flawed) shop.expectFlawed(answer)
      expect(flawed.length).toBeGreaterThan(0)
      expect(await shop.recovery()).toBeLessThan(1_000)
    } finally {
      for (const { pid } of backends) process.kill(pid as number, 'SIGCONT')
      await shop.close()
      await database.drop()
    }
  })
})

describeMariadb('a MariaDB that is down', () => {
  const source = (url: string) => mariadb({ url, pool: POOL })
  costsItsOwnFieldsAlone({ create: () => createMariadbDatabase('down'), port: 3306, source })

  it('is left behind where its process stands still', async ({ skip }) => {
    if (noOwnMariadb !== null) skip(noOwnMariadb)
    const server: OwnMariadb = await startOwnMariadb()
    try {
      await server.query(`create database shop; use shop; ${users}`)
      const shop = await Shop.open(() => source(`${server.url}shop`))
      try {
        server.pause()
        await shop.expectOnlyItsOwnFields()
        server.resume()
        expect(await shop.recovery()).toBeLessThan(1_000)
      } finally {
        server.resume()
        await shop.close()
      }
    } finally {
      await server.stop()
    }
  }, 60_000)
})
