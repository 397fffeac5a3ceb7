import { describe, expect, it, onTestFinished } from 'vitest'
import { startServer } from '../../src/http/server.ts'
import { openWriteWorld, shopWorld, type OpenWriteWorld, type Placement } from './shop.ts'
import { describeShop } from './describe-shop.ts'

const placements: readonly Placement[] = [
  ...(['postgres', 'sqlite', 'mariadb', 'mysql'] as const),
  ...(['postgres+sqlite', 'postgres+mariadb'] as const),
]

const createAnn = `mutation Ann($email: String!) {
  createUser(data: {email: $email, name: "Ann", orders: {create: [{total: "3.50", items: {create: [{sku: "cup"}]}}]}}) {
    id email orders { id total items { sku } }
  }
}`

/** Tables of answers exist, as `heddle doctor --setup` leaves them. */
const allowed = { writes: { setup: true, durability: 'process' } }

describeShop({ name: 'a mutation with an idempotency key', over: placements, config: allowed }, (world, placement) => {
  let count = 0
  const fresh = (): string => `key-${(count += 1)}`

  const users = async (): Promise<number> => {
    const { result } = await world.run('{ usersAggregate { count } }')
    return (result.data as { usersAggregate: { count: number } }).usersAggregate.count
  }

  it('is carried out once and answered alike, to its extensions', async () => {
    const idempotencyKey = fresh()
    const first = await world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey })
    expect(first.result.errors).toBeUndefined()
    expect(first.replayed).toBe(false)
    for (const time of ['second', 'third']) {
      const again = await world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey })
      expect(again.replayed, time).toBe(true)
      expect(again.count, time).toBe(0)
      expect(again.result, time).toEqual(first.result)
      expect(JSON.stringify(again.result), time).toBe(JSON.stringify(first.result))
    }
    expect(await users()).toBe(4)
    const other = await world.run(createAnn, { email: 'eve@x.org' }, { idempotencyKey: fresh() })
    expect(other.result.errors).toBeUndefined()
    expect(await users()).toBe(5)
  })

  it('answers what a delete has read before it', async () => {
    const idempotencyKey = fresh()
    const document = 'mutation { deleteItems(where: {sku: {eq: "pen"}}) { count rows { sku order { total } } } }'
    const first = await world.run(document, {}, { idempotencyKey })
    expect(first.result.data).toEqual({
      deleteItems: { count: 1, rows: [{ sku: 'pen', order: { total: '12.00' } }] },
    })
    expect((await world.run(document, {}, { idempotencyKey })).result).toEqual(first.result)
  })

  it('is carried out again where it failed, and each of its fields by itself', async () => {
    const idempotencyKey = fresh()
    const document = `mutation {
      one: createClub(data: {name: "bridge"}) { name }
      two: createUser(data: {email: "ada@x.org", name: "Ada II"}) { email }
    }`
    const first = await world.run(document, {}, { idempotencyKey })
    expect(first.result.data).toEqual({ one: { name: 'bridge' }, two: null })
    expect(first.error).toMatchObject({ code: 'UNIQUE_VIOLATION' })
    await world.run('mutation { updateUser(where: {id: 1}, data: {email: "old@x.org"}) { id } }')
    const again = await world.run(document, {}, { idempotencyKey })
    expect(again.result.data).toEqual({ one: { name: 'bridge' }, two: { email: 'ada@x.org' } })
    expect(again.result.errors).toBeUndefined()
    const third = await world.run(document, {}, { idempotencyKey })
    expect(third.result.data).toEqual(again.result.data)
    expect(await users()).toBe(4)
  })

  it('is answered as a whole under @atomic, and not at all where nothing of it was written', async () => {
    const idempotencyKey = fresh()
    const document = `mutation @atomic {
      createClub(data: {name: "bridge"}) { id name }
      createOrder(data: {total: "1.00", userId: 1}) { id user { email } }
    }`
    const first = await world.run(document, {}, { idempotencyKey })
    expect(first.result.errors).toBeUndefined()
    const again = await world.run(document, {}, { idempotencyKey })
    expect(again).toMatchObject({ replayed: true, result: first.result })
    const refused = fresh()
    const broken = document.replace('bridge', 'rowing').replace('userId: 1', 'userId: 1, id: 1')
    expect((await world.run(broken, {}, { idempotencyKey: refused })).result.data).toEqual({
      createClub: null,
      createOrder: null,
    })
    expect(await world.run(broken, {}, { idempotencyKey: refused })).toMatchObject({ replayed: false })
  })

  it('is refused with another request, by another viewer and by another role', async () => {
    const idempotencyKey = fresh()
    await world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey, context: { user: 1 } })
    const code = 'IDEMPOTENCY_KEY_REUSED'
    for (const [email, options] of [
      ['eve@x.org', { context: { user: 1 } }],
      ['ann@x.org', { context: { user: 2 } }],
      ['ann@x.org', { context: { user: 1 }, role: 'other' }],
    ] as const) {
      const refused = await world.run(createAnn, { email }, { idempotencyKey, ...options })
      expect(refused.error).toMatchObject({ code })
      expect(refused.result.data).toBeUndefined()
    }
    const document = createAnn.replace('id email', 'id')
    expect((await world.run(document, { email: 'ann@x.org' }, { idempotencyKey, context: { user: 1 } })).error).toEqual(
      expect.objectContaining({ code }),
    )
    expect(await users()).toBe(4)
  })

  it('that comes ten times at once is carried out once: the others wait for it', async () => {
    const idempotencyKey = fresh()
    const runs = await Promise.all(
      Array.from({ length: 10 }, () => world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey })),
    )
    const told = runs.filter(({ error }) => error === undefined)
    expect(runs.map(({ error }) => error?.['code']).filter((code) => code !== undefined)).toEqual(
      Array.from({ length: runs.length - told.length }, () => 'IDEMPOTENCY_KEY_IN_USE'),
    )
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told.map(({ result }) => JSON.stringify(result.data))).size).toBe(1)
    expect(told.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect(await users()).toBe(4)
  })

  it('is forgotten when it is old', async () => {
    const idempotencyKey = fresh()
    const document = 'mutation { updateUser(where: {id: 1}, inc: {visits: 1}) { visits } }'
    await world.run(document, {}, { idempotencyKey })
    await world.heddle.writer.answers.forget()
    expect(await world.run(document, {}, { idempotencyKey })).toMatchObject({ replayed: true })
    const old = Math.floor(Date.now() / 1_000) - 25 * 3_600
    for (const source of placement.includes('+') ? ['accounts', 'shop'] : ['store']) {
      await world.query(source, `update heddle_idempotency set at = ${old}`)
    }
    await world.heddle.writer.answers.forget()
    const again = await world.run(document, {}, { idempotencyKey })
    expect(again).toMatchObject({ replayed: false, result: { data: { updateUser: { visits: 5 } } } })
  })
})

