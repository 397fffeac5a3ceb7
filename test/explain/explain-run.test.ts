import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toUseStatements } from 'heddle/vitest'
import type { RunExplanation } from '../../src/explain/explanation.ts'
import { readCase } from '../support/golden/read-case.ts'
import { runEngine } from '../support/run-engine.ts'
import { openWorld, type OpenWorld } from '../support/worlds/open-world.ts'
import { storeWorld } from '../support/worlds/store-world.ts'

expect.extend({ toUseStatements })

const folder = join(import.meta.dirname, '../cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readCase(join(folder, file)))
  .filter(({ error }) => error === null)

let world: OpenWorld

beforeAll(async () => {
  world = await openWorld(storeWorld)
})

afterAll(() => world.close())

async function analyze(document: string, variables?: Readonly<Record<string, unknown>>) {
  const answer = await world.heddle.analyze(document, variables)
  const explain = answer.extensions?.explain
  if (!explain) throw new Error(`nothing is explained: ${JSON.stringify(answer.errors)}`)
  return { data: answer.data as never, explain }
}

interface Ordered {
  readonly orders: readonly { readonly items: readonly { readonly product: object | null }[] }[]
}

const deep = '{ users(limit: 20) { name orders { total items { quantity product { name } } } } }'

it('counts the statements of resolvers in the rows of the answer', async () => {
  const { data, explain } = await analyze(deep)
  const { users } = data as { readonly users: readonly Ordered[] }
  const orders = users.flatMap((user) => user.orders)
  const products = orders.flatMap(({ items }) => items.filter(({ product }) => product !== null))
  expect(explain.perRow).toBe(1 + users.length + orders.length + products.length)
  expect(explain.perRow).toBeGreaterThan(100)
})

it('counts them behind aliases, connections, edges and node ids', async () => {
  const one =
    '{ u: usersConnection(first: 3) { edges { n: node { o: ordersConnection { nodes { id } } } } pageInfo { hasNextPage } } }'
  expect((await analyze(one)).explain.perRow).toBe(1 + 3)
  const two = '{ users(limit: 2) { nodeId orders { id } addressesAggregate { count } } }'
  const { data, explain } = await analyze(two)
  expect(explain.perRow).toBe(1 + 2 + 2)
  const ids = (data as { readonly users: readonly { readonly nodeId: string }[] }).users.map(({ nodeId }) => nodeId)
  const nodes = 'query ($ids: [ID!]!) { nodes(nodeIds: $ids) { ... on User { orders { id } } } }'
  expect((await analyze(nodes, { ids })).explain.perRow).toBe(2 + 2)
})

it('tells of each statement what it was given, what it answered, and when', async () => {
  const { data, explain } = await analyze('{ users(limit: 20) { name orders { total } } }')
  const { users } = data as { readonly users: readonly Ordered[] }
  const [first, second] = explain.ran
  expect(explain.ran).toHaveLength(2)
  expect(first).toMatchObject({ step: '0', source: 'accounts', table: 'accounts.users', keys: 0, rows: 20, start: 0 })
  const rows = users.reduce((sum, { orders }) => sum + orders.length, 0)
  expect(second).toMatchObject({ step: '1', source: 'shop', table: 'shop.orders', keys: 20, rows })
  for (const { wait, run, ms, sql } of explain.ran) {
    expect(ms).toBeGreaterThan(0)
    expect(wait + run).toBeCloseTo(ms, 2)
    expect(sql.toLowerCase()).toContain('select')
  }
  expect(second!.start).toBeGreaterThanOrEqual(first!.run)
  expect(explain.phases.run).toBeGreaterThanOrEqual(second!.ms)
  expect(explain.crossings).toEqual([
    {
      ...{ from: '0', to: '1', use: 'link', relation: 'accounts.users.orders' },
      ...{ strategy: 'batch', planned: null, took: null },
    },
  ])
})

it('tells parameters to who asks for them, and cuts what is long', async () => {
  const { explain } = await analyze(
    'query ($name: String!) { users(where: {name: {ne: $name}}, limit: 3) { orders { id } } }',
    {
      name: 'x'.repeat(1_000),
    },
  )
  const [first, second] = explain.ran.map(({ parameters }) => parameters ?? [])
  expect(first).toContainEqual(expect.stringMatching(/^x{200}… \(1000 characters\)$/))
  expect(second?.length).toBeGreaterThan(0)
  const { body } = (await world.heddle.engine.execute({
    document: '{ users(limit: 1) { name } }',
    viewer: { role: 'anonymous', context: {} },
    explain: true,
  })) as { body: readonly string[] }
  expect(body.join('')).not.toContain('"parameters"')
})

it('counts the rows of connections and of texts that hold braces and quotes', async () => {
  const { explain } = await analyze(
    '{ usersConnection(first: 7) { totalCount pageInfo { endCursor } nodes { name } edges { cursor node { email } } } }',
  )
  expect(explain.ran.map(({ rows }) => rows)).toEqual([7])
})

it('names the strategy of each linked filter: what was planned, and what was done', async () => {
  const some = '{ users(where: {orders: {some: {status: {eq: "paid"}}}}, orderBy: {name: asc}, limit: 3) { name } }'
  const [filter] = (await analyze(some)).explain.crossings
  expect(filter).toMatchObject({
    use: 'filter',
    strategy: 'semi-join',
    relation: 'accounts.users.orders',
    took: 'all keys',
  })
  const none = '{ users(where: {orders: {none: {status: {eq: "paid"}}}}, limit: 3) { name } }'
  expect((await analyze(none)).explain.crossings[0]).toMatchObject({ use: 'filter', strategy: 'anti-join' })
  const order = '{ orders(orderBy: {user: {name: asc}}, limit: 3) { id } }'
  expect((await analyze(order)).explain.crossings.map(({ use }) => use)).toContain('order')
  const group = '{ ordersGroupBy(by: [{ user: { column: country } }]) { key { user { country } } count } }'
  const grouped = (await analyze(group)).explain.crossings
  expect(grouped).toContainEqual(expect.objectContaining({ use: 'group', strategy: 'partial aggregation' }))
})

describe.each(cases)('case $name', ({ document, variables }) => {
  it('is explained whole: what ran are steps of the plan, and keys cross between steps', async () => {
    const { explain } = await analyze(document, variables)
    const { statements } = await runEngine(world.heddle, document, variables)
    expect(explain.actual).toEqual(statements)
    const steps = new Map(explain.steps.map((step) => [step.id, step]))
    expect(steps.size).toBe(explain.steps.length)
    for (const ran of explain.ran) {
      expect(steps.get(ran.step)).toMatchObject({ source: ran.source, table: ran.table })
      expect(ran.start).toBeGreaterThanOrEqual(0)
      expect(ran.rows ?? 0).toBeGreaterThanOrEqual(0)
    }
    for (const { from, to } of explain.crossings) expect([steps.has(from), steps.has(to)]).toEqual([true, true])
    expect(explain.perRow).toBeGreaterThanOrEqual(rootsOf(explain))
  })
})

function rootsOf({ steps }: RunExplanation): number {
  return steps.some(({ kind }) => kind === 'root') ? 1 : 0
}

describe('toUseStatements', () => {
  it('holds an answer to the statements of each database, and says where they went', async () => {
    const answer = await world.heddle.analyze(deep)
    expect(answer).toUseStatements({ accounts: 1, shop: 1, catalog: 1 })
    expect(answer).not.toUseStatements({ accounts: 1 })
    expect(() => expect(answer).toUseStatements({ accounts: 1, shop: 3 })).toThrow(
      /expected statements accounts 1, shop 3, and there were statements accounts 1, shop 1, catalog 1\n {2}accounts: accounts\.users, 20 rows/,
    )
  })

  it('says what an answer lacks that explains nothing', async () => {
    expect(() => expect({ data: {} }).toUseStatements({})).toThrow('ask with heddle.analyze')
    const refused = await world.heddle.analyze('{ nope }')
    expect(() => expect(refused).toUseStatements({})).toThrow('Cannot query field')
  })
})
