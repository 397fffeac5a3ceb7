import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttp, type HeddleYoga } from '../../src/http/http.ts'
import { readCase } from '../support/golden/read-case.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

const folder = resolve(import.meta.dirname, '../cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readCase(join(folder, file)))

let world: OpenWorld
let short: HeddleYoga
let long: HeddleYoga

beforeAll(async () => {
  world = await openWorld(storeWorld)
  const { engine, events, sources } = world.heddle
  const options = { engine, events, sources, context: () => ({}), role: () => 'anonymous', graphiql: false }
  short = createHttp(options)
  long = createHttp({ ...options, shortWay: false })
})

afterAll(() => world.close())

interface Answer {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: string
}

async function send(yoga: HeddleYoga, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await yoga.fetch('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-request-id': 'same', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  const { 'server-timing': _, ...rest } = Object.fromEntries(response.headers)
  return { status: response.status, headers: rest, body: await response.text() }
}

/** Twice: what is known already must answer as what is new. */
async function expectAlike(body: unknown, headers?: Record<string, string>): Promise<Answer> {
  const expected = await send(long, body, headers)
  expect(await send(short, body, headers)).toEqual(expected)
  expect(await send(short, body, headers)).toEqual(expected)
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
