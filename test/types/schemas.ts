import { defineRelations } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

const role = pg.pgEnum('role', ['admin', 'member'])

const users = pg.pgTable('users', {
  id: pg.integer().primaryKey(),
  email: pg.text().notNull(),
  name: pg.text(),
  role: role().notNull(),
  rating: pg.text({ enum: ['PG_13', 'PG-13'] }).notNull(),
  big: pg.bigint({ mode: 'number' }).notNull(),
  balance: pg.numeric({ precision: 12, scale: 2, mode: 'number' }).notNull(),
  score: pg.doublePrecision().notNull(),
  active: pg.boolean().notNull(),
  createdAt: pg.timestamp({ withTimezone: true }).notNull(),
  token: pg.uuid().notNull(),
  settings: pg.jsonb().$type<{ dark: boolean }>().notNull(),
  photo: pg.bytea().notNull(),
  tags: pg.text().array().notNull(),
  place: pg.point().notNull(),
})
const activeUsers = pg.pgView('active_users', { id: pg.integer().notNull(), email: pg.text() }).existing()

const orders = lite.sqliteTable('orders', {
  id: lite.integer().primaryKey(),
  userId: lite.integer('user_id').notNull(),
  status: lite.text({ enum: ['draft', 'paid'] }).notNull(),
  total: lite
    .customType<{ data: string; driverData: number }>({ dataType: () => 'numeric(12,2)' })()
    .notNull(),
  loose: lite.numeric().notNull(),
  placedAt: lite.integer('placed_at', { mode: 'timestamp' }).notNull(),
  gift: lite.integer({ mode: 'boolean' }),
})
const items = lite.sqliteTable('items', {
  id: lite.integer().primaryKey(),
  orderId: lite.integer('order_id').notNull(),
  sku: lite.text().notNull(),
})

export const accounts = { role, users, activeUsers }
export const shop = { orders, items }
export const archive = {
  orders: lite.sqliteTable('orders', { id: lite.integer().primaryKey(), year: lite.integer().notNull() }),
}

export const relations = defineRelations({ ...accounts, ...shop }, (r) => ({
  users: { orders: r.many.orders({ from: r.users.id, to: r.orders.userId }) },
  orders: {
    user: r.one.users({ from: r.orders.userId, to: r.users.id }),
    items: r.many.items({ from: r.orders.id, to: r.items.orderId }),
  },
  items: { order: r.one.orders({ from: r.items.orderId, to: r.orders.id }) },
}))
