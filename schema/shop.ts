/** The demo's `shop`: SQLite. What was ordered. Customers live in `accounts`, products in `catalog`. */
import { sql } from 'drizzle-orm'
import { check, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { decimal } from './decimal.ts'

export const orders = sqliteTable(
  'orders',
  {
    id: integer('id').primaryKey(),
    /** Links to `accounts.users.id`: no foreign key can reach into another database. */
    userId: integer('user_id').notNull(),
    status: text('status', { enum: ['draft', 'paid', 'shipped', 'cancelled'] })
      .notNull()
      .default('draft'),
    /** What the items cost together: Σ quantity × price. */
    total: decimal('total', { precision: 12, scale: 2 }).notNull(),
    createdAt: integer('created_at', { mode: 'timestamp' })
      .notNull()
      .default(sql`(unixepoch())`),
  },
  (table) => [
    index('orders_user_id').on(table.userId),
    index('orders_created_at').on(table.createdAt),
    check('orders_status', sql`${table.status} in ('draft', 'paid', 'shipped', 'cancelled')`),
  ],
)

export const orderItems = sqliteTable(
  'order_items',
  {
    id: integer('id').primaryKey(),
    orderId: integer('order_id')
      .notNull()
      .references(() => orders.id, { onDelete: 'cascade' }),
    /** Links to `catalog.products.sku`. */
    sku: text('sku').notNull(),
    quantity: integer('quantity').notNull(),
    /** Of one piece, on the day of the order. */
    price: decimal('price', { precision: 12, scale: 2 }).notNull(),
  },
  (table) => [
    index('order_items_order_id').on(table.orderId),
    index('order_items_sku').on(table.sku),
    check('order_items_quantity', sql`${table.quantity} > 0`),
  ],
)
