/** Drizzle's description of the SQLite database `shop`. */
import { customType, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const twoDigits = (/** @type {number} */ stored) => stored.toFixed(2)

const decimal = customType(
  /** @type {any} */ ({ dataType: () => 'numeric(12,2)', fromDriver: twoDigits, fromJson: twoDigits }),
)

export const orders = sqliteTable('orders', {
  id: integer('id').primaryKey(),
  userId: integer('user_id').notNull(),
  status: text('status', { enum: ['draft', 'paid', 'shipped', 'cancelled'] })
    .notNull()
    .default('draft'),
  total: decimal('total').notNull(),
  createdAt: integer('created_at', { mode: 'timestamp' }).notNull(),
})

export const orderItems = sqliteTable('order_items', {
  id: integer('id').primaryKey(),
  orderId: integer('order_id')
    .notNull()
    .references(() => orders.id, { onDelete: 'cascade' }),
  sku: text('sku').notNull(),
  quantity: integer('quantity').notNull(),
  price: decimal('price').notNull(),
})
