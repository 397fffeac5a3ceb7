import { describe, expect, test } from 'vitest'
import type { ConnectionField, OrderTerm, Seek, View } from '../../src/plan/plan.ts'
import { answer, catalogFor, connection, databases, ids, idsBy, orders, pageOf, type Cursor } from './orders-world.ts'
import { asc, desc, list, object, rootFetch, rowSet, runFetch } from './support.ts'

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
