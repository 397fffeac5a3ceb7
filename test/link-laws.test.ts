import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { divideHalfAway, parseExact, printExact, rescale, type Wire } from './reference/values.ts'
import { runEngine } from './support/run-engine.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'
import { placedWorld, type Placement } from './support/worlds/placed-world.ts'

/** Laws of questions that cross databases: they hold between Heddle's own answers, whatever the right answer is. */

// Users are asked about through links; orders lead from one link to the next; items and orders lie together.
const placement: Placement = {
  users: 'main',
  orders: 'left',
  items: 'left',
  shops: 'right',
  products: 'right',
  reviews: 'left',
}

let world: OpenWorld

beforeAll(async () => {
  world = await openWorld(placedWorld(placement), { onServer: true })
})

afterAll(() => world.close())

async function ask<T>(document: string, variables: Record<string, Wire> = {}): Promise<T> {
  const { result } = await runEngine(world.heddle, document, variables)
  expect(result.errors).toBeUndefined()
  return result.data as T
}

interface IdPage {
  readonly page: {
    readonly nodes: readonly { readonly nodeId: string }[]
    readonly totalCount: number
    readonly pageInfo: { readonly startCursor: string | null; readonly endCursor: string | null } & Readonly<
      Record<'hasNextPage' | 'hasPreviousPage', boolean>
    >
  }
}

/** Filters and orders, some of which tie, lead to no partner, or are null. */
const lists: readonly (readonly [field: string, where: string, orderBy: string])[] = [
  ['users', '{orders: {some: {shop: {rank: {gte: 1}}}}}', '[{name: asc}]'],
  ['users', '{NOT: {orders: {some: {items: {some: {product: {sold: {eq: true}}}}}}}}', '[]'],
  ['users', '{}', '[{orders: {sum: {total: desc_nulls_last}}}]'],
  ['users', '{orders: {count: {gte: 1}}}', '[{orders: {count: asc}}, {country: desc}]'],
  ['orders', '{}', '[{user: {createdAt: desc}}]'],
  ['orders', '{user: {id: {gt: 0}}}', '[{orderedAt: asc}]'],
  ['users', '{orders: {some: {total: {gte: "0"}}}}', '[{id: desc}]'],
  ['orders', '{user: {NOT: {country: {eq: "CH"}}}}', '[{user: {country: asc_nulls_first}}, {shop: {title: desc}}]'],
  [
    'items',
    '{OR: [{order: {user: {active: {eq: true}}}}, {quantity: {lt: 1}}]}',
    '[{order: {user: {boss: {credit: asc}}}}]',
  ],
  ['reviews', '{writer: {reviews: {count: {gt: 1}}}}', '[{product: {price: desc}}, {writer: {score: asc}}]'],
]

describe.each(lists)('%s where %s, ordered by %s', (field, where, orderBy) => {
  test.each([
    ['forward', 'first', 'after', 'endCursor', 'hasNextPage'],
    ['backward', 'last', 'before', 'startCursor', 'hasPreviousPage'],
  ] as const)(
    'come %s in pages of one to seven that join to the whole list',
    async (_way, size, side, cursorOf, more) => {
      const all = await ask<{ list: { nodeId: string }[] }>(
        `{ list: ${field}(where: ${where}, orderBy: ${orderBy}, limit: 1000) { nodeId } }`,
      )
      expect(all.list.length).toBeGreaterThan(0)
      const document = `query ($size: Int, $cursor: String) { page: ${field}Connection(where: ${where}, orderBy: ${orderBy},
      ${size}: $size, ${side}: $cursor) { totalCount nodes { nodeId } pageInfo { ${cursorOf} ${more} } } }`
      for (let count = 1; count <= 7; count += 1) {
        const pages: string[][] = []
        for (let cursor: string | null = null, next = true; next;) {
          const { page }: IdPage = await ask<IdPage>(document, { size: count, cursor })
          expect(page.totalCount).toBe(all.list.length)
          pages.push(page.nodes.map(({ nodeId }) => nodeId))
          cursor = page.pageInfo[cursorOf]
          next = page.pageInfo[more]
          expect(pages.length).toBeLessThanOrEqual(all.list.length + 1)
        }
        const joined = size === 'first' ? pages.flat() : pages.reverse().flat()
        expect(joined, `pages of ${count}`).toEqual(all.list.map(({ nodeId }) => nodeId))
      }
    },
  )
})

