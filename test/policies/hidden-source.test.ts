import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'

/** A policy may ask a database of which its role may know nothing: answers do not name it, whatever becomes of it. */

const folder = mkdtempSync(join(tmpdir(), 'heddle-hidden-source-'))
const vault = new Database(join(folder, 'vault.db'))
const logged: string[] = []
let heddle: Heddle

beforeAll(async () => {
  vault.exec("create table users (id integer primary key, name text); insert into users values (1, 'Ann'), (2, 'Bo')")
  new Database(join(folder, 'shop.db'))
    .exec(
      `create table orders (id integer primary key, user_id integer not null, total integer);
       create index of_user on orders (user_id); insert into orders values (1, 1, 5), (2, 2, 7)`,
    )
    .close()
  const own = { user: { name: { eq: 'Ann' } } }
  const config: AnyConfig = {
    sources: { vault: `sqlite:${join(folder, 'vault.db')}`, shop: `sqlite:${join(folder, 'shop.db')}` },
    links: ['vault.users.id=shop.orders.user_id'],
    role: () => 'user',
    permissions: { user: { 'shop.orders': { read: { where: own }, update: true } } },
    explain: false,
    log: 'silent',
  }
  heddle = await createHeddle(config)
  heddle.events.on((event) => event.kind === 'statement' && logged.push(event.source))
})

afterAll(async () => {
  await heddle.close()
  vault.close()
  rmSync(folder, { recursive: true, force: true })
})

/** All that a client is told: headers and body. */
async function told(query: string): Promise<{ text: string; body: string }> {
  const response = await heddle.yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-heddle-explain': 'parameters' },
    body: JSON.stringify({ query }),
  })
  const body = await response.text()
  return { body, text: `${JSON.stringify([...response.headers])}${body}` }
}

const list = '{ orders { id total } }'
const change = 'mutation { updateOrders(where: {id: {gt: 0}}, data: {total: 8}) { count rows { id } } }'

it('is not named where it answers', async () => {
  const [read, write] = [await told(list), await told(change)]
  expect(read.body).toBe('{"data":{"orders":[{"id":1,"total":5}]}}')
  expect(write.body).toContain('{"count":1,"rows":[{"id":1}]}')
  expect(logged, 'it was asked').toContain('vault')
  expect(read.text).toContain('shop;dur=')
  expect(read.text + write.text).not.toContain('vault')
})

it.each([list, change])('is not named where it fails: %s', async (document) => {
  vault.exec('alter table users rename to gone')
  const { body, text } = await told(document)
  vault.exec('alter table gone rename to users')
  expect(JSON.parse(body)).toMatchObject({
    errors: [
      { message: 'What decides which rows may be seen could not be asked.', extensions: { code: 'SCHEMA_CHANGED' } },
    ],
  })
  expect(text).not.toMatch(/vault|users|gone/)
})
