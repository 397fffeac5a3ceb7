import { forgottenSku } from './make-orders.ts'
import { deletedUserId } from './make-users.ts'
import { day, moments } from './moments.ts'
import { createRandom, type Random } from './random.ts'
import type { OrderItemRow, OrderRow, ReviewRow } from './rows.ts'
import { oddBodies, openings, remarks } from './words/reviews.ts'

export const reviewCount = 3000

const reviewOfDeleted = 500

/** Makes reviews of what was shipped, by who ordered it, in the order of their ids and days. One in five says nothing but stars. */
export function makeReviews(orders: readonly OrderRow[], orderItems: readonly OrderItemRow[]): ReviewRow[] {
  const random = createRandom('reviews')
  const shipped = new Map(orders.filter(({ status }) => status === 'shipped').map((order) => [order.id, order]))
  const occasions = orderItems.flatMap(({ orderId, sku }) => {
    const order = shipped.get(orderId)
    return order && sku !== forgottenSku ? [{ order, sku }] : []
  })
  const reviews = random
    .shuffle(occasions)
    .slice(0, reviewCount)
    .map(({ order, sku }) => {
      const seconds = Math.min(order.createdAt.getTime() / 1000 + random.between(day, 60 * day), moments.end)
      const rating = Number(random.weighted({ '1': 7, '2': 8, '3': 15, '4': 28, '5': 42 }))
      return { sku, userId: order.userId, rating, body: makeBody(rating, random), createdAt: new Date(seconds * 1000) }
    })
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
  return reviews.map((review, index): ReviewRow => {
    const id = index + 1
    // The odd ones are spread over the years: reviews 300, 600, 900, …
    const odd = id % 300 === 0 ? oddBodies[id / 300 - 1] : undefined
    const userId = id === reviewOfDeleted ? deletedUserId : review.userId
    return { id, ...review, userId, body: odd ?? review.body }
  })
}

function makeBody(rating: number, random: Random): string | null {
  if (random.chance(20)) return null
  const opening = random.pick(openings[rating] ?? [])
  return random.chance(60) ? `${opening} ${random.pick(remarks)}` : opening
}
