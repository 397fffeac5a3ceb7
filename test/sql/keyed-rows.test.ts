import { describe, expect, test } from 'vitest'
import type { Fetch, RowSet, Seek, View } from '../../src/plan/plan.ts'
import { catalogFor, connection, databases, withoutCursors } from './orders-world.ts'
import { asc, compare, desc, list, object, rootFetch, rowSet, runFetch } from './support.ts'

describe.each([
  ['that an index finds', true],
  ['in one pass', false],
])('keys %s', (_, indexed) => {
  const keyed = (relationName: string, rows: RowSet, views: readonly View[], unique = false): Fetch => ({
    ...rootFetch(rows, ...views),
    id: 1,
    depth: 1,
    key: {
      table: 'x.buyers',
      relation: relationName,
      columns: relationName === 'order' ? ['id'] : ['userId'],
      through:
        relationName === 'groups' ? { table: 's.members', on: [{ from: 'groupId', to: 'id' }], policy: null } : null,
      indexed,
    },
    unique,
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
