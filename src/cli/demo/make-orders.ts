import { centsToText, textToCents } from './cents.ts'
import { deletedUserId } from './make-users.ts'
import { day, moments } from './moments.ts'
import { createRandom, type Random } from './random.ts'
import type { OrderItemRow, OrderRow, ProductRow, UserRow } from './rows.ts'

export const orderCount = 12_000

/** An item of this SKU was ordered when the catalogue still had it: a link without a partner. */
export const forgottenSku = 'OLD-0001'

/** Orders of a user who was deleted since. */
const ordersOfDeleted = new Set([1234, 5678, 11_998])
/** Baskets that were opened and left: no items, nothing to pay. */
const emptyOrders = new Set([8000, 11_500, 12_000])
const orderOfForgotten = 77

/**
 * Makes the orders, in the order of their ids and days, and their items. One user in eight orders nothing and a few order
 * hundreds of times; some products are never sold. A total is exactly the sum of its items.
 */
export function makeOrders(
  users: readonly UserRow[],
  products: readonly ProductRow[],
): { orders: OrderRow[]; orderItems: OrderItemRow[] } {
  const random = createRandom('orders')
  const shelf = random.shuffle(products).slice(0, -7)
  const orders: OrderRow[] = []
  const orderItems: OrderItemRow[] = []
  for (const { userId, seconds } of makeVisits(users, random)) {
    const id = orders.length + 1
    const empty = emptyOrders.has(id)
    const items = empty ? [] : makeItems(id, shelf, random)
    for (const item of items) orderItems.push({ id: orderItems.length + 1, ...item })
    const cents = items.reduce((sum, { quantity, price }) => sum + quantity * textToCents(price), 0)
    orders.push({
      id,
      userId: ordersOfDeleted.has(id) ? deletedUserId : userId,
      status: empty ? 'draft' : makeStatus(seconds, random),
      total: centsToText(cents),
      createdAt: new Date(seconds * 1000),
    })
  }
  return { orders, orderItems }
}

/** Who ordered when: never before signing up, and now and then two in one second. */
function makeVisits(users: readonly UserRow[], random: Random): { userId: number; seconds: number }[] {
  const signUps = users.map(({ createdAt }) => Math.ceil(Date.parse(createdAt) / 1000))
  const buyers = random.shuffle(users.map((_, index) => index)).slice(0, Math.floor(users.length * 0.875))
  const visits: { userId: number; seconds: number }[] = []
  while (visits.length < orderCount) {
    const buyer = random.pickEarly(buyers)
    const previous = visits.at(-1)
    const from = Math.max(signUps[buyer] ?? 0, moments.firstOrder)
    const tied = previous !== undefined && previous.seconds >= from && random.chance(1)
    visits.push({ userId: buyer + 1, seconds: tied ? previous.seconds : random.between(from, moments.end) })
  }
  return visits.sort((a, b) => a.seconds - b.seconds)
}

function makeItems(orderId: number, shelf: readonly ProductRow[], random: Random): Omit<OrderItemRow, 'id'>[] {
  const count = Number(random.weighted({ '1': 22, '2': 28, '3': 24, '4': 16, '5': 10 }))
  const basket = new Set<ProductRow>()
  while (basket.size < count) basket.add(random.pickEarly(shelf))
  const items = [...basket].map(({ sku, price }) => ({
    orderId,
    sku,
    quantity: Number(random.weighted({ '1': 68, '2': 18, '3': 8, '4': 4, '10': 2 })),
    price: centsToText(pricePaid(textToCents(price), random)),
  }))
  if (orderId === orderOfForgotten) items.push({ orderId, sku: forgottenSku, quantity: 1, price: '4.20' })
  return items
}

/** One piece in eight was reduced when it was bought. */
function pricePaid(cents: number, random: Random): number {
  return random.chance(12.5) ? Math.round((cents * (100 - random.pick([10, 15, 20, 33]))) / 100) : cents
}

function makeStatus(seconds: number, random: Random): OrderRow['status'] {
  const age = (moments.end - seconds) / day
  if (age < 3) return random.weighted({ draft: 30, paid: 60, shipped: 0, cancelled: 10 })
  if (age < 14) return random.weighted({ draft: 5, paid: 50, shipped: 40, cancelled: 5 })
  return random.weighted({ draft: 1, paid: 2, shipped: 89, cancelled: 8 })
}
