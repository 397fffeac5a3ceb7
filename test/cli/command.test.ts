import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { buildCommand, runHeddle, startHeddle } from '../support/heddle-command.ts'

const cwd = mkdtempSync(join(tmpdir(), 'heddle-command-'))
const databases = ['accounts=sqlite:accounts.db', 'shop=sqlite:shop.db', '--link', 'users.id=orders.user_id']
const crossing = '{ users(orderBy: [{id: asc}]) { name orders { total } } }'

beforeAll(() => {
  buildCommand()
  fill(
    'accounts.db',
    `create table users (id integer primary key, name text not null); insert into users values (1, 'Ann'), (2, 'Bo')`,
  )
  fill(
    'shop.db',
    `create table orders (id integer primary key, user_id integer not null, total decimal(10,2) not null);
     insert into orders values (7, 1, 9.5), (8, 1, 3)`,
  )
  writeFileSync(
    join(cwd, 'two.config.ts'),
    `import { defineConfig } from 'heddle'
     import { sqlite } from 'heddle/sqlite'
     const link: string = 'users.id=orders.user_id'
     export default defineConfig({
       sources: { accounts: sqlite({ file: 'accounts.db' }), shop: 'sqlite:shop.db' },
       links: [link],
     })`,
  )
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

function fill(file: string, sql: string): void {
  const database = new Database(join(cwd, file))
  database.exec(sql)
  database.close()
}

async function ask(url: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return response.json()
}

it('tells its version and its commands', async () => {
  expect(await runHeddle(['--version'], { cwd })).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  const help = await runHeddle(['--help'], { cwd })
  expect(help.code).toBe(0)
  for (const command of ['serve', 'demo', 'schema', 'map', 'query', 'explain', 'doctor'])
    expect(help.stdout).toContain(command)
})

it.each([
  ['an unknown command', ['sevre']],
  ['an unknown flag', ['serve', '--prot', '1']],
  ['no database and no config', ['serve']],
  ['a config file that is not there', ['serve', '--config', 'nosuch.ts']],
  ['a port that is none', ['serve', ...databases, '--port', 'http']],
  ['a number of workers that is none', ['serve', ...databases, '--workers', 'two']],
  ['a time that is none', ['schema', ...databases, '--timeout', 'soon']],
  ['an unknown scheme', ['schema', 'shop=oracle://ann:hunter2@db/x']],
  ['a link to a table that is not there', ['schema', ...databases.slice(0, 2), '--link', 'users.id=oders.user_id']],
  ['a link from text to int', ['schema', ...databases.slice(0, 2), '--link', 'users.name=orders.user_id']],
  ['two tables of one name', ['schema', 'a=sqlite:shop.db', 'b=sqlite:shop.db']],
  ['variables that are no JSON', ['query', '{ users { id } }', ...databases, '--variables', '{id: 1}']],
  ['a document that is a missing file', ['query', 'nosuch.graphql', ...databases]],
  ['an invalid document', ['query', '{ users { nosuch } }', ...databases]],
])('exits with 2 on %s', async (_name, args) => {
  const { code, stdout, stderr } = await runHeddle(args, { cwd })
  expect({ code, stderr }).toMatchObject({ code: 2 })
  expect(`${stdout}${stderr}`).not.toBe('')
  expect(`${stdout}${stderr}`).not.toContain('hunter2')
  expect(stderr).not.toContain('    at ') // no stack trace
})

it('exits with 3 where a database cannot be reached, with the fix and without the password', async () => {
  const { code, stdout, stderr } = await runHeddle(['serve', 'accounts=postgres://ann:hunter2@127.0.0.1:1/x'], { cwd })
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(/^error {2}.*accounts/)
  expect(stderr).toMatch(/^fix {4}\S/m)
  expect(stderr).toMatch(/^code {3}SOURCE_UNREACHABLE$/m)
  expect(stderr).not.toContain('hunter2')

  const json = await runHeddle(['doctor', 'shop=sqlite:nosuch.db', '--json'], { cwd })
  expect(json.code).toBe(3)
  expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'SOURCE_UNREACHABLE', source: 'shop' } })
})

