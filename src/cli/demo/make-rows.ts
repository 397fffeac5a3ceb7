import { makeAddresses } from './make-addresses.ts'
import { makeOrders } from './make-orders.ts'
import { makeProducts } from './make-products.ts'
import { makeReviews } from './make-reviews.ts'
import { makeUsers } from './make-users.ts'
import type { DemoRows } from './rows.ts'

/** Makes everything the demo's databases hold, the same in every run: our own words, our own random numbers, no clock. */
export function makeRows(): DemoRows {
  const users = makeUsers()
  const products = makeProducts()
  const { orders, orderItems } = makeOrders(users, products)
  return {
    users,
    addresses: makeAddresses(users),
    products,
    reviews: makeReviews(orders, orderItems),
    orders,
    orderItems,
  }
}
