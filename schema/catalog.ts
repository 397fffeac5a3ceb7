/** The demo's `catalog`: a second SQLite file. What can be bought, and what customers say about it. */
import { sql } from 'drizzle-orm'
import { check, index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { decimal } from './decimal.ts'

export const products = sqliteTable(
  'products',
  {
    // SQLite lets a text key be null unless it is told not to.
    sku: text('sku').primaryKey().notNull(),
    name: text('name').notNull(),
    category: text('category').notNull(),
    /** Of one piece, today: what an order paid stands in its items. */
    price: decimal('price', { precision: 10, scale: 2 }).notNull(),
    description: text('description'),
    /** Kilograms; null where nothing is sent. */
    weight: real('weight'),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
  },
  (table) => [index('products_category').on(table.category)],
)

export const reviews = sqliteTable(
  'reviews',
  {
    id: integer('id').primaryKey(),
    sku: text('sku')
      .notNull()
      .references(() => products.sku, { onDelete: 'cascade' }),
    /** Links to `accounts.users.id`. */
    userId: integer('user_id').notNull(),
    rating: integer('rating').notNull(),
    body: text('body'),
    createdAt: integer('created_at', { mode: 'timestamp' })
      .notNull()
      .default(sql`(unixepoch())`),
  },
  (table) => [
    index('reviews_sku').on(table.sku),
    index('reviews_user_id').on(table.userId),
    check('reviews_rating', sql`${table.rating} between 1 and 5`),
  ],
)
