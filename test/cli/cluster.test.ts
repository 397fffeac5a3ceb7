import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildCommand, runHeddle, startHeddle } from '../support/heddle-command.ts'
import { ask, runs, workersAt } from '../support/ask-workers.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

const cwd = mkdtempSync(join(tmpdir(), 'heddle-cluster-'))
const serveTwo = ['serve', '--config', 'two.config.ts', '--workers', '2', '--port', '0']

/** Fields that tell which process answered, and that take time. */
const extend = `{
  typeDefs: 'extend type Query { pid: Int! slow(ms: Int = 700): Int! busyForEver: Int! }',
  resolvers: {
    Query: {
      pid: () => process.pid,
      slow: (_, { ms }) => new Promise((done) => setTimeout(() => done(process.pid), ms)),
      busyForEver: () => { for (;;); },
    },
  },
}`

beforeAll(() => {
  buildCommand()
  makeShop('shop.db')
  writeFileSync(join(cwd, 'two.config.ts'), `export default { sources: { shop: 'sqlite:shop.db' }, extend: ${extend} }`)
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

function makeShop(file: string): void {
  const database = new Database(join(cwd, file))
  database.exec('create table orders (id integer primary key, total int); insert into orders values (1, 10), (2, 20)')
  database.close()
}

describe('heddle serve --workers 2', () => {
  it('answers from two processes, says so once, and ends them all on SIGTERM, with their requests answered', async () => {
    const heddle = await startHeddle(serveTwo, { cwd })
    expect(heddle.banner).toMatchObject({ workers: 2, sources: [{ name: 'shop', tables: 1 }] })
    const workers = await workersAt(heddle)
    expect(workers).not.toContain(heddle.pid)
    for (const place of ['/ready', '/health']) {
      for (const _ of workers) expect((await fetch(heddle.url.replace('/graphql', place))).status).toBe(200)
    }

    const slow = [ask<{ slow: number }>(heddle.url, '{ slow }'), ask<{ slow: number }>(heddle.url, '{ slow }')]
    await new Promise((resolve) => setTimeout(resolve, 200))
    heddle.signal('SIGTERM')
    expect((await Promise.all(slow)).map((answer) => answer.slow).sort()).toEqual(workers.sort())
    const { code, stdout, stderr } = await heddle.ended
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Stopping: requests under way are finished first.\n' })
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(workers.filter(runs)).toEqual([])
  })

  it('starts workers whose young generation stays large', async () => {
    const young = `import { getHeapSpaceStatistics } from 'node:v8'
      const youngBytes = () => getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
      const extend = { typeDefs: 'extend type Query { youngBytes: Int! }', resolvers: { Query: { youngBytes } } }
      export default { sources: { shop: 'sqlite:shop.db' }, extend }`
    writeFileSync(join(cwd, 'young.config.ts'), young)
    const heddle = await startHeddle(['serve', '--config', 'young.config.ts', '--workers', '2', '--port', '0'], { cwd })
    const { youngBytes } = await ask<{ youngBytes: number }>(heddle.url, '{ youngBytes }')
    expect(youngBytes).toBeGreaterThanOrEqual(16 * 1024 * 1024)
    heddle.signal('SIGTERM')
    expect((await heddle.ended).code).toBe(0)
  })

  it('reads in one worker the cursor that another has made, without a secret in the config', async () => {
    const heddle = await startHeddle(serveTwo, { cwd })
    const workers = await workersAt(heddle)
    type Page = { pid: number; ordersConnection: { nodes: { id: number }[]; pageInfo: { endCursor: string } } }
    const page = (after: string) =>
      ask<Page>(heddle.url, `{ pid ordersConnection(first: 1${after}) { nodes { id } pageInfo { endCursor } } }`)

    const first = await page('')
    const readBy = new Set<number>()
    const read = async () => {
      const second = await page(`, after: "${first.ordersConnection.pageInfo.endCursor}"`)
      expect(second.ordersConnection.nodes).toEqual([{ id: 2 }])
      return readBy.add(second.pid).size
    }
    await expect.poll(read, { timeout: 5_000, interval: 1 }).toBe(workers.length)
  })

  it('replaces a worker that was killed, and answers meanwhile', async () => {
    const heddle = await startHeddle(serveTwo, { cwd })
    const [victim = 0, other] = await workersAt(heddle)
    process.kill(victim, 'SIGKILL')
    await expect.poll(() => runs(victim)).toBe(false)
    expect(await ask(heddle.url, '{ pid }')).toEqual({ pid: other })
    // How soon the next one serves is the machine's to say; that it does, the log.
    await expect.poll(() => heddle.output().stderr, { timeout: 30_000 }).toMatch(/Worker \d \(process \d+\) serves/)
    const after = await workersAt(heddle)
    expect(after).toContain(other)
    expect(after).not.toContain(victim)
    expect(heddle.output().stderr).toMatch(new RegExp(`"level":50.*process ${victim}\\) ended: SIGKILL`))

    // One that is asked to leave finishes its requests.
    const slow = ask<{ slow: number }>(heddle.url, '{ slow }')
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (const pid of after) process.kill(pid, 'SIGTERM')
    expect(after).toContain((await slow).slow)
    await expect.poll(() => ask(heddle.url, '{ pid }').catch(() => null), { timeout: 10_000 }).not.toBe(null)
    heddle.signal('SIGTERM')
    expect((await heddle.ended).code).toBe(0)
  })

  it('is found at its port again, whoever still has a request of before', async () => {
    const heddle = await startHeddle(serveTwo, { cwd })
    const workers = await workersAt(heddle)
    const slow = ask<{ slow: number }>(heddle.url, '{ slow(ms: 4500) }')
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (const pid of workers) process.kill(pid, 'SIGTERM')
    const next = async () => (await ask<{ pid: number }>(heddle.url, '{ pid }').catch(() => null))?.pid
    await expect.poll(next, { timeout: 10_000 }).toSatisfy((pid) => pid !== undefined && !workers.includes(pid))
    expect(workers).toContain((await slow).slow)
    // Both are found there in the end.
    await expect.poll(async () => workers.some(runs), { timeout: 10_000 }).toBe(false)
    const serves = () => heddle.output().stderr.match(/serves\./g)?.length
    await expect.poll(serves, { timeout: 10_000 }).toBe(2)
    await workersAt(heddle)
  })

  it('tries again while another worker serves, and ends with the reason where none can', async () => {
    makeShop('moved.db')
    writeFileSync(
      join(cwd, 'moved.config.ts'),
      `export default { sources: { shop: 'sqlite:moved.db' }, extend: ${extend} }`,
    )
    const heddle = await startHeddle(
      ['serve', '--config', 'moved.config.ts', '--workers', '2', '--port', '0', '--log', 'error'],
      { cwd },
    )
    const [first = 0, second = 0] = await workersAt(heddle)
    renameSync(join(cwd, 'moved.db'), join(cwd, 'gone.db'))
    process.kill(first, 'SIGKILL')
    const log = () => heddle.output().stderr
    await expect.poll(log, { timeout: 10_000 }).toMatch(/exit code 3\. Another one starts in 0\.2 s.*no such file/)
    expect(await ask(heddle.url, '{ pid }')).toEqual({ pid: second })
    process.kill(second, 'SIGKILL')
    const { code, stderr } = await heddle.ended
    expect(code).toBe(3)
    expect(stderr).toMatch(/\{"error":\{"code":"SOURCE_UNREACHABLE".*there is no such file/)
  })

  it('reloads all workers on SIGHUP; what cannot be served is told once, and all go on', async () => {
    makeShop('growing.db')
    const config = join(cwd, 'growing.config.ts')
    const write = (source: string) =>
      writeFileSync(config, `export default { sources: { shop: '${source}' }, extend: ${extend} }`)
    write('sqlite:growing.db')
    const heddle = await startHeddle(['serve', '--config', 'growing.config.ts', '--workers', '2', '--port', '0'], {
      cwd,
    })
    const workers = await workersAt(heddle)
    const seen = async () => {
      type Answer = { pid: number; __type: { fields: { name: string }[] } }
      const { pid, __type } = await ask<Answer>(heddle.url, '{ pid __type(name: "Order") { fields { name } } }')
      return __type.fields.some(({ name }) => name === 'more') ? pid : null
    }
    const database = new Database(join(cwd, 'growing.db'))
    database.exec('alter table orders add column more text')
    database.close()
    heddle.signal('SIGHUP')
    await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toBe('Reloaded.\n')
    const reloaded = new Set([await seen(), await seen(), await seen(), await seen()])
    expect([...reloaded].sort()).toEqual(workers.sort())

    write('sqlite::memory:')
    heddle.signal('SIGHUP')
    await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toContain('Reloading failed; what was served')
    write('sqlite:nosuch.db')
    heddle.signal('SIGHUP')
    await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toContain('there is no such file')
    expect(heddle.output().stderr.match(/Reloading failed/g)).toHaveLength(2)
    expect((await workersAt(heddle)).sort()).toEqual(workers)
  })

  it('stops, and reloads, while a worker is being replaced', async () => {
    const heddle = await startHeddle(serveTwo, { cwd })
    const killOne = async (pid: number | undefined) => {
      const log = heddle.output().stderr.length
      process.kill(pid ?? 0, 'SIGKILL')
      const starts = () => heddle.output().stderr.slice(log)
      await expect.poll(starts, { interval: 10 }).toContain('Another one starts in 0.')
      // The delay, and some of the time in which the new process does nothing yet but read its modules.
      const delay = Number(/starts in (0\.\d)/.exec(starts())?.[1])
      await new Promise((resolve) => setTimeout(resolve, delay * 1_000 + 50))
    }
    await killOne((await workersAt(heddle))[0])
    heddle.signal('SIGHUP')
    await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toContain('Reloaded.')
    await killOne((await workersAt(heddle))[0])
    heddle.signal('SIGTERM')
    expect((await heddle.ended).code).toBe(0)
  })

  it('applies migrations once, before the second worker starts', async () => {
    const folder = join(cwd, 'migrations/20250101000000_slow')
    mkdirSync(folder, { recursive: true })
    // So slow that two who start at the same time would both run it.
    const rows = 'with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000) select i from n'
    writeFileSync(
      join(folder, 'migration.sql'),
      `create table orders as select count(*) as n from (${rows});
--> statement-breakpoint
delete from orders;`,
    )
    writeFileSync(
      join(cwd, 'migrated.config.ts'),
      `import { sqlite } from 'heddle/sqlite'
       const shop = sqlite({ file: 'migrated.db', migrations: 'migrations' })
       export default { sources: { shop }, extend: ${extend} }`,
    )
    const args = ['serve', '--config', 'migrated.config.ts', '--workers', '2', '--port', '0']
    const heddle = await startHeddle(args, { cwd })
    for (const _ of await workersAt(heddle)) expect(await ask(heddle.url, '{ orders { n } }')).toEqual({ orders: [] })
    expect(heddle.output().stderr).toBe('')
  })

  it('leaves no process behind: not where it is killed, and not one whose thread is busy for ever', async () => {
    const killed = await startHeddle(serveTwo, { cwd })
    const workers = await workersAt(killed)
    killed.signal('SIGKILL')
    await expect.poll(() => workers.filter(runs), { timeout: 5_000 }).toEqual([])

    const busy = await startHeddle(serveTwo, { cwd })
    const all = await workersAt(busy)
    const never = ask(busy.url, '{ busyForEver }').then(
      () => 'answered',
      () => 'lost',
    )
    await new Promise((resolve) => setTimeout(resolve, 200))
    busy.signal('SIGTERM')
    await expect.poll(() => busy.output().stderr).toContain('Stopping')
    busy.signal('SIGTERM')
    expect((await busy.ended).code).toBe(143)
    await expect.poll(() => all.filter(runs), { timeout: 2_000 }).toEqual([])
    expect(await never).toBe('lost')
  })
})

it.each([
  [2, 'an embedded PGlite', ['lite=pglite:lite', '--workers', '2'], /"lite" is an embedded PGlite, which one process/],
  [2, 'PGlite behind a variable', ['lite=env:LITE', '--workers', '2'], /"lite" is an embedded PGlite/],
  [2, 'SQLite in memory', ['shop=sqlite::memory:', '--workers', '2'], /"shop" is a SQLite database in memory/],
  [2, 'no worker', ['shop=sqlite:shop.db', '--workers', '0'], /--workers 0: that is no number of processes/],
  [2, 'half a worker', ['shop=sqlite:shop.db', '--workers', '1.5'], /--workers 1\.5: that is no number/],
  [2, 'too many', ['shop=sqlite:shop.db', '--workers', '1000'], /a whole number from 1 to 256/],
  [2, 'a link that is wrong', ['shop=sqlite:shop.db', '--link', 'users.id=orders.id', '--workers', '2'], /users/],
  [3, 'a file that is not there', ['shop=sqlite:nosuch.db', '--workers', '2'], /there is no such file/],
])('exits with %i on %s, and says why once', async (code, _name, args, message) => {
  const ended = await runHeddle(['serve', ...args, '--port', '0'], { cwd, env: { LITE: 'pglite:lite' } })
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(message)
  expect(ended.stderr.match(/^error /gm)).toHaveLength(1)
  expect(ended.stderr).toMatch(/^fix {4}\S/m)
})

it('exits with 2 where the port is taken, and says so once', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const args = ['serve', 'shop=sqlite:shop.db', '--workers', '2', '--port', String(port), '--json']
  const { code, stdout, stderr } = await runHeddle(args, { cwd })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'CONFIG_INVALID' } })
})

