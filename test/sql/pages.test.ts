import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { ConnectionField, Fetch, OrderTerm, RowSet, Seek, View } from '../../src/plan/plan.ts'
import { catalogOf, column, enumOf, key, relation, table } from '../support/catalog-factory.ts'
import {
  answerOf,
  asc,
  compare,
  desc,
  list,
  object,
  openPostgres,
  openSqlite,
  rootFetch,
  rowSet,
  runFetch,
  type TestDatabase,
} from './support.ts'

const nullable = { nullable: true } as const

function catalogFor(dialect: 'postgres' | 'sqlite', indexed = true): Catalog {
  const sqlite = dialect === 'sqlite'
  const link = { kind: 'link', nullable: true, indexed } as const
  return catalogOf(
    [
      table(
        's.users',
        'User',
        [column('id', 'int', { type: { sqlType: sqlite ? 'INTEGER' : 'integer' } }), column('name', 'string')],
        {
          relations: [
            relation('orders', 'many', 's.orders', { id: 'userId' }, { indexed }),
            relation('best', 'one', 's.orders', { id: 'userId' }),
          ],
        },
      ),
      table(
        's.orders',
        'Order',
        [
          column('id', 'int', { type: { sqlType: sqlite ? 'INTEGER' : 'integer' } }),
          column('userId', 'int', nullable),
          column('n', 'string', nullable),
          column('total', 'decimal', {
            ...nullable,
            type: { precision: 8, scale: 2, ...(sqlite ? { storage: 'real' } : {}) },
          }),
          column('at', 'dateTime', { ...nullable, type: sqlite ? { storage: 'text' } : {} }),
          column('mood', 'enum', { ...nullable, type: { enum: 'Mood', ...(sqlite ? {} : { storage: 'text' }) } }),
          column('real', 'float', { ...nullable, type: { sqlType: 'double precision' } }),
        ],
        { relations: [relation('user', 'one', 's.users', { userId: 'id' })] },
      ),
      // The other ends of links: how keys come in.
      table('x.buyers', 'Buyer', [column('id', 'bigint'), column('uid', 'uuid')], {
        relations: [
          relation('orders', 'many', 's.orders', { id: 'userId' }, link),
          relation('first', 'one', 's.orders', { id: 'userId' }, link),
          relation('order', 'one', 's.orders', { id: 'id' }, link),
          relation(
            'groups',
            'many',
            's.groups',
            { id: 'userId' },
            { ...link, through: { table: 's.members', on: [{ from: 'groupId', to: 'id' }] } },
          ),
        ],
      }),
      table('s.groups', 'Group', [column('id', 'int'), column('name', 'string')]),
      table('s.members', 'Member', [column('userId', 'int'), column('groupId', 'int')], {
        keys: [key('userId', 'groupId')],
      }),
    ],
    { dialects: { s: dialect }, enums: [enumOf('Mood', 'sad', 'glad')] },
  )
}

const setup = `
  create table users (id integer primary key, name text not null);
  insert into users values (1, 'ann'), (2, 'bob'), (3, 'cy');
  create table orders (id integer primary key, user_id int, n text, total numeric(8,2), "at" AT, mood text, "real" double precision);
  create index orders_user on orders (user_id);
  insert into orders values
    (1, 1, 'b', 0.30, '2024-01-01 00:00:00.5', 'glad', 0.1),
    (2, 1, null, 0.30, '2024-01-01 00:00:00.123456', 'sad', 0.30000000000000004),
    (3, 2, 'B', 1, null, null, 1e300),
    (4, 2, '😀', null, '2024-01-01 00:00:00', 'glad', null),
    (5, 1, 'ａ', -2.5, '2024-01-01 00:00:00.123457', 'odd', -0.5),
    (6, null, 'b', 1.00, '2023-01-01 00:00:00', 'sad', 1),
    (7, 1, null, null, null, null, null);
  create table groups (id int primary key, name text not null);
  insert into groups values (1, 'one'), (2, 'two'), (3, 'three');
  create table members (user_id int, group_id int);
  insert into members values (1, 1), (1, 1), (1, 3), (2, 1);
`

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  await databases[0]!.exec(setup.replace('AT', 'timestamptz'))
  await databases[1]!.exec(setup.replace('AT', 'timestamptz'))
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

