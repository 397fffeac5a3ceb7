/**
 * How the rows of all three databases meet. A relation within one database and a link between two are written alike;
 * Heddle sees from the tables which it is.
 */
import { defineRelations } from 'drizzle-orm'
import * as accounts from './accounts.ts'
import * as catalog from './catalog.ts'
import * as shop from './shop.ts'

export const relations = defineRelations({ ...accounts, ...shop, ...catalog }, (r) => ({
  users: {
    addresses: r.many.addresses({ from: r.users.id, to: r.addresses.userId }),
    orders: r.many.orders({ from: r.users.id, to: r.orders.userId }), // accounts → shop
    reviews: r.many.reviews({ from: r.users.id, to: r.reviews.userId }), // accounts → catalog
  },
  addresses: {
    user: r.one.users({ from: r.addresses.userId, to: r.users.id, optional: false }),
  },
  orders: {
    user: r.one.users({ from: r.orders.userId, to: r.users.id }), // shop → accounts
    items: r.many.orderItems({ from: r.orders.id, to: r.orderItems.orderId }),
  },
  orderItems: {
    order: r.one.orders({ from: r.orderItems.orderId, to: r.orders.id, optional: false }),
    product: r.one.products({ from: r.orderItems.sku, to: r.products.sku }), // shop → catalog, by text
  },
  products: {
    orderItems: r.many.orderItems({ from: r.products.sku, to: r.orderItems.sku }), // catalog → shop
    reviews: r.many.reviews({ from: r.products.sku, to: r.reviews.sku }),
  },
  reviews: {
    product: r.one.products({ from: r.reviews.sku, to: r.products.sku, optional: false }),
    user: r.one.users({ from: r.reviews.userId, to: r.users.id }), // catalog → accounts
  },
}))
