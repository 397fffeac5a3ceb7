import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import postgresJs from 'postgres'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { postgres } from '../../src/postgres.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import type { PostgresSpec } from '../../src/source/source-spec.ts'
import { createHeddle } from '../../src/start.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { runEngine } from '../support/run-engine.ts'
import { noPgbouncer, startPgbouncer, type Pgbouncer } from '../support/start-pgbouncer.ts'
import { failure, soon, statement } from './source-contract.ts'
import { describeUnless } from '../support/describe-unless.ts'

const why = noPostgres ?? noPgbouncer

describeUnless(why, 'PgBouncer in transaction mode', () => {
  const role = `heddle_bounced_${process.pid}`
  let database: TestDatabase
  let pgbouncer: Pgbouncer
  beforeAll(async () => {
    database = await createDatabase('pgbouncer')
    await database.query(`
      create table users (id int primary key, name text not null, joined timestamptz not null, photo bytea, score float8);
      insert into users select g, 'user ' || g, timestamptz '2026-01-01 12:00Z' + g * interval '1 day', '\\x00ff', 0.1::float8 * 3
        from generate_series(1, 50) g;
      create table notes (id int primary key, owner int not null);
      insert into notes select g, 1 + g % 2 from generate_series(1, 20) g;
      alter table notes enable row level security;
      alter table notes force row level security;
      create policy own on notes using (owner = current_setting('app.user_id')::int);
      create role ${role} nologin;
      grant select on notes to ${role}`)
    pgbouncer = await startPgbouncer(database.url, { mode: 'transaction', size: 2 })
  })
  afterAll(async () => {
    await pgbouncer?.stop()
    await database.query(`drop owned by ${role}; drop role ${role}`)
    await database.drop()
  })

  async function open(spec: Partial<PostgresSpec> = {}): Promise<Source> {
    const source = await openSource(
      {
        name: 'pg',
        dialect: 'postgres',
        driver: 'postgres',
        url: pgbouncer.url,
        pool: { size: 8, maxWaiters: 1_000 },
        ...spec,
      },
      createEvents(),
    )
    onTestFinished(() => source.close())
    return source
  }

  /** Somebody else, who gets the same sessions in turn. */
  async function neighbour(work: (sql: postgresJs.Sql) => Promise<unknown>): Promise<void> {
    const sql = postgresJs(pgbouncer.url, { max: 4, prepare: false, fetch_types: false, onnotice: () => {} })
    try {
      await work(sql)
    } finally {
      await sql.end({ timeout: 1 })
    }
  }

  it('is found where nobody said so, and not where there is none', async () => {
    expect((await open()).pooled()).toBe(true)
    expect((await open({ url: database.url })).pooled()).toBe(false)
    expect((await open({ url: database.url, pooler: 'transaction' })).pooled(), 'declared').toBe(true)
  })

  it('gets no named statement, and no setting that outlives a transaction', async () => {
    const source = await open({ statementMs: 12_345 })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        source.run(
          statement(`select $1::text, current_setting('statement_timeout') /* ${index % 20} */`, [String(index)]),
          {},
        ),
      ),
    )
    expect(answers.map(({ rows }) => rows[0])).toEqual(
      Array.from({ length: 200 }, (_, index) => [String(index), '12345ms']),
    )
    await neighbour(async (sql) => {
      for (let time = 0; time < 10; time += 1) {
        const [row] = await sql`
          select (select count(*)::int from pg_prepared_statements) as prepared,
            current_setting('statement_timeout') as timeout, current_setting('IntervalStyle') as intervals`
        expect(row).toEqual({ prepared: 0, timeout: '0', intervals: 'postgres' })
      }
    })
  })

  it('hands over sessions that others have changed, and answers are the same', async () => {
    const document = '{ users(limit: 50) { id joined photo score } }'
    const direct = await createHeddle({ sources: { pg: database.url }, secret: 'a secret of the tests', log: 'silent' })
    const bounced = await createHeddle({
      sources: { pg: pgbouncer.url },
      secret: 'a secret of the tests',
      log: 'silent',
    })
    onTestFinished(() => Promise.all([direct.close(), bounced.close()]).then(() => undefined))
    const expected = (await runEngine(direct, document)).result
    expect(expected.errors).toBeUndefined()
    await neighbour(async (sql) => {
      const changes = ["time zone 'Asia/Tokyo'", 'bytea_output to escape', 'extra_float_digits to -10']
      for (let round = 0; round < 8; round += 1) {
        await Promise.all(changes.map((change) => sql.unsafe(`set ${change}`)))
        const answers = await Promise.all(Array.from({ length: 8 }, () => runEngine(bounced, document)))
        for (const { result } of answers) expect(result).toEqual(expected)
      }
      await sql.unsafe('reset all')
      await sql.unsafe('reset all')
    })
  }, 60_000)

  it('keeps viewers apart whose sessions the database itself decides by', async () => {
    const heddle = await createHeddle({
      sources: { pg: postgres({ url: pgbouncer.url, pool: { size: 8 } }) },
      session: { pg: (c: { user: number }) => ({ role, settings: { 'app.user_id': c.user } }) },
      context: () => ({ user: 1 }),
      permissions: 'open',
      secret: 'a secret of the tests',
      log: 'silent',
    })
    onTestFinished(() => heddle.close())
    const asked = Array.from({ length: 100 }, (_, index) => 1 + (index % 2))
    await Promise.all(
      asked.map(async (user) => {
        const viewer = { role: 'anonymous', context: { user } }
        const { result } = await runEngine(heddle, '{ notes(limit: 50) { owner } }', {}, { viewer })
        expect(result.data).toEqual({ notes: Array.from({ length: 10 }, () => ({ owner: user })) })
      }),
    )
  })

  it('reads one snapshot, goes on in another after a statement that failed, and can be stopped', async () => {
    const source = await open()
    const lease = await source.lease({})
    await lease.beginSnapshot()
    const count = statement('select count(*)::text from users')
    expect((await lease.run(count)).rows).toEqual([['50']])
    expect(await failure(lease.run(statement('select 1 / 0')))).toMatchObject({ code: 'DATABASE_ERROR' })
    expect((await lease.run(count)).rows).toEqual([['50']])
    await lease.release()
    const started = performance.now()
    const stopped = source.run(statement('select pg_sleep(20) /* bounced */'), { deadline: soon(200) })
    expect(await failure(stopped)).toMatchObject({ code: 'DATABASE_TIMEOUT' })
    expect(performance.now() - started).toBeLessThan(1_000)
    const running = `select 1 from pg_stat_activity where query like '%/* bounced%' and state = 'active' and pid <> pg_backend_pid()`
    await expect.poll(async () => (await database.query(running)).length, { timeout: 2_000 }).toBe(0)
    const read = await open({ readOnly: true })
    expect(await failure(read.run(statement('delete from users'), {}))).toMatchObject({ code: 'DATABASE_ERROR' })
  })

  it('takes part in a commit over several databases', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heddle-bounced-'))
    const file = join(folder, 'shop.db')
    const shop = new Database(file)
    shop.exec('create table orders (id integer primary key, user_id integer not null)')
    const heddle = await createHeddle({
      sources: { accounts: postgres({ url: pgbouncer.url }), shop: `sqlite:${file}` },
      tables: { accounts: { include: ['users'] }, shop: { include: ['orders'] } },
      writes: { setup: true, durability: 'none' },
      secret: 'a secret of the tests',
      log: 'silent',
    })
    onTestFinished(async () => {
      await heddle.close()
      shop.close()
      await rm(folder, { recursive: true })
    })
    const document = `mutation ($id: Int!, $order: Int!) @atomic {
      createUser(data: {id: $id, name: "Ada", joined: "2026-01-01T00:00:00Z"}) { id }
      createOrder(data: {id: $order, userId: $id}) { id }
    }`
    const names = async () =>
      (await database.query('select id from users where id > 50 order by id')).map(({ id }) => id)
    const orders = () => shop.prepare('select user_id from orders order by id').raw(true).all()
    for (let id = 51; id <= 60; id += 1) {
      const { result } = await runEngine(heddle, document, { id, order: id })
      expect(result).toMatchObject({ extensions: { transaction: { state: 'COMMITTED' } } })
    }
    const { result } = await runEngine(heddle, document, { id: 61, order: 60 })
    expect(result.errors).toBeDefined()
    expect(await names()).toEqual([51, 52, 53, 54, 55, 56, 57, 58, 59, 60])
    expect(orders()).toHaveLength(10)
    expect(await database.query('select gid from pg_prepared_xacts where database = current_database()')).toEqual([])
  }, 30_000)
})
