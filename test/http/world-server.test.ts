import { serverAudits } from 'graphql-http'
import { parse, validate } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultQuery } from '../../src/http/default-query.ts'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

let world: OpenWorld
let server: HeddleServer
let url: string

beforeAll(async () => {
  world = await openWorld(storeWorld)
  server = await startServer(world.heddle, { host: '127.0.0.1', port: 0 })
  url = `${server.url}/graphql`
}, 120_000)
afterAll(async () => {
  await server?.stop()
  await world?.close()
})

function post(query: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  })
}

it('passes every audit of graphql-http over real databases', async () => {
  const failed: string[] = []
  for (const audit of serverAudits({ url })) {
    const result = await audit.fn()
    if (result.status !== 'ok') failed.push(`${audit.id} ${audit.name}: ${result.reason}`)
  }
  expect(failed).toEqual([])
})

it('answers across two databases, with the statements of each in Server-Timing', async () => {
  const response = await post('{ users(limit: 2) { name orders(limit: 1) { total } } }')
  expect(response.headers.get('server-timing')).toMatch(
    /^accounts;dur=[\d.]+;desc="1 statement", shop;dur=[\d.]+;desc="1 statement"$/,
  )
  const { heddle } = world
  expect(await response.json()).toEqual(await heddle.execute('{ users(limit: 2) { name orders(limit: 1) { total } } }'))
})

it('explains where the header asks for it, and says nothing of SQL otherwise', async () => {
  const query = '{ users(limit: 1) { name } }'
  const explained = (await (await post(query, { 'x-heddle-explain': '1' })).json()) as { extensions: object }
  expect(explained.extensions).toMatchObject({ explain: { path: 'direct', bound: { accounts: 1 } } })
  expect(await (await post(query)).json()).not.toHaveProperty('extensions')
})

it('answers @defer in parts', async () => {
  const query = '{ users(limit: 1) { id ... @defer { name orders(limit: 1) { id } } } }'
  const response = await post(query, { accept: 'multipart/mixed' })
  expect(response.headers.get('content-type')).toContain('multipart/mixed')
  const text = await response.text()
  expect(text).toContain('"hasNext":true')
  expect(text).toContain('"name":')
  expect(text).toContain('"hasNext":false')
})

it.each([
  ['{ users(where: {id: {eq: null}}) { id } }', 'NULL_OPERAND'],
  ['{ users(limit: -1) { id } }', 'BAD_USER_INPUT'],
  ['{ usersConnection(first: 1, after: "nonsense") { nodes { id } } }', 'BAD_CURSOR'],
  ['{ users(limit: 1000000) { id } }', 'LIMIT_EXCEEDED'],
])('answers the odd argument in %s with 400 and %s', async (query, code) => {
  const response = await post(query, { accept: 'application/graphql-response+json' })
  const body = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] }
  expect({ status: response.status, code: body.errors[0]?.extensions.code }).toEqual({ status: 400, code })
})

it('opens GraphiQL with a query that crosses all three databases and is valid', () => {
  const { schema } = world.heddle
  const query = defaultQuery(schema) ?? ''
  expect(validate(schema, parse(query))).toEqual([])
  const { bound } = world.heddle.engine.explain({ document: query, viewer: { role: 'anonymous', context: null } })
  expect(Object.keys(bound).sort()).toEqual(['accounts', 'catalog', 'shop'])
})
