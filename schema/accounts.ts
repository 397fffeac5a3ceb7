/** The demo's `accounts`: PostgreSQL (PGlite). Who the customers are and where they live. */
import { boolean, index, integer, pgEnum, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const userRole = pgEnum('user_role', ['admin', 'member'])

export const users = pgTable('users', {
  id: integer('id').primaryKey().generatedByDefaultAsIdentity(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  /** ISO 3166 code of two letters; null: not told. */
  country: text('country'),
  role: userRole('role').notNull().default('member'),
  // A Date has milliseconds, the column microseconds: as text nothing is cut.
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull().defaultNow(),
})

export const addresses = pgTable(
  'addresses',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: integer('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    street: text('street').notNull(),
    city: text('city').notNull(),
    primary: boolean('primary').notNull().default(false),
  },
  (table) => [index('addresses_user_id').on(table.userId)],
)
