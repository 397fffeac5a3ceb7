import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { HeddleEvent } from '../../src/events.ts'
import { createHttp, type HeddleYoga } from '../../src/http/http.ts'
import { startServer } from '../../src/http/server.ts'
import { defaultPoolOptions } from '../../src/source/pool-options.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

const waitsForLock = `select 1 from pg_locks join pg_database on oid = database
  where locktype = 'advisory' and not granted and datname = current_database()`

/** A database whose connections are all busy, and one that has nothing to do. */
describePostgres('a database for which as many wait as may', () => {
  let busy: TestDatabase
  let folder: string
  beforeAll(async () => {
    busy = await createDatabase('busy')
    // Whoever reads it waits until nobody holds the lock.
    await busy.query(`create view held as select 1 as id, pg_advisory_xact_lock_shared(7)::text as got;
      create table notes (id int primary key)`)
    folder = await mkdtemp(join(tmpdir(), 'heddle-busy-'))
    const idle = new Database(join(folder, 'idle.db'))
    idle.exec(`create table users (id integer primary key); insert into users values (1), (2);
      create view tallies as with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000000)
        select 1 as id, count(*) as n from n`)
    idle.close()
  })
  afterAll(async () => {
    await busy.drop()
    await rm(folder, { recursive: true })
  })

  /** With one connection, and room for one who waits for it. */
  async function open(): Promise<Heddle> {
    const heddle = await createHeddle({
      sources: {
        busy: { kind: 'postgres', url: busy.url, pool: { size: 1, maxWaiters: 1 } },
        idle: `sqlite:${join(folder, 'idle.db')}`,
      },
      tables: { busy: { keys: { held: ['id'] } }, idle: { keys: { tallies: ['id'] } } },
      secret: 'a secret of the tests',
      log: 'silent',
    })
    onTestFinished(() => heddle.close())
    return heddle
  }

  /** Has one request run and one wait for its connection while `work` runs; both are answered afterwards. */
  async function whileBusy(heddle: Heddle, work: () => Promise<void>): Promise<void> {
    const pool = () => heddle.sources.find(({ name }) => name === 'busy')!.pool()
    // What Heddle itself reads at its start is over.
    await heddle.execute('{ helds { id } }')
    await expect.poll(pool).toMatchObject({ lent: 0, waiting: 0 })
    await busy.query('select pg_advisory_lock(7)')
    const present = [heddle.execute('{ helds { id } }')]
    try {
      await expect.poll(() => busy.query(waitsForLock)).toHaveLength(1)
      present.push(heddle.execute('{ helds { id } }'))
      await expect.poll(pool).toMatchObject({ lent: 1, waiting: 1 })
      await work()
    } finally {
      await busy.query('select pg_advisory_unlock(7)')
    }
    for (const answer of await Promise.all(present)) expect(answer).toEqual({ data: { helds: [{ id: 1 }] } })
  }

  const refused = {
    errors: [
      {
        message: 'Source "busy" lends no connection: 1 requests wait for one already.',
        extensions: { code: 'OVERLOADED', source: 'busy', retryable: true, retryAfter: 1 },
      },
    ],
  }

  it('sends away who needs nothing else, on every way alike', async () => {
    const heddle = await open()
    const options = { ...heddle, viewer: { context: () => ({}), role: () => 'anonymous' }, graphiql: false }
    const [short, long] = [createHttp(options), createHttp({ ...options, shortWay: false })]
    const [overNode, overNodeLong] = [await serve(short), await serve(long)]
    const seen: HeddleEvent[] = []
    heddle.events.on((event) => seen.push(event))
    await whileBusy(heddle, async () => {
      seen.length = 0
      const ways = [
        () => post(fetch, overNode, '{ helds { id } }'),
        () => post(fetch, overNodeLong, '{ helds { id } }'),
        () => post(short.fetch as typeof fetch, 'http://localhost', '{ helds { id } }'),
        () => post(long.fetch as typeof fetch, 'http://localhost', '{ helds { id } }'),
        () => get(overNode, '{ helds { id } }'),
        () => post(fetch, overNode, '{ one: helds { id } two: helds(limit: 1) { got } }'),
        () => post(fetch, overNode, '{ helds { id ... @defer { got } } }'),
      ]
      for (const [way, ask] of ways.entries()) {
        const { status, headers, body } = await ask()
        expect({ way, status, body }).toEqual({ way, status: 503, body: JSON.stringify(refused) })
        expect(headers).toMatchObject({ 'retry-after': '1' })
        expect(headers, 'nothing was answered, on neither path').not.toHaveProperty('x-heddle-path')
      }
      expect(seen.filter(({ kind }) => kind === 'statement')).toEqual([])
      expect(seen.filter(({ kind }) => kind === 'fault')).toEqual([])
      const told = seen.filter((event) => event.kind === 'pool' && event.what === 'saturated')
      expect(told.length).toBeGreaterThanOrEqual(ways.length)
    })
  })

  it('where there is no other, sends everybody away unread', async () => {
    const heddle = await createHeddle({
      sources: { busy: { kind: 'postgres', url: busy.url, pool: { size: 1, maxWaiters: 1 } } },
      tables: { busy: { keys: { held: ['id'] } } },
      secret: 'a secret of the tests',
      log: 'silent',
    })
    onTestFinished(() => heddle.close())
    const url = await serve(heddle.yoga)
    const body = {
      errors: [
        {
          message: 'The server has more requests than it can work on.',
          extensions: { code: 'OVERLOADED', retryable: true, retryAfter: 1 },
        },
      ],
    }
    await whileBusy(heddle, async () => {
      const ways = [
        await post(fetch, url, '{ helds { id } }'),
        await post(fetch, url, '{ __typename'),
        await post(heddle.yoga.fetch as typeof fetch, 'http://localhost', '{ helds { id } }'),
      ]
      for (const answer of ways) {
        expect(answer).toMatchObject({ status: 503, body: JSON.stringify(body), headers: { 'retry-after': '1' } })
      }
      expect((await get(url, '{ __typename }')).status).toBe(200)
    })
    expect((await post(fetch, url, '{ helds { id } }')).body).toBe('{"data":{"helds":[{"id":1}]}}')
  })

  it('costs others its own fields alone', async () => {
    const heddle = await open()
    const url = await serve(heddle.yoga)
    const part = { ...refused.errors[0], path: ['helds'] }
    await whileBusy(heddle, async () => {
      const both = await post(fetch, url, '{ users { id } helds { id } }')
      expect(both.status).toBe(200)
      expect(JSON.parse(both.body)).toMatchObject({
        data: { users: [{ id: 1 }, { id: 2 }], helds: null },
        errors: [part],
      })
      expect(both.headers).not.toHaveProperty('retry-after')
      const named = await post(fetch, url, '{ __typename helds { id } }')
      expect(JSON.parse(named.body)).toMatchObject({ data: { __typename: 'Query', helds: null }, errors: [part] })
      const none = await post(fetch, url, '{ nodes(nodeIds: []) { __typename } helds { id } }')
      expect(JSON.parse(none.body)).toMatchObject({ data: { nodes: [], helds: null } })
      expect((await post(fetch, url, '{ users { id } }')).status).toBe(200)
      expect((await post(fetch, url, '{ __typename }')).status).toBe(200)
    })
  })

  it('sends away who would write, and nothing is written', async () => {
    const heddle = await open()
    const url = await serve(heddle.yoga)
    await whileBusy(heddle, async () => {
      const { status, body } = await post(fetch, url, 'mutation { createNote(data: { id: 1 }) { id } }')
      expect({ status, body: JSON.parse(body) as unknown }).toEqual({ status: 503, body: refused })
      const two = 'mutation { createNote(data: { id: 1 }) { id } createUser(data: { id: 3 }) { id } }'
      const partly = await post(fetch, url, two)
      expect(partly.status).toBe(200)
      expect(JSON.parse(partly.body)).toMatchObject({
        data: { createNote: null, createUser: { id: 3 } },
        errors: [{ path: ['createNote'], extensions: { code: 'OVERLOADED' } }],
      })
    })
    expect(await busy.query('select * from notes')).toEqual([])
    expect(await heddle.execute('mutation { deleteUser(where: { id: 3 }) { id } }')).toMatchObject({
      data: { deleteUser: { id: 3 } },
    })
  })

  it('sends away who hears of it only when he asks for a connection', async () => {
    const heddle = await open()
    const url = await serve(heddle.yoga)
    const leave = new AbortController()
    const viewer = { role: 'anonymous', context: {} }
    const document = '{ tallies { n } }'
    // Two processes of SQLite scan, and as many as may wait for them; for what is bounded it has connections.
    const present = Array.from({ length: 2 + defaultPoolOptions.maxWaiters }, () =>
      heddle.engine.execute({ document, viewer, signal: leave.signal }),
    )
    try {
      await expect
        .poll(() => heddle.sources.find(({ name }) => name === 'idle')!.pool().waiting)
        .toBe(defaultPoolOptions.maxWaiters)
      const { status, headers, body } = await post(fetch, url, document)
      expect({ status, after: headers['retry-after'] }).toEqual({ status: 503, after: '1' })
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED', source: 'idle' } }] })
      expect(JSON.parse(body), 'as where it is known before').not.toHaveProperty('data')
      expect((await post(fetch, url, '{ users { id } }')).status).toBe(200)
    } finally {
      leave.abort()
    }
    await Promise.allSettled(present)
  })

  it('explains what became of a request where somebody asks', async () => {
    const heddle = await open()
    const url = await serve(heddle.yoga)
    await whileBusy(heddle, async () => {
      const { status, body } = await post(fetch, url, '{ helds { id } }', { 'x-heddle-explain': '1' })
      expect(status).toBe(503)
      expect(JSON.parse(body)).toMatchObject({ data: { helds: null }, extensions: { explain: {} } })
    })
  })

  async function serve(yoga: HeddleYoga): Promise<string> {
    const server = await startServer({ yoga, close: async () => {} }, { host: '127.0.0.1', port: 0 })
    onTestFinished(() => server.stop())
    return server.url
  }
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function post(ask: typeof fetch, at: string, query: string, more: Record<string, string> = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...more }
  return read(await ask(`${at}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) }))
}

async function get(at: string, query: string): Promise<Answer> {
  return read(
    await fetch(`${at}/graphql?query=${encodeURIComponent(query)}`, { headers: { accept: 'application/json' } }),
  )
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
}
