import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { PoolSpec } from '../../src/source/source-spec.ts'
import type { Lease, Source } from '../../src/source/source.ts'
import { createHeddle } from '../../src/start.ts'
import { soon, statement } from '../source/source-contract.ts'
import { openFaultProxy } from '../support/fault-proxy.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

const KILLS = Number(process.env['HEDDLE_KILLS'] ?? 1_000)
const CANCELS = Number(process.env['HEDDLE_CANCELS'] ?? 2_000)
const CLIENTS = 500

describePostgres('under a storm', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('storms')
    await database.query('create table t (id int primary key, n int)')
    await database.query('create view slow as select 1 as id, pg_sleep(20)::text as nap')
  })
  afterAll(() => database.drop())

  async function open(pool: PoolSpec, url = database.url): Promise<Source> {
    const source = await openSource({ name: 'pg', dialect: 'postgres', driver: 'postgres', url, pool }, createEvents())
    onTestFinished(() => source.close())
    return source
  }

  const others = `datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`

  it(`of ${KILLS} kills each statement answers, in time, with its own result or an error of the database`, async () => {
    const source = await open({ size: 5 })
    const kill = `select pg_terminate_backend(pid) from pg_stat_activity where ${others} order by random() limit 1`
    const answers = await storm(source, KILLS, async () => {
      await database.query(kill)
      // Some must be done in between.
      await new Promise((resolve) => setTimeout(resolve, 5))
    })
    expect(Object.keys(answers).filter((key) => key !== 'done' && key !== 'DATABASE_UNAVAILABLE')).toEqual([])
    expect(answers['done']).toBeGreaterThan(0)
    await expect.poll(() => alive(source), { timeout: 2_000 }).toBe(true)
  }, 120_000)

  it('of connections that the network resets no statement leaves its transaction', async () => {
    const proxy = await openFaultProxy(new URL(database.url), 5432)
    const url = new URL(database.url)
    url.host = `127.0.0.1:${proxy.port}`
    const source = await open({ size: 5 }, url.href)
    const answers = await storm(source, 40, async () => {
      proxy.resetOne()
      await new Promise((resolve) => setTimeout(resolve, 50))
    })
    expect(Object.keys(answers).filter((key) => key !== 'done' && key !== 'DATABASE_UNAVAILABLE')).toEqual([])
    expect(answers['done']).toBeGreaterThan(0)
    await expect.poll(() => alive(source), { timeout: 2_000 }).toBe(true)
    await source.close()
    await proxy.close()
  })

  it(`of ${CANCELS} cancels around the end of a statement none hits another`, async () => {
    const source = await open({ size: 4 })
    let cancelled = 0
    const worker = async (): Promise<void> => {
      while (cancelled < CANCELS) {
        cancelled += 1
        const abandon = new AbortController()
        setTimeout(() => abandon.abort(), Math.random() * 4)
        const mine = source.run(statement('select pg_sleep(0.002)::text'), { signal: abandon.signal })
        const own = await mine.then(
          () => 'done',
          (error: HeddleError) => error.code,
        )
        expect(['done', 'CANCELLED']).toContain(own)
        // Whoever has the connection next is nobody's to cancel.
        const { rows } = await source.run(statement('select $1::text, pg_sleep(0.001)', ['next']), {
          deadline: soon(20_000),
        })
        expect(rows[0]?.[0]).toBe('next')
      }
    }
    await Promise.all(Array.from({ length: 4 }, worker))
  }, 120_000)

  it(`of ${CLIENTS} clients that leave, no statement is alive after 250 ms`, async () => {
    const heddle = await createHeddle({
      sources: { pg: database.url },
      secret: 'a secret of the tests',
      log: 'silent',
      tables: { pg: { keys: { slow: ['id'] } } },
    })
    const server = createServer(heddle.yoga)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const body = JSON.stringify({ query: '{ slows { nap } }' })
    const request = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    const running = async (): Promise<number> =>
      (await database.query(`select 1 from pg_stat_activity where state = 'active' and ${others}`)).length
    const clients = Array.from({ length: CLIENTS }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      socket.write(request)
      return socket
    })
    try {
      await expect.poll(running, { timeout: 5_000 }).toBeGreaterThan(0)
      for (const socket of clients) socket.destroy()
      const left = performance.now()
      await expect.poll(running, { timeout: 5_000, interval: 10 }).toBe(0)
      expect(performance.now() - left, 'milliseconds until nothing runs').toBeLessThan(250)
      const answer = await heddle.yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ ts { id } }' }),
      })
      expect(await answer.json()).toEqual({ data: { ts: [] } })
    } finally {
      for (const socket of clients) socket.destroy()
      server.close()
      await heddle.close()
    }
  }, 60_000)
})

async function alive(source: Source): Promise<boolean> {
  return source.run(statement('select 1'), {}).then(
    ({ rows }) => rows[0]?.[0] === '1',
    () => false,
  )
}

/** Ten workers read, half of them in snapshots, while connections are destroyed. Counts how each round ended. */
async function storm(source: Source, rounds: number, destroyOne: () => Promise<unknown>) {
  const answers: Record<string, number> = {}
  const count = (key: string) => void (answers[key] = (answers[key] ?? 0) + 1)
  let over = false
  const destroyer = async () => {
    for (let round = 0; round < rounds; round += 1) await destroyOne()
    over = true
  }
  const worker = async (id: number) => {
    while (!over) {
      count(await readTwice(source, String(id), id % 2 === 0))
      // While the pool counts the database as down it answers at once: a loop of nothing else would let nobody in.
      await new Promise(setImmediate)
    }
  }
  await Promise.all([destroyer(), ...Array.from({ length: 10 }, (_, id) => worker(id))])
  return answers
}

async function readTwice(source: Source, id: string, inSnapshot: boolean): Promise<string> {
  let lease: Lease | undefined
  try {
    lease = await source.lease({ deadline: soon(10_000) })
    if (inSnapshot) await lease.beginSnapshot()
    const before = (await lease.run(statement('select pg_backend_pid(), $1::text', [id]))).rows[0]
    const after = (await lease.run(statement('select pg_backend_pid(), $1::text, pg_sleep(0.005)', [id]))).rows[0]
    if (before?.[1] !== id || after?.[1] !== id) return 'mixed up'
    return inSnapshot && before[0] !== after[0] ? 'left its transaction' : 'done'
  } catch (error) {
    return error instanceof HeddleError ? error.code : String(error)
  } finally {
    await lease?.release()
  }
}
