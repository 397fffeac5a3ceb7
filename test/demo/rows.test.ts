import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type * as accounts from '../../schema/accounts.ts'
import type * as catalog from '../../schema/catalog.ts'
import type * as shop from '../../schema/shop.ts'
import { textToCents } from '../../src/cli/demo/cents.ts'
import { makeRows } from '../../src/cli/demo/make-rows.ts'
import { moments } from '../../src/cli/demo/moments.ts'
import type { DemoRows } from '../../src/cli/demo/rows.ts'

const rows = makeRows()

/** The rows are what the schemas take: a changed column is a compile error here. */
const typed: {
  users: readonly (typeof accounts.users.$inferInsert)[]
  addresses: readonly (typeof accounts.addresses.$inferInsert)[]
  orders: readonly (typeof shop.orders.$inferInsert)[]
  orderItems: readonly (typeof shop.orderItems.$inferInsert)[]
  products: readonly (typeof catalog.products.$inferInsert)[]
  reviews: readonly (typeof catalog.reviews.$inferInsert)[]
} = rows

describe('the rows of the demo', () => {
  test('are the same in every run, on every machine, on every day', () => {
    expect(hash(makeRows())).toBe(hash(rows))
    // Changing a word or a weight changes this: then it is meant, and the new hash is written here.
    expect(hash(rows)).toBe('fbdf8445a52a64432b9fd5f339fd0c86217e2d1bafa98c12530eb4d7539f6ad8')
  })

  test('are as many as promised', () => {
    const counts = Object.fromEntries(Object.entries(typed).map(([table, list]) => [table, list.length]))
    expect(counts).toEqual({
      users: 1200,
      addresses: 1778,
      orders: 12_000,
      orderItems: 31_516,
      products: 300,
      reviews: 3000,
    })
  })

  test('have totals that are exactly the sum of their items', () => {
    const sums = new Map<number, number>()
    for (const { orderId, quantity, price } of rows.orderItems) {
      sums.set(orderId, (sums.get(orderId) ?? 0) + quantity * textToCents(price))
    }
    expect(rows.orders.filter(({ id, total }) => textToCents(total) !== (sums.get(id) ?? 0))).toEqual([])
  })

  test('name every SKU, e-mail address and key once', () => {
    expect(new Set(rows.products.map(({ sku }) => sku)).size).toBe(rows.products.length)
    expect(new Set(rows.products.map(({ name }) => name)).size).toBe(rows.products.length)
    expect(new Set(rows.users.map(({ email }) => email)).size).toBe(rows.users.length)
    expect(new Set(rows.addresses.map(({ id }) => id)).size).toBe(rows.addresses.length)
  })

  test('have e-mail addresses of plain letters under domains that nobody can own', () => {
    const plain = /^[a-z]+\.[a-z]+[0-9]*@example\.(com|org|net)$/
    expect(rows.users.filter(({ email }) => !plain.test(email))).toEqual([])
  })

  test('lie between the first sign-up and the end of the demo, and no order before its user', () => {
    const signUps = rows.users.map(({ createdAt }) => Date.parse(createdAt))
    const early = rows.orders.filter(({ userId, createdAt }) => createdAt.getTime() < (signUps[userId - 1] ?? 0))
    expect(early).toEqual([])
    const times = [...rows.orders, ...rows.reviews].map(({ createdAt }) => createdAt.getTime() / 1000)
    expect(times.every((time) => time >= moments.firstOrder && time <= moments.end)).toBe(true)
  })
})

describe('the odd rows of the demo', () => {
  test('hold users without orders, and one with more than the default limit of a list', () => {
    const orders = countBy(rows.orders.map(({ userId }) => userId))
    expect(rows.users.filter((_, index) => !orders.has(index + 1)).length).toBeGreaterThan(100)
    expect(Math.max(...orders.values())).toBeGreaterThan(100)
  })

  test('hold orders and a review whose user is gone, and an item whose product is', () => {
    const isGone = ({ userId }: { userId: number }) => userId > rows.users.length
    expect(rows.orders.filter(isGone).map(({ id }) => id)).toEqual([1234, 5678, 11_998])
    expect(rows.reviews.filter(isGone).length).toBeGreaterThan(0)
    const skus = new Set(rows.products.map(({ sku }) => sku))
    expect(rows.orderItems.filter(({ sku }) => !skus.has(sku)).map(({ sku }) => sku)).toEqual(['OLD-0001'])
  })

  test('hold orders without items, products that were never sold or reviewed, and one that costs nothing', () => {
    const filled = new Set(rows.orderItems.map(({ orderId }) => orderId))
    expect(rows.orders.filter(({ id }) => !filled.has(id)).map(({ total }) => total)).toEqual(['0.00', '0.00', '0.00'])
    const sold = new Set(rows.orderItems.map(({ sku }) => sku))
    const reviewed = new Set(rows.reviews.map(({ sku }) => sku))
    const unsold = rows.products.filter(({ sku }) => !sold.has(sku))
    expect(unsold.length).toBeGreaterThan(0)
    expect(unsold.filter(({ sku }) => reviewed.has(sku))).toEqual([])
    expect(rows.products.some(({ price }) => price === '0.00')).toBe(true)
  })

  test('hold nulls, names beyond ASCII, microseconds, and emoji, quotes and line breaks in reviews', () => {
    expect(rows.users.filter(({ country }) => country === null).length).toBeGreaterThan(20)
    expect(rows.users.some(({ name }) => /\p{Script=Han}/u.test(name))).toBe(true)
    expect(rows.users.some(({ createdAt }) => /\.\d{5}[1-9]Z$/.test(createdAt))).toBe(true)
    const bodies = rows.reviews.map(({ body }) => body ?? '')
    for (const odd of ['👩‍🎨', '"', '\\', '\n']) expect(bodies.some((body) => body.includes(odd))).toBe(true)
    expect(rows.products.some(({ description }) => description === null)).toBe(true)
  })

  test('hold ties: users of one instant, orders of one second, names that two users share', () => {
    const ties = (values: unknown[]) => values.length - new Set(values).size
    expect(ties(rows.users.map(({ createdAt }) => createdAt))).toBe(4)
    expect(ties(rows.users.map(({ name }) => name))).toBeGreaterThan(10)
    expect(ties(rows.orders.map(({ createdAt }) => createdAt.getTime()))).toBeGreaterThan(50)
  })
})

function hash(made: DemoRows): string {
  return createHash('sha256').update(JSON.stringify(made)).digest('hex')
}

function countBy<T>(values: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}
