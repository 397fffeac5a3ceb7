import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineRelations } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as mysql from 'drizzle-orm/mysql-core'
import * as lite from 'drizzle-orm/sqlite-core'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mariadb } from '../../src/mariadb.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createHeddle } from '../../src/start.ts'
import { openFaultProxy, type FaultProxy } from '../support/fault-proxy.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'
import { runEngine } from '../support/run-engine.ts'

const users = pg.pgTable('users', { id: pg.integer('id').primaryKey(), name: pg.text('name').notNull() })
const orders = lite.sqliteTable('orders', { id: lite.integer('id').primaryKey(), userId: lite.integer('user_id') })
const relations = defineRelations({ users, orders }, (r) => ({
  orders: { user: r.one.users({ from: r.orders.userId, to: r.users.id }) },
}))

const document = '{ orders { id user { name } } }'

describePostgres('a server that is down when Heddle starts', () => {
  let folder: string
  let database: TestDatabase
  let proxy: FaultProxy
  let url: URL

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'heddle-start-'))
    database = await createDatabase('start_down')
    await database.query(`create table users (id int primary key, name text not null)`)
    await database.query(`insert into users values (1, 'Ada')`)
    const shop = new Database(join(folder, 'shop.db'))
    shop.exec('create table orders (id integer primary key, user_id integer); insert into orders values (7, 1)')
    shop.close()
    proxy = await openFaultProxy(new URL(database.url), 5432)
    url = new URL(database.url)
    url.host = `127.0.0.1:${proxy.port}`
    await proxy.set('refuse')
  })

  afterAll(async () => {
    await proxy.close()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const common = { secret: 'a secret of the tests', log: 'silent' } as const

  it('costs its own fields and nothing else, where its tables are known, and is used as soon as it is there', async () => {
    const heddle = await createHeddle({
      ...common,
      sources: {
        accounts: postgres({ url: url.href, schema: { users } }),
        shop: sqlite({ file: join(folder, 'shop.db'), schema: { orders } }),
      },
      relations,
    })
    try {
      const { result } = await runEngine(heddle, document)
      expect(result.data).toEqual({ orders: [{ id: 7, user: null }] })
      expect(result.errors).toMatchObject([{ extensions: { code: 'DATABASE_UNAVAILABLE', source: 'accounts' } }])
      const ready = await heddle.yoga.fetch('http://localhost/ready')
      expect(await ready.json()).toMatchObject({ status: 'degraded', sources: { accounts: 'down', shop: 'up' } })
      await proxy.set('pass')
      await expect
        .poll(async () => (await runEngine(heddle, document)).result, { timeout: 2_000, interval: 50 })
        .toEqual({ data: { orders: [{ id: 7, user: { name: 'Ada' } }] } })
    } finally {
      await heddle.close()
      await proxy.set('refuse')
    }
  })

  it('ends the start where its tables would have to be read, and says what is missing', async () => {
    const start = createHeddle({
      ...common,
      sources: { accounts: url.href, shop: `sqlite:${join(folder, 'shop.db')}` },
    })
    await expect(start).rejects.toMatchObject({
      code: 'SOURCE_UNREACHABLE',
      details: { source: 'accounts', hint: expect.stringContaining('with `schema` in the config') },
    })
  })

  it('ends the start where it refuses the login: it will tomorrow, too', async () => {
    await proxy.set('pass')
    const wrong = new URL(url)
    wrong.pathname = '/no_such_database'
    const start = createHeddle({ ...common, sources: { accounts: postgres({ url: wrong.href, schema: { users } }) } })
    await expect(start).rejects.toMatchObject({ code: 'SOURCE_UNREACHABLE' })
  })
})

it('starts without a MariaDB that is down, too', async () => {
  const things = mysql.mysqlTable('things', { id: mysql.int('id').primaryKey() })
  const heddle = await createHeddle({
    sources: {
      // Port 1: nobody listens there.
      catalogue: mariadb({ url: 'mysql://root@127.0.0.1:1/none', schema: { things } }),
      memory: 'sqlite::memory:',
    },
    secret: 'a secret of the tests',
    log: 'silent',
  })
  try {
    const { result } = await runEngine(heddle, '{ things { id } }')
    expect(result).toMatchObject({
      data: { things: null },
      errors: [{ extensions: { code: 'DATABASE_UNAVAILABLE', source: 'catalogue' } }],
    })
  } finally {
    await heddle.close()
  }
})
