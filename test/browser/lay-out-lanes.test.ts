import { describe, expect, it } from 'vitest'
import { takeExplanation } from '../../src/browser/explaining-fetcher.ts'
import { readHeaders } from '../../src/browser/map/read-headers.ts'
import { askedTables, relatedTo, relationText } from '../../src/browser/map/related.ts'
import { arrowPath, layOutLanes } from '../../src/browser/plan/lay-out-lanes.ts'
import { barText, countText, crossingText } from '../../src/browser/plan/words.ts'
import type { RanStatement, RunCrossing } from '../../src/explain/explanation.ts'
import type { RelationFacts } from '../../src/map/schema-map.ts'

function statement(given: Partial<RanStatement>): RanStatement {
  return {
    ...{ step: '0', fetch: 0, source: 'accounts', table: 'accounts.users', sql: 'select' },
    ...{ start: 0, wait: 0, run: 10, ms: 10, keys: 0, rows: 5 },
    ...given,
  }
}

const link: RunCrossing = {
  ...{ from: '0', to: '1', use: 'link', relation: 'accounts.users.orders' },
  ...{ strategy: 'batch', planned: null, took: null },
}

describe('lanes', () => {
  const ran = [
    statement({}),
    statement({
      step: '1',
      source: 'shop',
      table: 'shop.orders',
      start: 10,
      wait: 5,
      run: 25,
      ms: 30,
      keys: 5,
      rows: 9,
    }),
    statement({ step: '2', start: 5, ms: 15, run: 15 }),
  ]
  const { lanes, arrows, ticks, height } = layOutLanes({ ran, crossings: [link] }, 410)

  it('has one for each database, in the order in which they were asked', () => {
    expect(lanes.map(({ source }) => source)).toEqual(['accounts', 'shop'])
    expect(lanes[1]!.y).toBe(lanes[0]!.y + lanes[0]!.height)
    expect(height).toBe(lanes[1]!.y + lanes[1]!.height)
  })

  it('has a bar for each statement, as long as it took, with the part in which it waited', () => {
    const [bar] = lanes[1]!.bars
    expect(bar).toMatchObject({ index: 1, x: 100, width: 300, waited: 50 })
  })

  it('puts what ran at the same time, or has its words there, below each other', () => {
    const [first, second] = lanes[0]!.bars
    expect(first!.y).toBeLessThan(second!.y)
  })

  it('leaves nothing out of sight: a bar of no time can be hit, a bar at the end is named before it', () => {
    const short = layOutLanes({ ran: [statement({ start: 400, ms: 0, run: 0 }), statement({})], crossings: [] }, 410)
    const [first, last] = short.lanes[0]!.bars
    expect(first).toMatchObject({ index: 1, words: 'after' })
    expect(last).toMatchObject({ index: 0, width: 10, words: 'before' })
    expect(last!.x + last!.width).toBeLessThanOrEqual(410)
  })

  it('has an arrow from the statement that found keys to the one that took them', () => {
    expect(arrows).toHaveLength(1)
    const [arrow] = arrows
    expect(arrow).toMatchObject({ from: 0, to: 1, x1: 100, x2: 100 })
    expect(arrow!.y1).toBeLessThan(arrow!.y2)
    expect(arrowPath(arrow!)).toMatch(/^M100,[\d.]+C/)
  })

  it('has no arrow back in time, and one from the last statement of those that went before', () => {
    const pages = [statement({ ms: 2 }), statement({ start: 2, ms: 3 }), statement({ start: 50 })]
    const taker = statement({ step: '1', source: 'shop', start: 6 })
    const { arrows } = layOutLanes({ ran: [...pages, taker], crossings: [link] }, 400)
    expect(arrows.map(({ from, to }) => [from, to])).toEqual([[1, 3]])
  })

  it('has the arrow end where a statement runs that had waited for its connection before there were keys', () => {
    const taker = statement({ step: '1', source: 'shop', start: 2, wait: 9, run: 9, ms: 18 })
    const { arrows } = layOutLanes({ ran: [statement({}), taker], crossings: [link] }, 210)
    expect(arrows).toMatchObject([{ from: 0, to: 1, x1: 100, x2: 110 }])
  })

  it('names round times on its axis', () => {
    expect(ticks.map(({ label }) => label)).toEqual(['0 ms', '10 ms', '20 ms', '30 ms', '40 ms'])
    expect(ticks[1]!.x).toBe(100)
  })

  it('is whole without a width and without statements', () => {
    expect(layOutLanes({ ran: [], crossings: [] }, 0).lanes).toEqual([])
  })
})

describe('words', () => {
  it('say what was asked and what a resolver would have', () => {
    expect(countText({ ran: [statement({}), statement({})], perRow: 121 })).toBe(
      '2 statements; a resolver per row would have made 121',
    )
    expect(countText({ ran: [statement({})], perRow: null })).toBe('1 statement')
    expect(barText(statement({ keys: 1, rows: 1200 }))).toBe('users · 1 key → 1,200 rows')
    expect(barText(statement({ rows: null, error: 'DATABASE_TIMEOUT' }))).toBe('users · DATABASE_TIMEOUT')
  })

  it('say of a filter what was planned where something else was done', () => {
    const filter: RunCrossing = { ...link, use: 'filter', strategy: 'semi-join', planned: 'windows', took: 'all keys' }
    expect(crossingText(filter)).toBe('filter accounts.users.orders: semi-join, all keys (planned: windows)')
    expect(crossingText({ ...filter, took: 'windows' })).toBe('filter accounts.users.orders: semi-join, windows')
  })
})

describe('the map', () => {
  const lines: readonly (RelationFacts & { readonly path: string })[] = [
    {
      ...{ kind: 'link', path: '' },
      from: { table: 'a.users', columns: ['id'], field: 'orders', many: false },
      to: { table: 'b.orders', columns: ['userId'], field: null, many: true },
    },
  ]

  it('knows what relations join, and says it from either end', () => {
    expect([...relatedTo('b.orders', { lines })]).toEqual(['b.orders', 'a.users'])
    expect([...relatedTo('c.other', { lines })]).toEqual(['c.other'])
    expect(relationText(lines[0]!, 'a.users')).toBe('orders: many in b.orders (link)')
    expect(relationText(lines[0]!, 'b.orders')).toBe('userId: one in a.users (link)')
  })

  it('lights the tables of what ran, also those read inside of others, and not of what did not run', () => {
    const step = (id: string, tables: readonly string[]) => {
      return { id, source: 'a', table: tables[0]!, tables, kind: 'root', relation: null } as const
    }
    const steps = [step('0', ['a.users', 'a.addresses']), step('1', ['b.orders'])]
    expect([...askedTables({ ran: [statement({})], steps })]).toEqual(['a.users', 'a.addresses'])
  })

  it('is asked for with the headers that somebody wrote, as far as they are some', () => {
    expect(readHeaders('{"authorization": "Bearer x", "n": 1}')).toEqual({ authorization: 'Bearer x' })
    expect([readHeaders(''), readHeaders('{'), readHeaders('[1]')]).toEqual([{}, {}, {}])
  })
})

it('takes the explanation out of an answer, and leaves what else it says', () => {
  const explain = {} as never
  expect(takeExplanation({ extensions: { explain, cost: 3 } })).toEqual({
    run: explain,
    rest: { extensions: { cost: 3 } },
  })
  expect(takeExplanation({ extensions: { explain } }).rest).toEqual({})
  expect(takeExplanation({}).run).toBe('not told')
})
