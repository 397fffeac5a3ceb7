import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttp, type HeddleYoga } from '../../src/http/http.ts'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { readCase } from '../support/golden/read-case.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

const folder = resolve(import.meta.dirname, '../cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readCase(join(folder, file)))

let world: OpenWorld
/** The same Heddle four times: over the Fetch API and over node:http, each with and without its short way. */
let fetchApi: Record<'short' | 'long', typeof fetch>
let nodeHttp: Record<'short' | 'long', HeddleServer>

beforeAll(async () => {
  world = await openWorld(storeWorld)
  const { engine, events, sources } = world.heddle
  const context = (request: () => Request): unknown => ({ user: request().headers.get('x-user') })
  const options = { engine, events, sources, viewer: { context, role: () => 'anonymous' }, graphiql: false }
  const short = createHttp(options)
  const long = createHttp({ ...options, shortWay: false })
  const serve = (yoga: HeddleYoga) => startServer({ yoga, close: async () => {} }, { host: '127.0.0.1', port: 0 })
  fetchApi = { short: short.fetch as typeof fetch, long: long.fetch as typeof fetch }
  nodeHttp = { short: await serve(short), long: await serve(long) }
})

afterAll(async () => {
  await Promise.all([nodeHttp.short.stop(), nodeHttp.long.stop()])
  await world.close()
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

async function send(ask: typeof fetch, at: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
  const response = await ask(`${at}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const { 'server-timing': _, date: __, ...rest } = Object.fromEntries(response.headers)
  return { status: response.status, headers: rest, body: await response.text() }
}

/** Twice: what is known already must answer as what is new. */
async function expectAlike(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const expected = await send(fetch, nodeHttp.long.url, body, headers)
  for (const time of ['first', 'second']) {
    expect(await send(fetch, nodeHttp.short.url, body, headers), `over node:http, ${time} time`).toEqual(expected)
  }
  const overFetch = await send(fetchApi.long, 'http://localhost', body, headers)
  for (const time of ['first', 'second']) {
    expect(await send(fetchApi.short, 'http://localhost', body, headers), `Fetch API, ${time} time`).toEqual(overFetch)
  }
  expect(overFetch.body).toBe(expected.body)
  return expected
}

describe('the short way through Yoga answers as the long way, to the byte and the header', () => {
  it.each(cases)('case $name', async ({ document, variables, error }) => {
    const { headers } = await expectAlike({ query: document, variables })
    if (error === null) expect(headers['x-heddle-path'], 'no golden case needs the reference path').toBe('direct')
  })

  it.each([
    ['malformed JSON', '{"query":'],
    ['no query', {}],
    ['a list', []],
    ['a number for a query', { query: 5 }],
    ['an unknown parameter', { query: '{ __typename }', nonsense: 1 }],
    ['variables that are a list', { query: '{ __typename }', variables: [] }],
    ['a syntax error', { query: '{ users' }],
    ['an unknown field', { query: '{ nope }' }],
    ['an unknown operation', { query: 'query A { __typename }', operationName: 'B' }],
    ['two operations and no name', { query: 'query A { __typename } query B { __typename }' }],
    ['a variable of the wrong type', { query: 'query ($n: Int!) { users(limit: $n) { id } }', variables: { n: 'x' } }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['@defer', { query: '{ users(limit: 1) { id ... @defer { name } } }' }],
    ['an empty body', ''],
  ])('%s', async (_name, body) => {
    await expectAlike(body)
  })

  it.each([
    'application/graphql-response+json',
    'application/json;charset=utf-8',
    '*/*',
    'text/html',
    'text/event-stream',
    'application/json;charset=latin1',
    'application/graphql-response+json, application/json;q=0.9',
  ])('accept: %s', async (accept) => {
    await expectAlike({ query: '{ users(limit: 2) { id name } }' }, { accept })
  })

  it('content types other than JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-8']) {
      await expectAlike({ query: '{ users(limit: 1) { id } }' }, { 'content-type': type })
    }
  })
})
