import { describe, expect, test } from 'vitest'
import type { View } from '../../src/plan/plan.ts'
import { answer } from './orders-world.ts'
import { asc, compare, desc, list, object, rootFetch, rowSet } from './support.ts'

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