/** The answer of both databases, which must be one. */
async function answer(fetch: Fetch, values: readonly unknown[] = []): Promise<unknown> {
  const [postgres, sqlite] = await Promise.all(
    databases.map((database) => answerOf(database, catalogFor(database.dialect), fetch, values)),
  )
  expect(withoutCursors(sqlite), 'SQLite answers as PostgreSQL').toEqual(withoutCursors(postgres))
  return postgres
}

const withoutCursors = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, item: unknown) => (name === 'cursor' ? 'cursor' : item)))

const ids = (rows: unknown): number[] => (rows as { id: number }[]).map(({ id }) => id)
const orders = (rest: Partial<RowSet>): Fetch => rootFetch(rowSet('s.orders', rest), list('id'))
const idsBy = async (order: readonly OrderTerm[], rest: Partial<RowSet> = {}, values: readonly unknown[] = []) =>
  ids(await answer(orders({ order, ...rest }), values))

describe('order', () => {
  test('is by code point, nulls where they are asked for', async () => {
    expect(await idsBy([asc('n'), asc('id')])).toEqual([3, 1, 6, 5, 4, 2, 7])
    expect(await idsBy([asc('n', 'first'), desc('id')])).toEqual([7, 2, 3, 6, 1, 5, 4])
    expect(await idsBy([desc('n'), asc('id')])).toEqual([2, 7, 4, 5, 1, 6, 3])
    expect(await idsBy([desc('n', 'last'), asc('id')])).toEqual([4, 5, 1, 6, 3, 2, 7])
  })

  test('of enums is as declared, of decimals and instants by what they are', async () => {
    expect(await idsBy([asc('mood'), asc('id')])).toEqual([2, 6, 1, 4, 5, 3, 7])
    expect(await idsBy([asc('total'), asc('id')])).toEqual([5, 1, 2, 3, 6, 4, 7])
    expect(await idsBy([desc('at', 'last'), asc('id')])).toEqual([1, 5, 2, 4, 6, 3, 7])
  })

  test('by a related row and by an aggregate', async () => {
    const byName: OrderTerm = {
      by: { kind: 'related', relation: 'user', policy: null, pairPolicy: null, by: { kind: 'column', column: 'name' } },
      direction: 'desc',
      nulls: 'first',
    }
    expect(await idsBy([byName, asc('id')])).toEqual([6, 3, 4, 1, 2, 5, 7])
    const users = async (fn: 'count' | 'sum' | 'avg', direction: 'asc' | 'desc', nulls: 'first' | 'last') => {
      const by = {
        kind: 'aggregate',
        relation: 'orders',
        policy: null,
        pairPolicy: null,
        fn,
        column: fn === 'count' ? null : 'total',
      } as const
      const fetch = rootFetch(rowSet('s.users', { order: [{ by, direction, nulls }, asc('id')] }), list('id'))
      return ids(await answer(fetch))
    }
    expect(await users('count', 'desc', 'last')).toEqual([1, 2, 3])
    expect(await users('sum', 'asc', 'last')).toEqual([1, 2, 3])
    expect(await users('avg', 'desc', 'first')).toEqual([3, 2, 1])
  })

  test('limit, offset and nothing at all', async () => {
    expect(await idsBy([asc('id')], { limit: 2, offset: { slot: 0 } }, [3])).toEqual([4, 5])
    expect(await idsBy([asc('id')], { limit: { slot: 0 } }, [0])).toEqual([])
    expect(await idsBy([asc('id')], { offset: 5 })).toEqual([6, 7])
    expect(ids(await answer(orders({ where: { kind: 'or', items: [] } })))).toEqual([])
  })

  test('distinct keeps the first row of each group, nulls a group', async () => {
    expect(await idsBy([asc('total'), desc('id')], { distinct: ['total'] })).toEqual([5, 2, 6, 7])
    expect(await idsBy([desc('userId'), asc('id')], { distinct: ['userId'], limit: 2 })).toEqual([6, 3])
    const byName: OrderTerm = {
      by: { kind: 'related', relation: 'user', policy: null, pairPolicy: null, by: { kind: 'column', column: 'name' } },
      direction: 'asc',
      nulls: 'last',
    }
    expect(await idsBy([asc('userId'), byName, desc('id')], { distinct: ['userId'], offset: 1 })).toEqual([4, 6])
  })
})

