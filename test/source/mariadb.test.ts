import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createEvents } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Lease, LeaseOptions, Source } from '../../src/source/source.ts'
import type { PoolSpec } from '../../src/source/source-spec.ts'
import { createMariadbDatabase, describeServers } from '../support/mariadb-server.ts'
import type { TestDatabase } from '../support/postgres-server.ts'
import { describeSource, failure, soon, statement } from './source-contract.ts'

describeServers('a source through mysql2', (server) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createMariadbDatabase('source', server)
    await database.query('create table t (id int primary key, n int)')
    await database.query(
      `insert into t values ${Array.from({ length: 10 }, (_, at) => `(${at + 1}, ${at + 1})`).join(', ')}`,
    )
  })
  afterAll(() => database.drop())

  const spec = (url = database.url, pool: PoolSpec = {}) => ({ name: 'ma', dialect: 'mariadb' as const, url, pool })
  async function open(pool: PoolSpec = {}, url = database.url): Promise<Source> {
    const source = await openSource(spec(url, pool), createEvents())
    onTestFinished(() => source.close())
    return source
  }
  const thread = statement('select connection_id()')
  const threadOf = async (runner: Pick<Lease, 'run'>) => Number((await runner.run(thread)).rows[0]?.[0])
  const fresh = (source: Source, options: LeaseOptions = {}): Pick<Lease, 'run'> => ({
    run: (asked) => source.run(asked, options),
  })
  const threads = async (marker: string) =>
    (await database.query('show processlist')).filter(
      ({ Info }) => String(Info).includes(marker) && !String(Info).includes('show'),
    ).length

  describeSource('MariaDB', { open: (events) => openSource(spec(), events), echo: 'select ?' })

  it('prints values as text with all their digits, prepared or not', async () => {
    const source = await open()
    const texts = {
      '9007199254740993': '9007199254740993',
      '18446744073709551615': '18446744073709551615',
      '12.340': '12.340',
      "timestamp'2024-02-29 12:34:56.123456'": '2024-02-29 12:34:56.123456',
      "date'2024-02-29'": '2024-02-29',
      '0.1e0 + 0.2e0': '0.30000000000000004',
      "'emoji 😀'": 'emoji 😀',
      null: null,
    }
    for (const prepare of [true, false]) {
      const { rows } = await source.run({ ...statement(`select ${Object.keys(texts).join(', ')}`), prepare }, {})
      expect(rows).toEqual([Object.values(texts)])
    }
  })

  it('sends integers, floats, text and bytes as what they are', async () => {
    const source = await open()
    const values = [9007199254740993n, 18446744073709551615n, 0.1, "o'ç😀", new Uint8Array([0, 255])]
    const { rows } = await source.run(statement('select ? + 0, ? + 0, ? + 0e0, ?, hex(?)', values), {})
    expect(rows).toEqual([['9007199254740993', '18446744073709551615', '0.1', "o'ç😀", '00FF']])
  })

  it('stops a statement in the database at the deadline, and uses the connection no more', async () => {
    const source = await open({ size: 1 })
    const before = await threadOf(fresh(source))
    const asked = performance.now()
    const error = await failure(source.run(statement('select sleep(20) as stopped_here'), { deadline: soon(200) }))
    expect(error.code).toBe('DATABASE_TIMEOUT')
    expect(performance.now() - asked).toBeLessThan(1_500)
    await expect.poll(() => threads('stopped_here')).toBe(0)
    expect(await threadOf(fresh(source))).not.toBe(before)
  })

  it('never stops a statement of somebody else', async () => {
    const source = await open({ size: 4 })
    const works = Array.from({ length: 60 }, async (_, index) => {
      const options = index % 2 === 0 ? { deadline: soon(index) } : {}
      return source.run(statement('select ?, sleep(0.03)', [String(index)]), options).then(
        ({ rows }) => rows[0]?.[0],
        (error: { code: string }) => error.code,
      )
    })
    const answers = await Promise.all(works)
    for (const [index, answer] of answers.entries()) {
      if (index % 2 === 1) expect(answer).toBe(String(index))
      else expect([String(index), 'DATABASE_TIMEOUT']).toContain(answer)
    }
  })

  it('repeats a read whose connection was killed, and fails no one else', async () => {
    const source = await open({ size: 2 })
    const lease = await source.lease({})
    const id = await threadOf(lease)
    await database.query(`kill ${id}`)
    expect((await lease.run(statement('select ?', ['on']))).rows).toEqual([['on']])
    await lease.release()
  })

  it('loses a snapshot with its connection, and says so', async () => {
    const source = await open()
    const lease = await source.lease({})
    await lease.beginSnapshot()
    await database.query(`kill ${await threadOf(lease)}`)
    expect((await failure(lease.run(statement('select 1')))).code).toBe('DATABASE_UNAVAILABLE')
    expect((await failure(lease.run(statement('select 1')))).code).toBe('DATABASE_UNAVAILABLE')
    await lease.release()
  })

  it('reads one snapshot, in which nothing can be written', async () => {
    const source = await open()
    const lease = await source.lease({})
    await lease.beginSnapshot()
    const count = statement('select count(*) from t')
    const before = (await lease.run(count)).rows
    await database.query('insert into t values (100, 1)')
    expect((await lease.run(count)).rows).toEqual(before)
    expect((await failure(lease.run(statement('insert into t values (101, 1)')))).code).toBe('DATABASE_ERROR')
    await lease.release()
    await database.query('delete from t where id = 100')
  })

  it('leaves nothing of a borrower to the next: variables, settings, locks, temporary tables', async () => {
    const source = await open({ size: 1 })
    const lease = await source.lease({})
    const id = await threadOf(lease)
    for (const text of [
      'set @left = 1',
      "set time_zone = '+05:00'",
      'create temporary table left_over (id int)',
      'set group_concat_max_len = 4',
    ]) {
      await lease.run({ ...statement(text), prepare: false })
    }
    await lease.run(statement("select get_lock('left', 0)"))
    await lease.release()
    expect(await threadOf(fresh(source))).toBe(id)
    const left = await source.run(
      statement('select @left, @@time_zone, @@group_concat_max_len, @@character_set_client'),
      {},
    )
    expect(left.rows).toEqual([[null, '+00:00', '1073741824', 'utf8mb4']])
    expect((await failure(source.run(statement('select * from left_over'), {}))).code).toBe('SCHEMA_CHANGED')
  })

  it('refuses an answer of which the server would cut a text', async () => {
    const source = await open()
    // As long as a packet may be is up to the server: 16 MiB, or 64.
    const half = '@@global.max_allowed_packet div 2 + 1'
    const text = `select concat(repeat('a', ${half}), repeat('b', ${half}))`
    expect((await failure(source.run(statement(text), {}))).code).toBe('LIMIT_EXCEEDED')
    const { rows } = await source.run(
      statement("select length(group_concat(repeat('x', 1000000) separator '')) from t"),
      {},
    )
    expect(rows).toEqual([['10000000']])
  })

  it('refuses a value that is longer than a packet, and goes on', async () => {
    const source = await open({ size: 1 })
    const [row] = await database.query('select @@global.max_allowed_packet as most')
    const error = await failure(source.run(statement('select length(?)', ['x'.repeat(Number(row?.['most']) + 1)]), {}))
    expect(error.code).toBe('LIMIT_EXCEEDED')
    expect((await source.run(statement('select ?', ['on']), {})).rows).toEqual([['on']])
  }, 60_000)

  it('keeps at most 256 statements prepared', async () => {
    const source = await open({ size: 1 })
    for (let index = 0; index < 400; index += 1) await source.run(statement(`select ${index}, ?`, ['x']), {})
    const [row] = await database.query("show global status like 'Prepared_stmt_count'")
    expect(Number(row?.['Value'])).toBeLessThanOrEqual(600) // other tests prepare meanwhile
  })

  it('fails to open where the login is refused, without the password in the message', async () => {
    const url = database.url.replace('root@', 'nobody:hunter2@')
    const error = await failure(openSource(spec(url), createEvents()))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(error.message).not.toContain('hunter2')
    expect(error.message).toContain(`${new URL(database.url).host}/`)
  })

  it('logs in with a password where nothing is encrypted, and has the server end what runs too long', async () => {
    const user = `heddle_${process.pid}`
    await database.query(`create user ${user}@'%' identified by 's3cret'; grant all on *.* to ${user}@'%'`)
    onTestFinished(async () => void (await database.query(`drop user ${user}@'%'`)))
    const url = `${database.url.replace('root@', `${user}:s3cret@`)}?ssl-mode=disabled`
    const source = await openSource({ ...spec(url), statementMs: 2_500 }, createEvents())
    onTestFinished(() => source.close())
    const limit = server === 'mysql' ? '@@max_execution_time' : '@@max_statement_time * 1000'
    const { rows } = await source.run(statement(`select current_user(), round(${limit})`), {})
    expect(rows).toEqual([[`${user}@%`, '2500']])
  })

  it('says which setting a session does not take', async () => {
    const proxy = await tamperingProxy(new URL(database.url))
    onTestFinished(() => proxy.close())
    const error = await failure(
      openSource(spec(`${database.url.replace(/:\d+\//, `:${proxy.port}/`)}?ssl-mode=disabled`), createEvents()),
    )
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.message).toContain('time_zone')
  })

  it('gives up on a server that accepts and says nothing', async () => {
    const server = createServer(() => {})
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const asked = performance.now()
    const silent = `mysql://root@127.0.0.1:${port}/x?ssl-mode=disabled`
    const error = await failure(openSource(spec(silent, { connectMs: 300 }), createEvents()))
    expect(error.code).toBe('SOURCE_UNREACHABLE')
    expect(performance.now() - asked).toBeLessThan(2_000)
  })
})

/** A proxy that changes the time zone which is set: as a pooler may, that answers for other sessions. */
async function tamperingProxy(target: URL): Promise<{ port: number; close: () => void }> {
  const sockets: Socket[] = []
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 3306), target.hostname)
    sockets.push(client, upstream)
    client.on('data', (data) => {
      const text = data.toString('latin1').replace("time_zone = '+00:00'", "time_zone = '+01:00'")
      upstream.write(Buffer.from(text, 'latin1'))
    })
    upstream.on('data', (data) => client.write(data))
    client.on('error', () => upstream.destroy())
    upstream.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, close }
}
