import { normalizedExecutor } from '@graphql-tools/executor'
import { execute, parse, type ExecutionResult } from 'graphql'
import { describe, expect, test } from 'vitest'
import { HeddleError, Sentinel } from '../../src/errors.ts'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { markRow } from '../../src/graphql/row.ts'
import { catalogOf, column, enumOf, storeCatalog, table } from '../support/catalog-factory.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }
const store = buildSchema(storeCatalog(), { limits })

/** Marks a tree of objects and lists as the engine does. */
function tree(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tree)
  if (typeof value !== 'object' || value === null || value instanceof Sentinel) return value
  return markRow(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, tree(item)])))
}

/** The answer as JSON, as a client sees it: of graphql-js, and alike of the executor that the engine runs. */
async function answer(document: string, rootValue: unknown, schema = store): Promise<ExecutionResult> {
  const operation = { schema, document: parse(document), rootValue, contextValue: {} }
  const results = [await execute(operation), (await normalizedExecutor(operation)) as ExecutionResult]
  const [result, other] = results.map((each) => JSON.parse(JSON.stringify(each)) as ExecutionResult)
  expect(other).toEqual(result)
  return result ?? {}
}

function missing(): Sentinel {
  return new Sentinel(new HeddleError('REQUIRED_ROW_MISSING', 'A row is missing.', { source: 'shop' }))
}

describe('reading the result tree', () => {
  test('reads by response name: two aliases of one field are two values', async () => {
    const rootValue = tree({ few: [{ n: 'Ada', name: 'Ada L.' }], many: [] })
    expect(
      await answer('{ few: users(limit: 1) { n: name name } many: users(offset: 1) { name } }', rootValue),
    ).toEqual({ data: { few: [{ n: 'Ada', name: 'Ada L.' }], many: [] } })
  })

  test('reads aliases that are names of Object.prototype', async () => {
    const rootValue = tree(JSON.parse('{"users": [{"__proto__": "Ada", "constructor": 1}]}'))
    const result = await execute({
      schema: store,
      document: parse('{ users { __proto__: name constructor: id toString: country } }'),
      rootValue,
    })
    const row = (result.data?.['users'] as Record<string, unknown>[])[0]!
    expect(Object.entries(row)).toEqual([
      ['__proto__', 'Ada'],
      ['constructor', 1],
      ['toString', null],
    ])
  })

  test('reads connections, edges, page info and aggregates', async () => {
    const data = {
      usersConnection: {
        edges: [{ c: 'x', node: { id: 1 } }],
        pageInfo: { hasNextPage: true, endCursor: 'x' },
        totalCount: 7,
      },
      ordersAggregate: { all: 3, payers: 2, sum: { total: '12.50' }, min: null },
    }
    const document = `{
      usersConnection { edges { c: cursor node { id } } pageInfo { hasNextPage endCursor } totalCount }
      ordersAggregate { all: count payers: count(distinct: userId) sum { total } min { total } }
    }`
    expect(await answer(document, tree(data))).toEqual({ data })
  })

  test('finds the type of a node under the hidden key, not under what a client called __typename', async () => {
    const rootValue = tree({
      node: { '.type': 'User', kind: 'x', name: 'Ada' },
      nodes: [{ '.type': 'Order', total: '1.00' }, null],
    })
    const document = `{
      node(nodeId: "User:1") { __typename ... on User { kind: email name } }
      nodes(nodeIds: ["Order:1", "Order:2"]) { __typename ... on Order { total } ... on User { name } }
    }`
    expect(await answer(document, rootValue)).toEqual({
      data: {
        node: { __typename: 'User', kind: 'x', name: 'Ada' },
        nodes: [{ __typename: 'Order', total: '1.00' }, null],
      },
    })
  })
})

