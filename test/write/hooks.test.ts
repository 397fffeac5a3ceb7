import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { blob, integer, numeric, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { createInsertSchema } from 'drizzle-orm/zod'
import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { HookWrite, PendingHookWrite } from '../../src/config/write-hook-types.ts'
import { dialectsOf, missingServer, openWriteWorld, shopWorld, type OpenWriteWorld, type Placement } from './shop.ts'

type Told = HookWrite<unknown, unknown>
type Pending = PendingHookWrite<unknown, unknown>

/** Which source holds a table of the shop. */
const sourceOf = (placement: Placement, table: string): string => {
  if (!placement.includes('+')) return 'store'
  return ['orders', 'items'].includes(table) ? 'shop' : 'accounts'
}

describe.each(['sqlite', 'postgres', 'mariadb', 'mysql', 'postgres+sqlite'] as const)('hooks, over %s', (placement) => {
  const missing = missingServer(dialectsOf(placement))
  if (missing !== null) {
    it('need their servers', ({ skip }) => skip(missing))
    return
  }
  let world: OpenWriteWorld
  let before: Pending[] = []
  let after: Told[] = []
  let during: (write: Pending) => unknown = () => {}
  const name = (table: string): string => `${sourceOf(placement, table)}.${table}`

  beforeAll(async () => {
    const beforeWrite = async (write: Pending) => {
      before.push(write)
      await during(write)
    }
    const afterCommit = (write: Told) => void after.push(write)
    const tables = ['users', 'orders', 'items', 'members', 'addresses']
    world = await openWriteWorld(shopWorld(placement), {
      writes: { setup: true, durability: 'process' },
      hooks: Object.fromEntries(tables.map((table) => [name(table), { beforeWrite, afterCommit }])),
    })
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    await world.reset()
    during = () => {}
    before = []
    after = []
  })

  const said = (writes: readonly Told[]) =>
    writes.map(({ table, action, rows }) => ({ table, action, rows: JSON.parse(JSON.stringify(rows)) as unknown }))

  it('are told of rows before they are written, and of the same ones once they are committed', async () => {
    const { error } = await world.run(
      `mutation { createUser(data: {email: "ann@x.org", name: "Ann", clubs: {connect: [{id: 1}]},
        orders: {create: [{total: "3.50", items: {create: [{sku: "cup"}, {sku: "pot", quantity: 2}]}}]}}) { id } }`,
      {},
      { context: { user: 7 } },
    )
    expect(error).toBeUndefined()
    const users = (key: unknown) => ({
      table: 'users',
      action: 'create',
      rows: [{ key, set: { email: 'ann@x.org', name: 'Ann' }, inc: {} }],
    })
    const orders = (key: unknown) => ({
      table: 'orders',
      action: 'create',
      rows: [{ key, set: { userId: 4, total: '3.50' }, inc: {} }],
    })
    expect(said(before)).toEqual(expect.arrayContaining([users(null), orders(null)]))
    expect(said(after)).toEqual(expect.arrayContaining([users({ id: 4 }), orders({ id: 4 })]))
    const items = said(after).find(({ table }) => table === 'items')
    expect(items?.rows).toEqual(
      expect.arrayContaining([
        { key: { id: expect.any(Number) }, set: { orderId: 4, sku: 'pot', quantity: 2 }, inc: {} },
        { key: { id: expect.any(Number) }, set: { orderId: 4, sku: 'cup' }, inc: {} },
      ]),
    )
    const pair = { key: { userId: 4, clubId: 1 }, set: { userId: 4, clubId: 1 }, inc: {} }
    expect(said(after)).toContainEqual({ table: 'members', action: 'create', rows: [pair] })
    expect(after.map(({ context }) => context)).toEqual(after.map(() => ({ user: 7 })))
    expect(before).toHaveLength(after.length)
  })

  it('are told which rows change and which go', async () => {
    await world.run(
      'mutation { updateUsers(where: {id: {in: [1, 2]}}, data: {country: null}, inc: {visits: 1}) { count } }',
    )
    const change = { set: { country: null }, inc: { visits: 1 } }
    expect(said(before)).toEqual([{ table: 'users', action: 'update', rows: [{ key: null, ...change }] }])
    expect(said(after)).toEqual([
      { table: 'users', action: 'update', rows: [1, 2].map((id) => ({ key: { id }, ...change })) },
    ])
    before = []
    after = []
    await world.run('mutation { deleteAddresses(where: {userId: {eq: 1}}) { count } }')
    expect(said(after)).toEqual([
      { table: 'addresses', action: 'delete', rows: [1, 2].map((id) => ({ key: { id }, set: {}, inc: {} })) },
    ])
    expect(said(before)).toEqual(said(after))
    after = []
    await world.run('mutation { upsertUser(data: {email: "bob@x.org", name: "Bo"}, on: email) { id } }')
    expect(said(after)).toEqual([
      {
        table: 'users',
        action: 'upsert',
        rows: [{ key: { id: 2 }, set: { email: 'bob@x.org', name: 'Bo' }, inc: {} }],
      },
    ])
    after = []
    await world.run('mutation { updateUsers(where: {id: {eq: 99}}, data: {country: null}) { count } }')
    expect(after).toEqual([])
  })

  it('refuse what is told to be refused, and nothing of it is written anywhere', async () => {
    during = ({ table }) => {
      if (table === 'items') throw new GraphQLError('The shop is closed.')
    }
    const document = 'mutation { createOrder(data: {userId: 1, total: "1", items: {create: [{sku: "a"}]}}) { id } }'
    const refused = await world.run(document)
    expect(refused.error).toMatchObject({ code: 'WRITE_REFUSED', table: 'items' })
    expect(refused.result.errors?.[0]?.message).toBe('The shop is closed.')
    expect((await world.run('{ ordersAggregate { count } }')).result.data).toEqual({ ordersAggregate: { count: 3 } })
    expect(after).toEqual([])
    during = () => {
      throw new Error('a fault of the hook: secret')
    }
    const fault = await world.run(document)
    expect(fault.error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect(JSON.stringify(fault.result)).not.toContain('secret')
  })

  it('write what is committed with the rest, in whatever database, and rolled back with it', async () => {
    during = async ({ table, transaction }) => {
      if (table !== 'orders') return
      const club = sourceOf(placement, 'clubs')
      await transaction.run(club, `insert into clubs (name) values ('buyers')`)
    }
    const { error } = await world.run('mutation { createOrder(data: {userId: 1, total: "1"}) { id } }')
    expect(error).toBeUndefined()
    const clubs = async () => (await world.run('{ clubs { name } }')).result.data
    expect(await clubs()).toEqual({ clubs: [{ name: 'chess' }, { name: 'go' }, { name: 'buyers' }] })
    // A club's name is unique: the hook's own write fails, and with it the order.
    expect((await world.run('mutation { createOrder(data: {userId: 1, total: "2"}) { id } }')).error).toBeDefined()
    expect((await world.run('{ ordersAggregate { count } }')).result.data).toEqual({ ordersAggregate: { count: 4 } })
    expect(said(after).map(({ table }) => table)).toEqual(['orders'])
  })

  it('hear of a field that is committed, and not of one that is rolled back', async () => {
    const create = (email: string) => `createUser(data: {email: "${email}", name: "N"}) { id }`
    await world.run(`mutation { a: ${create('n1@x.org')} b: ${create('ada@x.org')} }`)
    expect(said(after).map(({ rows }) => rows)).toEqual([
      [{ key: { id: 4 }, set: { email: 'n1@x.org', name: 'N' }, inc: {} }],
    ])
    after = []
    await world.run(`mutation @atomic { a: ${create('n2@x.org')} b: ${create('ada@x.org')} }`)
    expect(after).toEqual([])
    const again = { idempotencyKey: `again ${placement}`.replace(' ', '-') }
    await world.run(`mutation { ${create('n3@x.org')} }`, {}, again)
    await world.run(`mutation { ${create('n3@x.org')} }`, {}, again)
    expect(after).toHaveLength(1)
  })
})

// ───────── with Drizzle's types ─────────

const people = sqliteTable('people', {
  id: integer().primaryKey({ autoIncrement: true }),
  email: text().notNull(),
  born: integer({ mode: 'timestamp' }),
  rank: integer().notNull().default(0),
  fortune: numeric(),
  photo: blob({ mode: 'buffer' }),
  bossId: integer('boss_id'),
})
const pets = sqliteTable('pets', {
  id: integer().primaryKey({ autoIncrement: true }),
  ownerId: integer('owner_id')
    .notNull()
    .references(() => people.id),
  name: text().notNull(),
})

const ddl = `
  create table people (id integer primary key autoincrement, email text not null, born integer, rank integer not null default 0,
    fortune numeric, photo blob, boss_id integer);
  create table pets (id integer primary key autoincrement, owner_id integer not null references people (id), name text not null);
`

async function openPeople(config: object): Promise<Heddle> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-hooks-'))
  const file = join(folder, 'people.db')
  new Database(file).exec(`pragma journal_mode = wal; ${ddl}`).close()
  const heddle = await createHeddle({
    sources: { db: sqlite({ file, schema: { people, pets } }) },
    log: 'silent',
    ...config,
  })
  onTestFinished(async () => {
    await heddle.close()
    await rm(folder, { recursive: true })
  })
  return heddle
}

describe('a row that a hook or a schema is given', () => {
  it('holds what Drizzle would give', async () => {
    const seen: Told[] = []
    const heddle = await openPeople({ hooks: { people: { afterCommit: (write: Told) => void seen.push(write) } } })
    const data = '{email: "a@x.org", born: "2001-02-03T04:05:06Z", rank: 3, photo: "AQID"}'
    await heddle.execute(`mutation { createPerson(data: ${data}) { id } }`)
    expect(seen).toEqual([
      {
        table: 'people',
        action: 'create',
        context: {},
        rows: [
          {
            key: { id: 1 },
            set: { email: 'a@x.org', born: new Date('2001-02-03T04:05:06Z'), rank: 3, photo: Buffer.from([1, 2, 3]) },
            inc: {},
          },
        ],
      },
    ])
  })
})

describe('a schema', () => {
  const validate = {
    people: createInsertSchema(people, {
      email: (email) => email.regex(/@/, 'needs an @'),
      rank: (rank) => rank.min(0).max(9),
    }).refine(({ rank, born }) => rank !== 9 || born, 'the highest rank has an age'),
    pets: createInsertSchema(pets, { name: (name) => name.min(2) }),
  }

  const run = async (heddle: Heddle, document: string) => {
    const { data, errors } = await heddle.execute(document)
    return { data, extensions: errors?.[0]?.extensions, message: errors?.[0]?.message }
  }

  it('is asked about new rows, nested ones and those of an upsert, with the place of each value and no value', async () => {
    const heddle = await openPeople({ validate })
    const good = `createPerson(data: {email: "a@x.org", born: "2001-02-03T04:05:06Z", pets: {create: [{name: "Rex"}]}}) { id pets { name } }`
    expect(await run(heddle, `mutation { ${good} }`)).toMatchObject({
      data: { createPerson: { pets: [{ name: 'Rex' }] } },
    })

    const secret = 'secret-address'
    const wrong = await run(
      heddle,
      `mutation { createPeople(data: [{email: "b@x.org"}, {email: "${secret}", rank: 77}]) { count } }`,
    )
    expect(wrong.extensions).toMatchObject({ code: 'VALIDATION_FAILED', table: 'people', columns: ['email', 'rank'] })
    expect(wrong.extensions?.['issues']).toEqual([
      { path: ['data', 1, 'email'], message: 'needs an @' },
      { path: ['data', 1, 'rank'], message: expect.any(String) as string },
    ])
    expect(JSON.stringify(wrong)).not.toMatch(/secret-address|77/)

    const nested = await run(
      heddle,
      `mutation { createPerson(data: {email: "c@x.org", pets: {create: [{name: "Max"}, {name: "X"}]}}) { id } }`,
    )
    expect(nested.extensions).toMatchObject({ code: 'VALIDATION_FAILED', table: 'pets', columns: ['name'] })
    expect(nested.extensions?.['issues']).toMatchObject([{ path: ['data', 'pets', 'create', 1, 'name'] }])
    const upsert = await run(heddle, 'mutation { upsertPerson(data: {id: 1, email: "none"}) { id } }')
    expect(upsert.extensions).toMatchObject({ code: 'VALIDATION_FAILED', columns: ['email'] })
    const whole = await run(heddle, 'mutation { createPerson(data: {email: "d@x.org", rank: 9}) { id } }')
    expect(whole.extensions).toMatchObject({ code: 'VALIDATION_FAILED', issues: [{ path: ['data'] }] })
    expect(await run(heddle, '{ peopleAggregate { count } petsAggregate { count } }')).toMatchObject({
      data: { peopleAggregate: { count: 1 }, petsAggregate: { count: 1 } },
    })
  })

  it('of whole rows is asked about the columns that a change sets', async () => {
    const heddle = await openPeople({ validate })
    await run(heddle, 'mutation { createPerson(data: {email: "a@x.org", pets: {create: [{name: "Rex"}]}}) { id } }')
    expect(await run(heddle, 'mutation { updatePerson(where: {id: 1}, data: {rank: 5}) { rank } }')).toMatchObject({
      data: { updatePerson: { rank: 5 } },
    })
    for (const document of [
      'mutation { updatePerson(where: {id: 1}, data: {rank: 10}) { rank } }',
      'mutation { updatePeople(where: {rank: {eq: 5}}, data: {rank: 10}) { count } }',
    ]) {
      expect((await run(heddle, document)).extensions).toMatchObject({
        code: 'VALIDATION_FAILED',
        columns: ['rank'],
        issues: [{ path: ['data', 'rank'] }],
      })
    }
    const nested =
      'mutation { updatePerson(where: {id: 1}, data: {pets: {update: [{where: {id: 1}, data: {name: "X"}}]}}) { id } }'
    expect((await run(heddle, nested)).extensions?.['issues']).toMatchObject([
      { path: ['data', 'pets', 'update', 0, 'data', 'name'] },
    ])
  })

  it('may be another one for changes, of any library, and says nothing that repeats a value', async () => {
    const echo = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) => ({
          issues: [{ message: `Received ${String((value as { email: string }).email)}`, path: [{ key: 'email' }] }],
        }),
      },
    }
    const heddle = await openPeople({ validate: { people: { create: z.object({ email: z.string() }), update: echo } } })
    await run(heddle, 'mutation { createPerson(data: {email: "no address"}) { id } }')
    const { extensions } = await run(heddle, 'mutation { updatePerson(where: {id: 1}, data: {email: "xyz"}) { id } }')
    expect(extensions?.['issues']).toEqual([{ path: ['data', 'email'] }])
  })

  it('or hook of a table that there is not is a mistake of the config', async () => {
    await expect(openPeople({ hooks: { person: {} } })).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    await expect(openPeople({ validate: { people: 5 } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(openPeople({ hooks: { people: { onWrite: () => {} } } })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  })
})
