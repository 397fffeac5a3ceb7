import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

/** What explain and the map tell a role that may not see everything. */

const folder = mkdtempSync(join(tmpdir(), 'heddle-hidden-'))
let heddle: Heddle

beforeAll(async () => {
  const people = new Database(join(folder, 'people.db'))
  people.exec(
    'create table users (id integer primary key, name text not null, secret text); create table vaults (id integer primary key)',
  )
  people.exec("insert into users values (1, 'Ann', 'a'), (2, 'Bo', 'b')")
  people.close()
  const shop = new Database(join(folder, 'shop.db'))
  shop.exec(
    'create table orders (id integer primary key, user_id integer not null); create index of_user on orders (user_id)',
  )
  shop.exec('insert into orders values (1, 1), (2, 2)')
  shop.close()
  const read = { columns: { except: ['secret'] } }
  heddle = await createHeddle({
    sources: { people: `sqlite:${join(folder, 'people.db')}`, shop: `sqlite:${join(folder, 'shop.db')}` },
    links: ['people.users.id=shop.orders.user_id'],
    role: () => 'all',
    permissions: {
      all: { 'people.users': { read }, 'shop.orders': { read: true } },
      few: { 'people.users': { read: { ...read, where: { id: { eq: 1 } } } }, 'shop.orders': { read: true } },
      shop: { 'shop.orders': { read: true } },
    },
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

async function explained(role: string): Promise<string> {
  const viewer = { role, context: {} }
  const document = '{ users { name orders { id } } }'
  const answer = await heddle.engine.execute({ document, viewer, explain: 'parameters' })
  return answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
}

it('tells parameters to a role that sees all rows, and none to one from which a policy hides some', async () => {
  expect(await explained('all')).toContain('"parameters"')
  const few = await explained('few')
  expect(few).toContain('"ran"')
  expect(few).not.toContain('"parameters"')
})

it('has nothing on the map that the role may not name', async () => {
  const all = await heddle.engine.mapFor('all')
  expect(all.cards.map(({ id }) => id).sort()).toEqual(['people.users', 'shop.orders'])
  expect(all.lines).toHaveLength(1)
  const text = JSON.stringify([all, await heddle.engine.mapFor('few')])
  expect(text).not.toContain('secret')
  expect(text).not.toContain('vault')
  const shop = await heddle.engine.mapFor('shop')
  expect(shop.regions.map(({ source }) => source)).toEqual(['shop'])
  expect(shop.lines).toEqual([])
  expect(JSON.stringify(shop)).not.toContain('people')
})

it('shows no map where introspection is off, and none to who is refused', async () => {
  const closed = await createHeddle({
    sources: { shop: `sqlite:${join(folder, 'shop.db')}` },
    introspection: false,
    log: 'silent',
  })
  expect((await closed.yoga.fetch('http://localhost/map')).status).toBe(404)
  await closed.close()
  const strict = await createHeddle({
    sources: { shop: `sqlite:${join(folder, 'shop.db')}` },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    log: 'silent',
  })
  const headers = { authorization: 'Bearer wrong' }
  expect((await strict.yoga.fetch('http://localhost/map', { headers })).status).toBe(401)
  await strict.close()
})