it('prints the schema of databases that it has never seen', async () => {
  const { code, stdout } = await runHeddle(['schema', ...databases], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('type User implements Node @source(database: "accounts", table: "users")')
  expect(stdout).toContain('@source(database: "shop", table: "orders")')
  const renamed = await runHeddle(['schema', ...databases, '--rename', 'shop.orders=purchases'], { cwd })
  expect(renamed.stdout).toContain('type Purchase ')
})

it('runs a document without a server: from the line, a file, standard input, with variables', async () => {
  const expected = {
    data: {
      users: [
        { name: 'Ann', orders: [{ total: '9.50' }, { total: '3.00' }] },
        { name: 'Bo', orders: [] },
      ],
    },
  }
  const line = await runHeddle(['query', crossing, ...databases, '--json'], { cwd })
  expect({ code: line.code, answer: JSON.parse(line.stdout) as unknown }).toEqual({ code: 0, answer: expected })

  writeFileSync(join(cwd, 'crossing.graphql'), crossing)
  const file = await runHeddle(['query', 'crossing.graphql', '--config', 'two.config.ts'], { cwd })
  expect(JSON.parse(file.stdout)).toEqual(expected)

  const input = 'query ($id: Int) { users(where: {id: {eq: $id}}) { name } }'
  const stdin = await runHeddle(['query', '-', ...databases, '--variables', '{"id": 2}'], { cwd, input })
  expect(JSON.parse(stdin.stdout)).toEqual({ data: { users: [{ name: 'Bo' }] } })
})

it('explains a document: the bound, the plan and the SQL of both databases, without running it', async () => {
  const { code, stdout } = await runHeddle(['explain', crossing, ...databases], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('statements at most: accounts 1, shop 1')
  expect(stdout.toLowerCase()).toContain('select')
  const json = await runHeddle(['explain', crossing, ...databases, '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ bound: { accounts: 1, shop: 1 } })
})

it('explains it as steps, and with --analyze as a waterfall of what ran', async () => {
  const { stdout } = await runHeddle(['explain', crossing, ...databases], { cwd })
  expect(stdout).toMatch(/^accounts {2}users\nshop {6}└ orders · keys of accounts\.users \(batch\)\n/)
  const analyzed = await runHeddle(['explain', crossing, ...databases, '--analyze'], { cwd })
  expect(analyzed.code).toBe(0)
  expect(analyzed.stdout).toMatch(
    /^2 statements: accounts 1, shop 1 \(at most 2\)\. A resolver per row would have made \d+\.\nprepared in .+\n\n/,
  )
  expect(analyzed.stdout).toMatch(
    /\naccounts {2}users {3}[░█]+ +.*run [\d.]+ ms, \d+ rows\nshop {6}orders +[░█]+ +.*run .+ keys, \d+ rows\n$/,
  )
  const json = await runHeddle(['explain', crossing, ...databases, '--analyze', '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ actual: { accounts: 1, shop: 1 }, ran: [{ keys: 0 }, { rows: 2 }] })
})

it('prints the map as a picture, as a diagram and as data', async () => {
  const svg = await runHeddle(['map', ...databases], { cwd })
  expect(svg.stdout).toMatch(/^<svg xmlns=[^]*class="link"[^]*<\/svg>\n$/)
  const mermaid = await runHeddle(['map', ...databases, '--format', 'mermaid'], { cwd })
  expect(mermaid.stdout).toMatch(/^flowchart LR\n[^]* -\. "orders \/ user" \.-> /)
  const json = await runHeddle(['map', ...databases, '--json'], { cwd })
  expect(JSON.parse(json.stdout)).toMatchObject({ regions: [{}, {}], cards: [{}, {}] })
  expect((await runHeddle(['map', ...databases, '--format', 'png'], { cwd })).code).toBe(2)
})

it('advises the index that a link lacks, and is content when it is there', async () => {
  const missing = await runHeddle(['doctor', ...databases], { cwd })
  expect(missing.code).toBe(1)
  expect(missing.stdout).toContain('CREATE INDEX "orders_user_id_index" ON "orders" ("user_id");')

  fill(
    'shop-indexed.db',
    'create table orders (id integer primary key, user_id int); create index i on orders (user_id)',
  )
  const there = await runHeddle(
    ['doctor', 'accounts=sqlite:accounts.db', 'shop=sqlite:shop-indexed.db', ...databases.slice(2)],
    { cwd },
  )
  expect({ code: there.code, stdout: there.stdout }).toMatchObject({ code: 0 })
})

it('serves from a URL in the environment, says where, and stops on SIGTERM', async () => {
  const args = ['serve', 'accounts=env:ACCOUNTS', 'shop=sqlite:shop.db', ...databases.slice(2)]
  const heddle = await startHeddle(args, { cwd, env: { PORT: '0', ACCOUNTS: 'sqlite:accounts.db' } })
  expect(heddle.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/)
  expect(heddle.banner['sources']).toEqual([
    { name: 'accounts', dialect: 'sqlite', tables: 1, links: 1 },
    { name: 'shop', dialect: 'sqlite', tables: 1, links: 1 },
  ])
  expect(await ask(heddle.url, '{ users(limit: 1) { orders { id } } }')).toEqual({
    data: { users: [{ orders: [{ id: 7 }, { id: 8 }] }] },
  })
  const ready = await fetch(heddle.url.replace('/graphql', '/ready'))
  expect(await ready.json()).toEqual({
    status: 'up',
    sources: { accounts: 'up', shop: 'up' },
    transactions: { refusedFor: ['accounts', 'shop'] },
  })
  heddle.signal('SIGTERM')
  expect((await heddle.ended).code).toBe(0)
})

it('stops with npm, which passes a signal to nobody but its shell', async () => {
  const heddle = await startHeddle(['serve', 'shop=sqlite:shop.db', '--port', '0'], { cwd, throughShell: true })
  heddle.signal('SIGTERM')
  await expect.poll(() => fetch(heddle.url).catch(() => 'gone'), { timeout: 10_000 }).toBe('gone')
})

it('says for people what it serves and where', async () => {
  const args = ['serve', '--config', 'two.config.ts', '--port', '0']
  const { code, stdout } = await runHeddle(args, { cwd, until: '/ready' })
  expect(code).toBe(0)
  expect(stdout).toMatch(/accounts +SQLite +1 table, 1 link\n/)
  expect(stdout).toMatch(/GraphiQL +http:\/\/127\.0\.0\.1:\d+\/graphql\n/)
})

it('exits with 2 where the port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as AddressInfo
  const { code, stderr } = await runHeddle(['serve', ...databases, '--port', String(port)], { cwd })
  expect(code).toBe(2)
  expect(stderr).toContain(`127.0.0.1:${port}: another program listens there`)
})

it('reads the schema again on SIGHUP, without dropping a request', async () => {
  fill('growing.db', "create table notes (id integer primary key, text text); insert into notes values (1, 'a')")
  const heddle = await startHeddle(['serve', 'growing=sqlite:growing.db', '--port', '0'], { cwd })
  expect(await ask(heddle.url, '{ notes { more } }')).toMatchObject({ errors: [{}] })
  fill('growing.db', 'alter table notes add column more text')

  let going = true
  const answers: unknown[] = []
  const traffic = (async () => {
    while (going) answers.push(await ask(heddle.url, '{ notes { text } }'))
  })()
  await expect.poll(() => answers.length).toBeGreaterThan(1)
  heddle.signal('SIGHUP')
  await expect
    .poll(() => ask(heddle.url, '{ notes { more } }'), { timeout: 10_000 })
    .toEqual({
      data: { notes: [{ more: null }] },
    })
  const { length } = answers
  await expect.poll(() => answers.length).toBeGreaterThan(length + 1)
  going = false
  await traffic
  for (const answer of answers) expect(answer).toEqual({ data: { notes: [{ text: 'a' }] } })
  expect(heddle.output().stderr).toContain('Reloaded.')
})

it('closes a PGlite folder before it opens it again on SIGHUP, and holds requests meanwhile', async () => {
  const database = new PGlite(join(cwd, 'lite'))
  await database.exec("create table notes (id int primary key, text text); insert into notes values (1, 'a')")
  await database.close()
  const heddle = await startHeddle(['serve', 'lite=pglite:lite', '--port', '0'], { cwd })
  heddle.signal('SIGHUP')
  const answers: unknown[] = []
  while (!heddle.output().stderr.includes('Reloaded.')) answers.push(await ask(heddle.url, '{ notes { text } }'))
  answers.push(await ask(heddle.url, '{ notes { text } }'))
  for (const answer of answers) expect(answer).toEqual({ data: { notes: [{ text: 'a' }] } })
  heddle.signal('SIGTERM')
  expect((await heddle.ended).code).toBe(0)
}, 60_000)

it('goes on with what it served where a reload fails', async () => {
  const config = join(cwd, 'changing.config.ts')
  writeFileSync(config, "export default { sources: { shop: 'sqlite:shop.db' } }")
  const heddle = await startHeddle(['serve', '--config', 'changing.config.ts', '--port', '0'], { cwd })
  writeFileSync(config, 'export default { sources: ')
  heddle.signal('SIGHUP')
  await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toContain('Reloading failed')
  expect(await ask(heddle.url, '{ orders(limit: 1) { id } }')).toEqual({ data: { orders: [{ id: 7 }] } })
})

it('answers trusted documents only, where --trusted-only says so', async () => {
  writeFileSync(join(cwd, 'persisted-documents.json'), JSON.stringify({ abc: '{ users { name } }' }))
  const heddle = await startHeddle(['serve', ...databases, '--port', '0', '--trusted-only'], { cwd })
  const send = async (body: object): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    return (await fetch(heddle.url, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  expect(await send({ documentId: 'abc' })).toEqual({ data: { users: [{ name: 'Ann' }, { name: 'Bo' }] } })
  expect(await send({ query: crossing })).toMatchObject({ errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }] })
  const missing = await runHeddle(['serve', ...databases, '--trusted-documents', 'nowhere.json'], { cwd })
  expect(missing.code).toBe(2)
  expect(missing.stderr).toContain('trustedDocuments.manifest nowhere.json cannot be read')
}, 30_000)