test.each(lists)('%s where %s, ordered by %s, are cut by limit and offset where the whole list is', async (...list) => {
  const [field, where, orderBy] = list
  const idsOf = async (page: string) => {
    const { rows } = await ask<{ rows: { nodeId: string }[] }>(
      `{ rows: ${field}(where: ${where}, orderBy: ${orderBy}, ${page}) { nodeId } }`,
    )
    return rows.map(({ nodeId }) => nodeId)
  }
  const all = await idsOf('limit: 1000')
  for (const [limit, offset] of [
    [1, 0],
    [2, 1],
    [5, 0],
    [4, 3],
    [1000, 2],
  ] as const) {
    expect(await idsOf(offset === 0 ? `limit: ${limit}` : `limit: ${limit}, offset: ${offset}`)).toEqual(
      all.slice(offset, offset + limit),
    )
  }
})

/** A condition, and where it is unknown. A relation's is never: it is an EXISTS. */
const conditions: readonly (readonly [field: string, condition: string, unknown: string | null])[] = [
  ['users', 'orders: {some: {total: {gt: "5"}}}', null],
  ['users', 'orders: {every: {shop: {rank: {eq: 1}}}}', null],
  ['users', 'orders: {count: {lt: 2}}', null],
  // Some writers have no token, which is the key.
  ['users', 'reviews: {every: {stars: {gte: 2}}}', null],
  ['users', 'orders: {sum: {total: {gt: "10"}}}', 'orders: {sum: {total: {isNull: true}}}'],
  ['users', 'orders: {avg: {weight: {lte: 1.0123}}}', 'orders: {avg: {weight: {isNull: true}}}'],
  ['users', 'reviews: {min: {writtenOn: {ne: "2024-02-29"}}}', 'reviews: {min: {writtenOn: {isNull: true}}}'],
  ['orders', 'user: {born: {gte: "2000-01-01"}}', null],
  ['orders', 'shop: {orders: {max: {total: {lt: "100"}}}}', null],
  ['items', 'order: {user: {country: {eq: "CH"}}}', null],
  ['products', 'items: {sum: {quantity: {gte: "2"}}}', 'items: {sum: {quantity: {isNull: true}}}'],
]

test.each(conditions)('%s where %s, where not, and where that is unknown are all of them, each once', async (...of) => {
  const [field, condition, unknown] = of
  const parts = [`{${condition}}`, `{NOT: {${condition}}}`, ...(unknown ? [`{${unknown}}`] : [])]
  const fields = ['{}', ...parts].map((where, part) => `p${part}: ${field}(where: ${where}, limit: 1000) { nodeId }`)
  const answer = await ask<Record<string, { nodeId: string }[]>>(`{ ${fields.join(' ')} }`)
  const ids = (part: number) => answer[`p${part}`]!.map(({ nodeId }) => nodeId) // asked for
  expect(parts.flatMap((_, part) => ids(part + 1)).sort()).toEqual(ids(0).sort())
})

test.each([
  ['{user: {column: country}}', 'user { country }'],
  ['{user: {date: {column: createdAt, by: month, zone: "Europe/Zurich"}}}', 'user { createdAt }'],
  ['{user: {boss: {column: name}}}', 'user { boss { name } }'],
  ['{shop: {column: rank}}', 'shop { rank }'],
])('groups by %s count what all rows do, and none is there twice', async (by, key) => {
  const { groups, all } = await ask<{ groups: { key: unknown; count: number }[]; all: { count: number } }>(
    `{ groups: ordersGroupBy(by: [${by}], limit: 1000) { key { ${key} } count } all: ordersAggregate { count } }`,
  )
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(all.count)
  expect(new Set(groups.map((group) => JSON.stringify(group.key))).size).toBe(groups.length)
  expect(groups.length).toBeGreaterThan(1)
})

test('groups across a link have the mean that their sum and count make', async () => {
  const { groups } = await ask<{ groups: { count: number; sum: { total: string }; avg: { total: string } }[] }>(
    '{ groups: ordersGroupBy(by: [{user: {column: country}}]) { count sum { total } avg { total } } }',
  )
  expect(groups.length).toBeGreaterThan(1)
  for (const { count, sum, avg } of groups) {
    const { digits } = rescale(parseExact(sum.total), 8)
    expect(avg.total).toBe(printExact({ digits: divideHalfAway(digits, BigInt(count)), scale: 8 }))
  }
})
