import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { buildCommand, serveHeddle, type Running } from './support/heddle-command.ts'
import { runProgram } from './support/run-program.ts'
import { whyNotInstalled } from './support/why-not-installed.ts'

const folder = resolve(import.meta.dirname, '../examples/clients')
const missing = whyNotInstalled(folder)

const customers = /* GraphQL */ `
  {
    users(where: { country: { eq: "DE" }, orders: { some: { status: { eq: paid } } } }, limit: 2) {
      name
      orders(where: { status: { eq: paid } }, limit: 1) {
        total
        items(limit: 1) {
          product {
            name
          }
        }
      }
    }
  }
`

interface Answer {
  readonly query: unknown
  readonly mutation: unknown
  readonly pages: readonly string[]
  readonly nodes?: unknown
  readonly renamed?: string
  readonly cached?: string
}

/** Without what Apollo Client adds to a query, and what its cache needs. */
function bare(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, each: unknown) => (/^(__typename|nodeId)$/.test(key) ? undefined : each)),
  )
}

describe('typed clients', () => {
  let directory: string
  let demo: Running | undefined
  let url: string

  beforeAll(async () => {
    if (missing !== undefined) return
    buildCommand()
    directory = await mkdtemp(join(tmpdir(), 'heddle-clients-'))
    await runProgram('npm', ['run', 'generate'], folder)
    await Promise.all([runProgram('npm', ['run', 'typecheck'], folder), runProgram('npm', ['run', 'build'], folder)])
    demo = await serveHeddle(['demo', '--port', '0'], { cwd: directory })
    url = demo.url
  }, 180_000)
  afterAll(async () => {
    if (missing !== undefined) return
    demo?.signal('SIGTERM')
    await demo?.ended
    await rm(directory, { recursive: true, force: true })
  })
  beforeEach(({ skip }) => skip(missing !== undefined, missing))

  const run = async (client: string): Promise<Answer> =>
    JSON.parse(await runProgram(process.execPath, [`built/${client}.js`, url], folder)) as Answer

  async function ask<Data>(query: string): Promise<Data> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })
    return ((await response.json()) as { data: Data }).data
  }

  const topOrders = async (count: number): Promise<string[]> => {
    const { orders } = await ask<{ orders: { total: string }[] }>(
      `{ orders(orderBy: [{ total: desc }], limit: ${count}) { total } }`,
    )
    return orders.map(({ total }) => total)
  }

  test.each([
    ['codegen', 'Urql'],
    ['tada', 'Tada'],
  ])('%s asks, writes and turns pages', async (client, name) => {
    const answer = await run(client)
    expect(answer.query).toEqual((await ask<{ users: unknown }>(customers)).users)
    expect(answer.mutation).toEqual({ name, orders: [{ total: '12.50', status: 'paid' }] })
    expect(answer.pages).toEqual(await topOrders(6))
  })

  test('Relay asks by node ids, and for what a fragment on Node is', async () => {
    const answer = await run('relay')
    const { users } = await ask<{ users: { name: string; orders: { total: string }[] }[] }>(
      `{ users(where: { country: { eq: "DE" }, orders: { some: { status: { eq: paid } } } }, limit: 2) {
        name orders(orderBy: [{ total: desc }], limit: 6) { total } } }`,
    )
    expect(answer.query).toEqual(users.map(({ name }) => name))
    expect(answer.mutation).toEqual({ name: 'Relay', orders: [{ total: '12.50', status: 'paid' }] })
    expect(answer.pages).toEqual(users[0]?.orders.map(({ total }) => total))
    expect(answer.nodes).toEqual([
      { __typename: 'User', name: 'Relay' },
      { __typename: 'Order', total: '12.50' },
    ])
  })

  test('Apollo Client keeps one row as one object: a mutation changes every list that shows it', async () => {
    const answer = await run('apollo')
    expect(bare(answer.query)).toEqual((await ask<{ users: unknown }>(customers)).users)
    expect(answer.pages).toEqual(await topOrders(6))
    const { name } = answer.mutation as { name: string }
    expect(name).toMatch(/, renamed$/)
    expect(answer).toMatchObject({ renamed: name, cached: name })
  })
})