describe('a sentinel in the tree', () => {
  test('at a non-null leaf fails the nearest nullable object, with the code and the path', async () => {
    const rootValue = tree({ users: [{ name: 'Ada' }], user: { label: missing() }, other: { name: 'Bo' } })
    const document = '{ users { name } user(where: {id: 1}) { label: name } other: user(where: {id: 2}) { name } }'
    const result = await answer(document, rootValue)
    expect(result.data).toEqual({ users: [{ name: 'Ada' }], user: null, other: { name: 'Bo' } })
    expect(result.errors).toMatchObject([
      {
        message: 'A row is missing.',
        path: ['user', 'label'],
        extensions: { code: 'REQUIRED_ROW_MISSING', source: 'shop' },
      },
    ])
  })

  test('at a nullable leaf fails the leaf alone', async () => {
    const result = await answer('{ users { id country } }', tree({ users: [{ id: 1, country: missing() }] }))
    expect(result.data).toEqual({ users: [{ id: 1, country: null }] })
    expect(result.errors).toMatchObject([{ path: ['users', 0, 'country'] }])
  })

  test('in place of a linked list costs that list only, in place of a local row its list', async () => {
    const rootValue = tree({
      users: [
        { id: 1, orders: missing() },
        { id: 2, orders: [{ id: 5, items: [missing(), { id: 6 }] }] },
      ],
    })
    const result = await answer('{ users { id orders { id items { id } } } }', rootValue)
    expect(result.data).toEqual({
      users: [
        { id: 1, orders: null },
        { id: 2, orders: null },
      ],
    })
    expect(result.errors?.map(({ path }) => path)).toEqual([
      ['users', 0, 'orders'],
      ['users', 1, 'orders', 0, 'items', 0],
    ])
  })

  test('in place of an item of nodes costs that item', async () => {
    const rootValue = tree({ nodes: [missing(), { '.type': 'User', nodeId: 'User:1' }] })
    const result = await answer('{ nodes(nodeIds: ["User:9", "User:1"]) { nodeId } }', rootValue)
    expect(result.data).toEqual({ nodes: [null, { nodeId: 'User:1' }] })
    expect(result.errors).toMatchObject([{ path: ['nodes', 0] }])
  })

  test('is told apart from values of JSON columns, and found in nested lists', async () => {
    const schema = buildSchema(
      catalogOf(
        [
          table('db.posts', 'Post', [
            column('id', 'int'),
            column('body', 'json'),
            column('grid', 'int', { type: { dimensions: 2 } }),
            column('moods', 'enum', { type: { dimensions: 1, enum: 'Mood' } }),
          ]),
        ],
        { enums: [enumOf('Mood', 'happy', 'sad')] },
      ),
      { limits },
    )
    const body = { '!': 'missingRow', error: { code: 'X' }, list: [{ '!': 'x' }] }
    const rows = [
      {
        body,
        grid: [
          [1, 2],
          [missing(), null],
        ],
        moods: ['happy', null],
      },
    ]
    const result = await answer('{ posts { body grid moods } }', tree({ posts: rows }), schema)
    expect(result.data).toEqual({
      posts: [
        {
          body,
          grid: [
            [1, 2],
            [null, null],
          ],
          moods: ['happy', null],
        },
      ],
    })
    expect(result.errors).toMatchObject([{ path: ['posts', 0, 'grid', 1, 0] }])
  })
})

describe('an object that a resolver of the user returned', () => {
  test('is read by the names of fields, whatever their aliases', async () => {
    const rootValue = { users: [{ id: 1, country: null, name: () => 'Ada' }] }
    expect(await answer('{ users { key: id country name } }', rootValue)).toEqual({
      data: { users: [{ key: 1, country: null, name: 'Ada' }] },
    })
  })

  test('fails what it leaves out, where null would say that the database holds null', async () => {
    const result = await answer('{ users { id country orders { id } } }', { users: [{ id: 1 }] })
    expect(result.data).toEqual({ users: [{ id: 1, country: null, orders: null }] })
    expect(result.errors).toMatchObject([
      { message: 'A resolver of this API left out User.country.', path: ['users', 0, 'country'] },
      { message: 'A resolver of this API left out User.orders.', path: ['users', 0, 'orders'] },
    ])
  })

  test('fails a custom field whose columns it leaves out', async () => {
    const label = { type: 'String', needs: ['name', 'email'], resolve: () => 'made up' }
    const schema = buildSchema(storeCatalog(), { limits, fields: { 'accounts.users': { label } } })
    const result = await answer('{ users { label } }', { users: [{ name: 'Ada' }] }, schema)
    expect(result.data).toEqual({ users: [{ label: null }] })
    expect(result.errors).toMatchObject([{ message: 'A resolver of this API left out User.email.' }])
  })
})
