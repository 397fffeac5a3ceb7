import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import { describePostgres, postgresIsLocal } from '../support/postgres-server.ts'
import { usePostgres } from './postgres-world.ts'
import { describeSource, failure, soon, statement } from './source-contract.ts'

describePostgres('PostgreSQL', () => {
  const { database, open, backendOf, fresh, active, kill, pid, sleep } = usePostgres()

  describeSource('PostgreSQL', {
    open: (events) => openSource({ name: 'pg', dialect: 'postgres', driver: 'postgres', url: database.url }, events),
    echo: 'select $1::text',
  })

  it("answers with the server's text of every value", async () => {
    const source = await open()
    const texts = {
      '9007199254740993::int8': '9007199254740993',
      '12.340::numeric': '12.340',
      "'NaN'::numeric": 'NaN',
      '0.1::float8 + 0.2': '0.30000000000000004',
      true: 't',
      '7::int2': '7',
      "'2024-02-29 12:34:56.123456+02'::timestamptz": '2024-02-29 10:34:56.123456+00',
      "'2024-02-29 12:34:56.123456'::timestamp": '2024-02-29 12:34:56.123456',
      "date '2024-02-29'": '2024-02-29',
      "interval '1 day 02:03:04.5'": 'P1DT2H3M4.5S',
      [`'{"b": 1,  "a":1.50}'::json`]: '{"b": 1,  "a":1.50}',
      [`'{"b": 1,  "a":1.50}'::jsonb`]: '{"a": 1.50, "b": 1}',
      "'\\x00ff'::bytea": '\\x00ff',
      'array[1,null,3]': '{1,NULL,3}',
      "array['a b','c']": '{"a b",c}',
      'null::int': null,
    }
    const { rows } = await source.run(statement(`select ${Object.keys(texts).join(', ')}`), {})
    expect(rows).toEqual([Object.values(texts)])
  })

  it('sends every parameter as text that the statement types', async () => {
    const source = await open()
    const text = `select $1::int8 + 1, $2::jsonb ->> 'a', $3::timestamptz, not $4::bool, $5::bytea, $6::int[], $7::numeric, $8::date`
    const values = [
      9007199254740993n,
      '{"a":"ä"}',
      '2024-02-29T10:34:56.123456Z',
      'false',
      new Uint8Array([0, 255]),
      '{1,2}',
      1.5,
      '2024-02-29',
    ]
    const { rows } = await source.run(statement(text, values), {})
    expect(rows).toEqual([
      ['9007199254740994', 'ä', '2024-02-29 10:34:56.123456+00', 't', '\\x00ff', '{1,2}', '1.5', '2024-02-29'],
    ])
  })

  it('reads one snapshot, in which nothing can be written', async () => {
    const source = await open()
    const lease = await source.lease({})
    await lease.beginSnapshot()
    const count = statement('select count(*) from t where n = 77')
    expect((await lease.run(count)).rows).toEqual([['0']])
    await database.query('insert into t values (77, 77)')
    expect((await lease.run(count)).rows).toEqual([['0']])
    expect((await failure(lease.run(statement('delete from t')))).cause).toMatchObject({ code: '25006' })
    await lease.release()
    expect((await source.run(count, {})).rows).toEqual([['1']])
    await database.query('delete from t where id = 77')
  })

  it('re-reads a table that was altered, and says SCHEMA_CHANGED inside a snapshot', async () => {
    const source = await open({ size: 1 })
    await database.query('create table altered (a int)')
    const all = statement('select * from altered')
    await source.run(all, {})
    await database.query('alter table altered add column b int')
    await source.run(all, {})
    const lease = await source.lease({})
    await lease.run(all)
    await database.query('alter table altered add column c int')
    await lease.beginSnapshot()
    expect((await failure(lease.run(all))).code).toBe('SCHEMA_CHANGED')
    await lease.release()
    expect((await source.run(all, {})).rows).toEqual([])
    await database.query('drop table altered')
  })

  it('says SCHEMA_CHANGED where a column has another type now, with other operators', async () => {
    const source = await open({ size: 1 })
    await database.query('create table retyped (d date)')
    const recent = statement("select d from retyped where d > date '2020-01-01'")
    await source.run(recent, {})
    await database.query('alter table retyped alter d type text')
    expect((await failure(source.run(recent, {}))).code).toBe('SCHEMA_CHANGED')
    await database.query('drop table retyped')
  })

  it('keeps 256 statements prepared on a connection: those that were asked for last', async () => {
    const source = await open({ size: 1 })
    const lease = await source.lease({})
    const run = async (from: number, to: number) => {
      for (let index = from; index < to; index += 1) await lease.run(statement(`select ${index}`))
      const text = `select count(*), min(statement), max(statement) from pg_prepared_statements where statement < 'select 9'`
      const { rows } = await lease.run({ text, values: [], prepare: false })
      return rows[0]
    }
    expect(await run(1_000, 1_300)).toEqual(['256', 'select 1044', 'select 1299'])
    expect(await run(1_300, 2_600)).toEqual(['256', 'select 2344', 'select 2599'])
    await lease.release()
  })

  it('prepares again what the server has forgotten', async () => {
    const source = await open({ size: 1 })
    const one = statement('select 1')
    await source.run(one, {})
    await source.run({ text: 'deallocate all', values: [], prepare: false }, {})
    expect((await source.run(one, {})).rows).toEqual([['1']])
    const wrong = statement('select 1/($1::int)', ['0'])
    for (let times = 0; times < 3; times += 1)
      expect((await failure(source.run(wrong, {}))).code).toBe('DATABASE_ERROR')
    expect((await source.run(statement('select 1/($1::int)', ['1']), {})).rows).toEqual([['1']])
  })

  it('goes on after a statement that waits for data which nobody has', async () => {
    const source = await open({ size: 1 })
    for (const prepare of [true, false]) {
      const copy = { text: 'copy t from stdin', values: [], prepare }
      // What PostgreSQL calls it when a client has nothing to copy.
      expect((await failure(source.run(copy, { deadline: soon(5_000) }))).cause).toMatchObject({ code: '57014' })
    }
    const out = await source.run({ text: 'copy (select 1) to stdout', values: [], prepare: false }, {})
    expect(out.rows).toEqual([])
    expect((await source.run(statement('select 1'), {})).rows).toEqual([['1']])
  })

  it('reads rows of any length, empty ones and nulls', async () => {
    const source = await open({ size: 1 })
    const wide = await source.run(statement(`select ${Array(1_600).fill('null').join(', ')}`), {})
    expect(wide.rows).toEqual([Array(1_600).fill(null)])
    const lengths = [0, 1, 1_023, 1_024, 65_000, 65_536, 5_000_000]
    for (const bytes of [true, false]) {
      const text = `select repeat('ä', n::int) from unnest($1::int[]) n`
      const { rows } = await source.run({ ...statement(text, [`{${lengths.join()}}`]), bytes }, {})
      const texts = rows.map(([cell]) => (cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell)))
      expect(texts.map((cell) => [cell.length, /^ä*$/.test(cell)])).toEqual(lengths.map((length) => [length, true]))
    }
    const long = 'ö'.repeat(3_000_000)
    expect((await source.run(statement('select length($1)', [long]), {})).rows).toEqual([['3000000']])
    expect((await source.run(statement('select generate_series(1, 100000)::text'), {})).rows).toHaveLength(100_000)
  })

  it('keeps the bytes of an answer while others come over the same connection', async () => {
    const source = await open({ size: 1 })
    const repeated = (character: string, length: number) =>
      source.run({ ...statement('select repeat($1, $2::int)', [character, String(length)]), bytes: true }, {})
    for (const length of [1_015, 1_023, 1_024, 8_192, 65_536, 200_000]) {
      const answers = [await repeated('a', length), await repeated('b', length), await repeated('c', length)]
      const texts = answers.map(({ rows: [row] }) => Buffer.from(row![0] as Uint8Array | string).toString())
      expect(texts.map((text) => [text[0], text.at(-1), text.length])).toEqual(
        ['a', 'b', 'c'].map((character) => [character, character, length]),
      )
      expect(answers.map(({ rows: [row] }) => typeof row![0] === 'string')).toEqual(Array(3).fill(length < 1_024))
    }
  })

  it('cancels in the database what reached its deadline, and answers in time', async () => {
    const source = await open()
    const started = performance.now()
    const error = await failure(
      source.run(statement('select pg_sleep($1) /* deadline */', ['20']), { deadline: soon(200) }),
    )
    expect(error.code).toBe('DATABASE_TIMEOUT')
    expect(performance.now() - started).toBeLessThan(2_000)
    await expect.poll(() => active('/\\* deadline')).toBe(0)
  })

  it('cancels an abandoned statement and no other', async () => {
    const source = await open({ size: 4 })
    const results = await Promise.all(
      Array.from({ length: 80 }, async (_, index) => {
        const abandon = new AbortController()
        const mine = index % 2 === 0
        if (mine) setTimeout(() => abandon.abort(), Math.random() * 20)
        const options = { signal: abandon.signal, deadline: soon(20_000) }
        const ran = source.run(statement('select pg_sleep(0.02)::text'), options)
        return ran.then(
          () => 'done',
          (error: { code: string }) => (mine ? 'abandoned' : error.code),
        )
      }),
    )
    expect(results.filter((result) => result !== 'done' && result !== 'abandoned')).toEqual([])
    expect(results).toContain('abandoned')
  })

  it('stops what runs when its lease is given back', async () => {
    const source = await open()
    const lease = await source.lease({})
    const running = failure(lease.run(statement('select pg_sleep($1) /* released */', ['20'])))
    await expect.poll(() => active('/\\* released')).toBe(1)
    await lease.release()
    expect((await running).code).toBe('CANCELLED')
    await expect.poll(() => active('/\\* released')).toBe(0)
  })

  it('waits for a connection in the order of asking, no longer than allowed', async () => {
    const source = await open({ size: 1 })
    const impatient = await open({ size: 1, timeoutMs: 1_000 })
    const kept = await impatient.lease({})
    const held = await source.lease({})
    expect(await failure(impatient.lease({}))).toMatchObject({ code: 'DATABASE_TIMEOUT' })
    await kept.release()
    expect(await failure(source.lease({ deadline: soon(10) }))).toMatchObject({ code: 'DATABASE_TIMEOUT' })
    const abandon = new AbortController()
    const abandoned = failure(source.lease({ signal: abandon.signal }))
    const order: string[] = []
    const waiting = ['a', 'b', 'c'].map(async (name) => {
      const lease = await source.lease({})
      order.push(name)
      await lease.release()
    })
    abandon.abort()
    expect((await abandoned).code).toBe('CANCELLED')
    await held.release()
    await Promise.all(waiting)
    expect(order).toEqual(['a', 'b', 'c'])
  })

  it('refuses at once when too many wait', async () => {
    const source = await open({ size: 1, maxWaiters: 1 })
    const held = await source.lease({})
    const waiting = source.lease({})
    expect(await failure(source.lease({}))).toMatchObject({ code: 'OVERLOADED' })
    await held.release()
    await (await waiting).release()
  })

  describe('when a backend is killed', () => {
    it('runs a statement that only reads once more, and rejects one that may write', async () => {
      const source = await open({ size: 1 })
      await source.run(pid, {})
      const read = source.run(statement('select count(*)::text /* killed */ from t, pg_sleep(0.5)'), {})
      await expect.poll(() => active('/\\* killed')).toBe(1)
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%/* killed%' and pid <> pg_backend_pid()`,
      )
      expect((await read).rows).toEqual([['10']])
      const write = failure(
        source.run(statement(`with w as (update t set n = n returning 1) select pg_sleep(20) /* doomed */`), {}),
      )
      await expect.poll(() => active('/\\* doomed')).toBe(1)
      await database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where query like '%/* doomed%' and pid <> pg_backend_pid()`,
      )
      expect((await write).code).toBe('DATABASE_UNAVAILABLE')
    })

    it('lends another where an idle one died', async () => {
      const source = await open({ size: 2 })
      const first = await backendOf(fresh(source))
      await kill(first)
      expect(await backendOf(fresh(source))).not.toBe(first)
    })

    it('never goes on with a snapshot on another connection', async () => {
      const source = await open({ size: 1 })
      const lease = await source.lease({})
      await lease.beginSnapshot()
      await kill(await backendOf(lease))
      for (let attempt = 0; attempt < 3; attempt += 1) {
        expect((await failure(lease.run(pid))).code).toBe('DATABASE_UNAVAILABLE')
      }
      await lease.release()
      expect((await source.run(statement('select 1'), {})).rows).toEqual([['1']])
    })
  })

  it.skipIf(!postgresIsLocal)('gives up a backend that does not answer, half a second after the deadline', async () => {
    const source = await open({ size: 1 })
    const lease = await source.lease({ deadline: soon(1_000) })
    const backend = await backendOf(lease)
    process.kill(backend, 'SIGSTOP')
    try {
      expect((await failure(lease.run(sleep))).code).toBe('DATABASE_TIMEOUT')
      await lease.release()
      const started = performance.now()
      expect(await backendOf(fresh(source, { deadline: soon(20_000) }))).not.toBe(backend)
      expect(performance.now() - started).toBeLessThan(4_000)
    } finally {
      process.kill(backend, 'SIGCONT')
    }
  })

  it('cannot be reached: says where, without the password, and what to check', async () => {
    const wrong = new URL(database.url)
    wrong.pathname = '/no_such_database'
    wrong.username = 'somebody'
    wrong.password = 'hunter2'
    const spec = { name: 'pg', dialect: 'postgres', driver: 'postgres', url: wrong.href } as const
    const refused = await failure(openSource(spec, createEvents()))
    expect(refused).toMatchObject({ code: 'SOURCE_UNREACHABLE', details: { source: 'pg' } })
    const nobody = { ...spec, url: 'postgres://me:hunter2@127.0.0.1:1/x' }
    const error = await failure(openSource(nobody, createEvents()))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.message).toMatch(/^Source "pg" at 127\.0\.0\.1:1\/x cannot be reached: connect ECONNREFUSED/)
    for (const { message } of [refused, error]) expect(message).not.toContain('hunter2')
  })

  it.each(['disable', 'prefer'])(
    'gives up a server that accepts and says nothing, or hangs up (sslmode=%s)',
    async (tls) => {
      const sockets = new Set<Socket>()
      for (const answer of [() => {}, (socket: Socket) => socket.end(), (socket: Socket) => socket.resetAndDestroy()]) {
        const silent = createServer((socket) => {
          sockets.add(socket)
          socket.on('error', () => {}).once('data', () => answer(socket))
        })
        await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
        const url = `postgres://me@127.0.0.1:${(silent.address() as AddressInfo).port}/x?sslmode=${tls}`
        const spec = { name: 'pg', dialect: 'postgres', driver: 'postgres', url, pool: { connectMs: 300 } } as const
        const started = performance.now()
        expect((await failure(openSource(spec, createEvents()))).code).toBe('SOURCE_UNREACHABLE')
        expect(performance.now() - started).toBeLessThan(4_000)
        for (const socket of sockets) socket.destroy()
        silent.close()
      }
    },
  )

  it('refuses every write of a read-only source', async () => {
    const source = await openSource(
      { name: 'pg', dialect: 'postgres', driver: 'postgres', url: database.url, readOnly: true },
      createEvents(),
    )
    expect((await failure(source.run(statement('insert into t values (99, 1)'), {}))).cause).toMatchObject({
      code: '25006',
    })
    await source.close()
  })
})