// ───────── connections ─────────

const connection: View = {
  kind: 'connection',
  fields: [
    { kind: 'typename', name: '__typename', typeName: 'OrderConnection' },
    {
      kind: 'edges',
      name: 'edges',
      fields: [
        { kind: 'cursor', name: 'cursor', scope: 0 },
        { kind: 'node', name: 'node', value: object('id') },
      ],
    },
    { kind: 'nodes', name: 'nodes', value: object('id') },
    {
      kind: 'pageInfo',
      name: 'pageInfo',
      fields: [
        { kind: 'hasNextPage', name: 'hasNextPage' },
        { kind: 'hasPreviousPage', name: 'hasPreviousPage' },
        { kind: 'startCursor', name: 'startCursor', scope: 0 },
        { kind: 'endCursor', name: 'endCursor', scope: 0 },
      ],
    },
    { kind: 'totalCount', name: 'totalCount' },
  ],
}

interface Cursor {
  readonly cursor: readonly (string | null)[]
}

interface Connection {
  readonly edges: readonly { readonly cursor: Cursor; readonly node: { readonly id: number } }[]
  readonly nodes: readonly { readonly id: number }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly startCursor: Cursor | null
    readonly endCursor: Cursor | null
  }
  readonly totalCount: number
}

async function pageOf(database: TestDatabase, rows: Partial<RowSet>, seeks: readonly [Seek['side'], Cursor][] = []) {
  const values: unknown[] = []
  const seek = seeks.map(([side, { cursor }]): Seek => ({
    side,
    slots: cursor.map((text) => values.push(text) - 1),
    nulls: cursor.map((text) => text === null),
  }))
  const fetch = rootFetch(rowSet('s.orders', { ...rows, seek }), connection)
  const page = (await answerOf(database, catalogFor(database.dialect), fetch, values)) as Connection
  expect(page.nodes).toEqual(page.edges.map(({ node }) => node))
  expect(page.pageInfo.startCursor).toEqual(page.edges[0]?.cursor ?? null)
  expect(page.pageInfo.endCursor).toEqual(page.edges.at(-1)?.cursor ?? null)
  return page
}

const byUser = (name: string): OrderTerm => ({
  by: { kind: 'related', relation: 'user', policy: null, pairPolicy: null, by: { kind: 'column', column: name } },
  direction: 'asc',
  nulls: 'last',
})

const totalOrders: readonly OrderTerm[][] = [
  [asc('id')],
  [desc('id')],
  [asc('n'), asc('id')],
  [asc('n', 'first'), desc('id')],
  [desc('n'), asc('id')],
  [asc('total'), asc('id')],
  [desc('total', 'last'), asc('n', 'first'), asc('id')],
  [asc('at'), asc('id')],
  [desc('at'), desc('id')],
  [asc('mood'), asc('id')],
  [asc('real'), asc('id')],
  [desc('real', 'last'), asc('id')],
  [byUser('name'), asc('id')],
]