describe('a key', () => {
  const open = async (config: object): Promise<OpenWriteWorld> => {
    const world = await openWriteWorld(shopWorld('sqlite'), config)
    onTestFinished(() => world.close())
    return world
  }

  it('is refused where nothing may keep an answer, and no table is made for it', async () => {
    const world = await open({})
    const run = await world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey: 'k' })
    expect(run.error).toMatchObject({ code: 'IDEMPOTENCY_UNAVAILABLE', source: 'store' })
    expect(run.error?.['hint']).toContain('heddle doctor --setup')
    const tables = `select name from sqlite_schema where name like 'heddle%'`
    expect(await world.query('store', tables)).toEqual([])
    expect((await world.run('{ usersAggregate { count } }')).result.data).toEqual({ usersAggregate: { count: 3 } })
    await world.heddle.writer.setUp()
    expect((await world.run(createAnn, { email: 'ann@x.org' }, { idempotencyKey: 'k' })).error).toBeUndefined()
  })

  it('means nothing to a query', async () => {
    const world = await open({})
    expect(await world.run('{ users { id } }', {}, { idempotencyKey: 'k' })).toMatchObject({ error: undefined })
  })

  it('is of one viewer, where the config says who that is', async () => {
    const world = await open({ writes: { setup: true, idempotency: { by: (c: { user: number }) => String(c.user) } } })
    const run = (user: number, visit: number) =>
      world.run(
        'mutation { updateUser(where: {id: 1}, inc: {visits: 1}) { visits } }',
        {},
        { idempotencyKey: 'same', context: { user, visit } },
      )
    expect(await run(1, 1)).toMatchObject({ replayed: false, result: { data: { updateUser: { visits: 4 } } } })
    expect(await run(2, 1)).toMatchObject({ replayed: false, result: { data: { updateUser: { visits: 5 } } } })
    expect(await run(1, 2)).toMatchObject({ replayed: true, result: { data: { updateUser: { visits: 4 } } } })
  })

  it('keeps rows apart from what JSON columns hold, and errors by what was told of them', async () => {
    const value = { '.value': 1, '.error': { code: 'X' }, list: [{ '.row': [null] }], __typename: 'User' }
    const world = await openWriteWorld(
      {
        sources: {
          store: {
            dialect: 'sqlite',
            ddl: 'create table notes (id integer primary key, body json, n integer)',
            reset: [],
          },
        },
      },
      { writes: { setup: true } },
    )
    onTestFinished(() => world.close())
    const document = `mutation N($body: JSON) { __typename createNote(data: {body: $body}) { kind: __typename id body } }`
    const first = await world.run(document, { body: value }, { idempotencyKey: 'k' })
    expect(first.result.data).toEqual({ __typename: 'Mutation', createNote: { kind: 'Note', id: 1, body: value } })
    expect(await world.run(document, { body: value }, { idempotencyKey: 'k' })).toMatchObject({
      replayed: true,
      result: first.result,
    })
    await world.query(
      'store',
      'create trigger odd after insert on notes begin update notes set n = 1e300 where id = new.id; end',
    )
    const flawed = 'mutation { createNote(data: {n: 1}) { id n } }'
    const told = await world.run(flawed, {}, { idempotencyKey: 'l' })
    expect(told.result.data).toEqual({ createNote: { id: 2, n: null } })
    expect(told.error).toMatchObject({ code: 'VALUE_NOT_REPRESENTABLE' })
    const again = await world.run(flawed, {}, { idempotencyKey: 'l' })
    expect(again).toMatchObject({ replayed: true, result: JSON.parse(JSON.stringify(told.result)) as object })
  })

  it('comes in a header, on every way in', async () => {
    const world = await open({ writes: { setup: true }, context: () => ({}) })
    const server = await startServer({ yoga: world.heddle.yoga, close: async () => {} }, { host: '127.0.0.1', port: 0 })
    onTestFinished(() => server.stop())
    const ways = { node: fetch, fetchApi: world.heddle.yoga.fetch as typeof fetch }
    for (const [name, ask] of Object.entries(ways)) {
      // An operation that only Yoga's own way answers has a resolver or `@defer`: here it is media types.
      for (const accept of [
        'application/json',
        'application/graphql-response+json',
        'multipart/mixed, application/json',
      ]) {
        const key = `${name} ${accept}`.replaceAll(/[^a-z]/g, '-')
        const send = (variables: object, idempotencyKey = key) =>
          ask(`${server.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept, 'idempotency-key': idempotencyKey },
            body: JSON.stringify({ query: createAnn, variables }),
          })
        const first = await send({ email: `${key}@x.org` })
        const body = await first.text()
        expect([first.status, first.headers.get('idempotency-replayed')]).toEqual([200, null])
        expect(body).toContain(`${key}@x.org`)
        const again = await send({ email: `${key}@x.org` })
        expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true'])
        expect(await again.text()).toBe(body)
        const other = await send({ email: 'other@x.org' })
        const refusal = { errors: [{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }] }
        expect([other.status, await other.json()]).toEqual([
          422,
          expect.objectContaining({ errors: expect.anything() }),
        ])
        expect(await (await send({ email: 'other@x.org' })).json()).toMatchObject(refusal)
        const malformed = (await (await send({ email: 'other@x.org' }, 'k'.repeat(256))).json()) as object
        expect(malformed).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
      }
    }
  })
})
