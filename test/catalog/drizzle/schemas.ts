/** Schemas as a team writes them: accounts in PostgreSQL, shop in SQLite. */
import { eq, sql } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'

export const mood = pg.pgEnum('mood', ['good', 'so-so'])
export const billing = pg.pgSchema('billing')
export const currency = billing.enum('Currency', ['EUR', 'USD'])

export const users = pg.snakeCase.table(
  'app_users',
  {
    id: pg.integer().primaryKey().generatedAlwaysAsIdentity(),
    email: pg.varchar({ length: 320 }).notNull().unique(),
    fullName: pg.text().notNull(),
    mood: mood().notNull().default('good'),
    plan: pg.text({ enum: ['free', 'paid'] }),
    tags: pg.text().array().notNull().default([]),
    managerId: pg.integer().references((): pg.AnyPgColumn => users.id),
    createdAt: pg.timestamp({ withTimezone: true, precision: 3 }).notNull().defaultNow(),
    initials: pg.text().generatedAlwaysAs(sql`left(full_name, 1)`),
    token: pg.uuid().$defaultFn(() => '00000000-0000-0000-0000-000000000000'),
    updatedAt: pg.timestamp().$onUpdateFn(() => new Date(0)),
  },
  (t) => [
    pg.index('by_mood').on(t.mood, t.createdAt.desc()),
    pg.index('by_lower_name').on(sql`lower(${t.fullName})`),
    pg.index('by_manager_then_lower').on(t.managerId, sql`lower(${t.fullName})`),
    pg.index('tags').using('gin', t.tags),
    pg.uniqueIndex('one_free_name').on(t.fullName).where(eq(t.plan, 'free')),
    pg.uniqueIndex('token_once').on(t.token),
    pg.unique('name_and_plan').on(t.fullName, t.plan),
  ],
)

export const invoices = billing.table(
  'invoices',
  {
    userId: pg.integer('user_id'),
    number: pg.bigint({ mode: 'number' }),
    currency: currency().notNull(),
    total: pg.numeric({ precision: 12, scale: 2, mode: 'number' }).notNull(),
  },
  (t) => [
    pg.primaryKey({ columns: [t.userId, t.number] }),
    pg.foreignKey({ columns: [t.userId], foreignColumns: [users.id] }),
  ],
)

export const invoiceLines = billing.table(
  'invoice_lines',
  {
    id: pg.bigserial({ mode: 'bigint' }).primaryKey(),
    userId: pg.integer('user_id'),
    invoice: pg.bigint({ mode: 'bigint' }),
  },
  (t) => [pg.foreignKey({ columns: [t.userId, t.invoice], foreignColumns: [invoices.userId, invoices.number] })],
)

export const totals = pg
  .pgView('totals', { userId: pg.integer('user_id').notNull(), total: pg.numeric() })
  .as(sql`select 1, 2`)
export const names = billing.materializedView('names').as((query) =>
  query
    .select({
      id: users.id,
      label: users.fullName,
      shout: sql<string>`upper(full_name)`.as('shout'),
      last: sql`max(id)`.mapWith(users.id).as('last_id'),
    })
    .from(users),
)

export const orders = lite.sqliteTable(
  'orders',
  {
    id: lite.integer().primaryKey({ autoIncrement: true }),
    userId: lite.integer('user_id').notNull(),
    status: lite
      .text({ enum: ['draft', 'paid'] })
      .notNull()
      .default('draft'),
    placedAt: lite.integer('placed_at', { mode: 'timestamp_ms' }).notNull(),
    note: lite.text(),
  },
  (t) => [lite.index('orders_user').on(t.userId, t.placedAt), lite.uniqueIndex('note_once').on(t.note)],
)

export const orderItems = lite.sqliteTable(
  'order_items',
  {
    orderId: lite.integer('order_id').references(() => orders.id),
    line: lite.integer().notNull(),
    sku: lite.text().notNull(),
  },
  (t) => [lite.primaryKey({ columns: [t.orderId, t.line] })],
)

export const labels = lite.sqliteTable('labels', { id: lite.integer(), text: lite.text().unique() }, (t) => [
  lite.primaryKey({ columns: [t.id] }),
])
export const orderLabels = lite.sqliteTable('order_labels', {
  orderId: lite.integer('order_id').notNull(),
  labelId: lite.integer('label_id').notNull(),
})
export const paidOrders = lite
  .sqliteView('paid_orders')
  .as((query) => query.select().from(orders).where(eq(orders.status, 'paid')))

export const accounts = { mood, billing, currency, users, invoices, invoiceLines, totals, names }
export const shop = { orders, orderItems, labels, orderLabels, paidOrders }