describe('pages', () => {
  test.each(
    totalOrders.map((order) => [JSON.stringify(order.map(({ by, direction }) => [by, direction])), order] as const),
  )('of %s join to the whole list, in both directions', async (_, order) => {
    for (const database of databases) {
      const whole = ids((await pageOf(database, { order })).nodes)
      expect(whole).toHaveLength(7)
      for (const limit of [1, 2, 3]) {
        for (const fromEnd of [false, true]) {
          const seen: number[] = []
          let seeks: [Seek['side'], Cursor][] = []
          for (;;) {
            const page = await pageOf(database, { order, limit, fromEnd }, seeks)
            const found = ids(page.nodes)
            if (fromEnd) seen.unshift(...found)
            else seen.push(...found)
            const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo
            expect(page.totalCount).toBe(7)
            expect(fromEnd ? hasNextPage : hasPreviousPage).toBe(seeks.length > 0)
            const more = fromEnd ? hasPreviousPage : hasNextPage
            expect(more).toBe(seen.length < 7)
            if (!more) break
            seeks = [fromEnd ? ['before', startCursor!] : ['after', endCursor!]]
          }
          expect(seen).toEqual(whole)
        }
      }
    }
  })

  test('between two cursors', async () => {
    for (const database of databases) {
      const order = [desc('n'), asc('id')]
      const { edges } = await pageOf(database, { order })
      const seeks: [Seek['side'], Cursor][] = [
        ['after', edges[1]!.cursor],
        ['before', edges[5]!.cursor],
      ]
      const page = await pageOf(database, { order, limit: 10 }, seeks)
      expect(page.nodes).toEqual(edges.slice(2, 5).map(({ node }) => node))
      expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
    }
  })

  test('of no rows have no cursors', async () => {
    for (const database of databases) {
      expect(await pageOf(database, { order: [asc('id')], limit: 0 })).toMatchObject({
        nodes: [],
        totalCount: 7,
        pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
      })
      expect(await pageOf(database, { order: [asc('id')], limit: 2, where: { kind: 'or', items: [] } })).toMatchObject({
        nodes: [],
        totalCount: 0,
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
      })
    }
  })

  test('read nothing for a count alone', async () => {
    const count: ConnectionField = { kind: 'totalCount', name: 'totalCount' }
    const fetch = rootFetch(rowSet('s.orders', { order: [asc('id')], limit: 2 }), {
      kind: 'connection',
      fields: [count],
    })
    expect(await answer(fetch)).toEqual({ totalCount: 7 })
  })
})

describe('several views over one set of rows', () => {
  test('are several texts of one statement', async () => {
    const one: View = { kind: 'one', value: object('n'), required: false }
    const fetch = rootFetch(
      rowSet('s.orders', { order: [desc('id')], limit: 3, offset: 1 }),
      list('id'),
      list('total'),
      one,
      connection,
    )
    for (const database of databases) {
      const [texts] = await runFetch(database, catalogFor(database.dialect), fetch)
      expect(texts).toMatchObject([
        [{ id: 6 }, { id: 5 }, { id: 4 }],
        [{ total: '1.00' }, { total: '-2.50' }, { total: null }],
        { n: 'b' },
        { nodes: [{ id: 6 }, { id: 5 }, { id: 4 }], pageInfo: { hasNextPage: true } },
      ])
    }
  })
})

// ───────── inside of rows ─────────