it('refuses the demo, which has a PGlite, before it makes databases', async () => {
  const { code, stderr } = await runHeddle(['demo', '--workers', '2'], { cwd })
  expect(code).toBe(2)
  expect(stderr).toMatch(/"accounts" is an embedded PGlite/)
  expect(stderr).not.toContain('making')
})

describePostgres('heddle serve --workers 2 over PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createDatabase('cluster')
    await database.query('create table users (id int primary key, name text not null)')
    await database.query("insert into users values (1, 'Ann')")
  })
  afterAll(() => database.drop())

  it('has a pool in each worker, and leaves no connection behind', async () => {
    writeFileSync(
      join(cwd, 'server.config.ts'),
      `export default { sources: { accounts: 'env:ACCOUNTS' }, extend: ${extend} }`,
    )
    const args = ['serve', '--config', 'server.config.ts', '--workers', '2', '--port', '0']
    const heddle = await startHeddle(args, { cwd, env: { ACCOUNTS: database.url } })
    const workers = await workersAt(heddle)
    const answered = new Set<number>()
    for (let i = 0; i < 4; i++) {
      const { pid, users } = await ask<{ pid: number; users: unknown }>(heddle.url, '{ pid users { name } }')
      expect(users).toEqual([{ name: 'Ann' }])
      answered.add(pid)
    }
    expect([...answered].sort()).toEqual(workers.sort())
    const connections = async () => {
      const text = `select count(*)::int as n from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`
      return Number((await database.query(text))[0]?.['n'])
    }
    expect(await connections()).toBeGreaterThanOrEqual(2)
    heddle.signal('SIGTERM')
    expect((await heddle.ended).code).toBe(0)
    await expect.poll(connections).toBe(0)
  })
})