describe('local relations', () => {
  test('stand inside of their rows, limited and in order', async () => {
    const inner = rowSet('s.orders', { relation: 'orders', order: [desc('id')], limit: 2 })
    const user: View = { kind: 'one', value: object('name'), required: true }
    const fetch = rootFetch(
      rowSet('s.users', { order: [asc('id')] }),
      list(
        'name',
        {
          name: 'orders',
          value: {
            kind: 'rows',
            rows: inner,
            view: list('id', {
              name: 'user',
              value: { kind: 'rows', rows: rowSet('s.users', { relation: 'user' }), view: user },
            }),
          },
        },
        {
          name: 'best',
          value: {
            kind: 'rows',
            rows: rowSet('s.orders', { relation: 'best' }),
            view: { kind: 'one', value: object('id'), required: true },
          },
        },
      ),
    )
    expect(await answer(fetch)).toEqual([
      {
        name: 'ann',
        orders: [
          { id: 7, user: { name: 'ann' } },
          { id: 5, user: { name: 'ann' } },
        ],
        best: { id: 1 },
      },
      {
        name: 'bob',
        orders: [
          { id: 4, user: { name: 'bob' } },
          { id: 3, user: { name: 'bob' } },
        ],
        best: { id: 3 },
      },
      { name: 'cy', orders: [], best: '!missingRow' },
    ])
  })

  test('hide rows behind their policy', async () => {
    const inner = rowSet('s.users', { relation: 'user', policy: compare('name', 'ne', 0) })
    const view: View = { kind: 'one', value: object('name'), required: false }
    const fetch = rootFetch(
      rowSet('s.orders', { order: [asc('id')], limit: 3 }),
      list({ name: 'user', value: { kind: 'rows', rows: inner, view } }),
    )
    expect(await answer(fetch, ['ann'])).toEqual([{ user: null }, { user: null }, { user: { name: 'bob' } }])
  })

  test('links are marks with their keys', async () => {
    const fetch = rootFetch(
      rowSet('s.orders', { order: [asc('id')], offset: 5, limit: 1 }),
      list({
        name: 'x',
        value: {
          kind: 'splice',
          splice: 3,
          columns: ['userId', 'n', 'total', 'at', 'mood'],
          fetch: 1,
          view: 0,
        },
      }),
    )
    expect(await answer(fetch)).toEqual([
      {
        x: { splice: ['null', '"b"', '"1.00"', '"2023-01-01T00:00:00Z"', '"sad"'] },
      },
    ])
  })
})

// ───────── keys ─────────

describe.each([
  ['that an index finds', true],
  ['in one pass', false],
])('keys %s', (_, indexed) => {
  const keyed = (relationName: string, rows: RowSet, views: readonly View[], unique = false): Fetch => ({
    id: 1,
    source: 's',
    depth: 1,
    key: {
      table: 'x.buyers',
      relation: relationName,
      columns: relationName === 'order' ? ['id'] : ['userId'],
      through:
        relationName === 'groups' ? { table: 's.members', on: [{ from: 'groupId', to: 'id' }], policy: null } : null,
      indexed,
    },
    rows,
    views,
    unique,
    probe: null,
    lookup: null,
    fills: null,
    window: null,
    counted: false,
    windows: null,
    merge: null,
    onDemand: false,
  })
  const keys = [['2'], [null], ['1'], ['77'], ['99999999999999'], ['abc'], ['1']] as const

  async function keyedAnswer(fetch: Fetch, values: readonly unknown[] = []) {
    const [postgres, sqlite] = await Promise.all(
      databases.map((database) => runFetch(database, catalogFor(database.dialect, indexed), fetch, values, keys)),
    )
    expect(withoutCursors(sqlite), 'SQLite answers as PostgreSQL').toEqual(withoutCursors(postgres))
    return postgres!
  }

  test('are answered each with its rows, none with none', async () => {
    const fetch = keyed('orders', rowSet('s.orders', { order: [desc('id')], limit: 2, offset: 1 }), [list('id')])
    expect(await keyedAnswer(fetch)).toEqual([
      [[{ id: 3 }]],
      [[]],
      [[{ id: 5 }, { id: 2 }]],
      [[]],
      [[]],
      [[]],
      [[{ id: 5 }, { id: 2 }]],
    ])
  })

  test('with several views, distinct, filter and seek', async () => {
    const rows = rowSet('s.orders', {
      order: [asc('total'), desc('id')],
      distinct: ['total'],
      where: compare('id', 'lt', 0),
      limit: { slot: 1 },
    })
    expect(await keyedAnswer(keyed('orders', rows, [list('id'), list('total')]), [7, 2])).toEqual([
      [
        [{ id: 3 }, { id: 4 }],
        [{ total: '1.00' }, { total: null }],
      ],
      [[], []],
      [
        [{ id: 5 }, { id: 2 }],
        [{ total: '-2.50' }, { total: '0.30' }],
      ],
      [[], []],
      [[], []],
      [[], []],
      [
        [{ id: 5 }, { id: 2 }],
        [{ total: '-2.50' }, { total: '0.30' }],
      ],
    ])
  })

  test('with aggregates over each', async () => {
    const aggregate: View = {
      kind: 'aggregate',
      fields: [
        { kind: 'count', name: 'count', distinct: null },
        { kind: 'group', name: 'sum', fn: 'sum', fields: [{ kind: 'column', name: 'total', column: 'total' }] },
      ],
    }
    const none = { count: 0, sum: { total: null } }
    expect(await keyedAnswer(keyed('orders', rowSet('s.orders'), [aggregate]))).toEqual([
      [{ count: 2, sum: { total: '1.00' } }],
      [none],
      [{ count: 4, sum: { total: '-1.90' } }],
      [none],
      [none],
      [none],
      [{ count: 4, sum: { total: '-1.90' } }],
    ])
  })

  test('with pages of each, forward and from the end', async () => {
    const forward = await keyedAnswer(
      keyed('orders', rowSet('s.orders', { order: [asc('id')], limit: 1 }), [connection]),
    )
    expect(forward[2]?.[0]).toMatchObject({
      nodes: [{ id: 1 }],
      totalCount: 4,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    })
    expect(forward[3]?.[0]).toMatchObject({
      nodes: [],
      totalCount: 0,
      pageInfo: { hasNextPage: false, startCursor: null },
    })
    const seek: Seek = { side: 'before', slots: [0], nulls: [false] }
    const rows = rowSet('s.orders', { order: [asc('id')], limit: 2, fromEnd: true, seek: [seek] })
    const back = await keyedAnswer(keyed('orders', rows, [connection]), ['7'])
    expect(back[2]?.[0]).toMatchObject({
      nodes: [{ id: 2 }, { id: 5 }],
      totalCount: 4,
      pageInfo: { hasNextPage: true, hasPreviousPage: true },
    })
    expect(back[0]?.[0]).toMatchObject({
      nodes: [{ id: 3 }, { id: 4 }],
      totalCount: 2,
      pageInfo: { hasNextPage: false, hasPreviousPage: false },
    })
  })

  test('through a junction, each row once', async () => {
    const fetch = keyed('groups', rowSet('s.groups', { order: [desc('name')], limit: 5 }), [list('name')])
    const one = [[{ name: 'three' }, { name: 'one' }]]
    expect(await keyedAnswer(fetch)).toEqual([[[{ name: 'one' }]], [[]], one, [[]], [[]], [[]], one])
  })

  test('of a unique column are looked up', async () => {
    const view: View = { kind: 'one', value: object('n'), required: true }
    const fetch = keyed('order', rowSet('s.orders'), [view], true)
    const missing = ['!missingRow']
    expect(await keyedAnswer(fetch)).toEqual([
      [{ n: null }],
      missing,
      [{ n: 'b' }],
      missing,
      missing,
      missing,
      [{ n: 'b' }],
    ])
  })

  test('of a to-one whose column is not unique find the first row of its key', async () => {
    const view: View = { kind: 'one', value: object('id'), required: false }
    const fetch = keyed('first', rowSet('s.orders'), [view], true)
    expect(await keyedAnswer(fetch)).toEqual([[{ id: 3 }], [null], [{ id: 1 }], [null], [null], [null], [{ id: 1 }]])
  })
})
