/** The tables and relations once more, for drizzle-orm 0.x: its relations stay within one database. */
import { relations } from 'drizzle-orm'
import { boolean, integer, numeric, pgEnum, pgTable, text, timestamp, uuid, varchar } from 'drizzle-orm/pg-core'
import * as sqlite from 'drizzle-orm/sqlite-core'

export const userRole = pgEnum('user_role', ['admin', 'member'])
const users = pgTable('users', {
  id: integer('id').primaryKey(),
  email: text('email').notNull(),
  name: text('name').notNull(),
  country: text('country'),
  role: userRole('role').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'string' }).notNull(),
})
const addresses = pgTable('addresses', {
  id: uuid('id').primaryKey(),
  userId: integer('user_id').notNull(),
  street: text('street').notNull(),
  city: text('city').notNull(),
  primary: boolean('primary').notNull(),
})
export const accounts = {
  users,
  addresses,
  usersRelations: relations(users, ({ many }) => ({ addresses: many(addresses) })),
  addressesRelations: relations(addresses, ({ one }) => ({
    user: one(users, { fields: [addresses.userId], references: [users.id] }),
  })),
}

const artists = pgTable('artist', {
  artistId: integer('artist_id').primaryKey(),
  name: varchar('name', { length: 120 }),
})
const albums = pgTable('album', {
  albumId: integer('album_id').primaryKey(),
  title: varchar('title', { length: 160 }).notNull(),
  artistId: integer('artist_id').notNull(),
})
const tracks = pgTable('track', {
  trackId: integer('track_id').primaryKey(),
  name: varchar('name', { length: 200 }).notNull(),
  albumId: integer('album_id'),
  milliseconds: integer('milliseconds').notNull(),
  unitPrice: numeric('unit_price', { precision: 10, scale: 2 }).notNull(),
})
export const music = {
  artists,
  albums,
  tracks,
  artistsRelations: relations(artists, ({ many }) => ({ albums: many(albums) })),
  albumsRelations: relations(albums, ({ one, many }) => ({
    artist: one(artists, { fields: [albums.artistId], references: [artists.artistId] }),
    tracks: many(tracks),
  })),
  tracksRelations: relations(tracks, ({ one }) => ({
    album: one(albums, { fields: [tracks.albumId], references: [albums.albumId] }),
  })),
}

const orders = sqlite.sqliteTable('orders', {
  id: sqlite.integer('id').primaryKey(),
  userId: sqlite.integer('user_id').notNull(),
  status: sqlite.text('status', { enum: ['draft', 'paid', 'shipped', 'cancelled'] }).notNull(),
  total: sqlite.numeric('total').notNull(),
  createdAt: sqlite.integer('created_at', { mode: 'timestamp' }).notNull(),
})
const orderItems = sqlite.sqliteTable('order_items', {
  id: sqlite.integer('id').primaryKey(),
  orderId: sqlite.integer('order_id').notNull(),
  sku: sqlite.text('sku').notNull(),
  quantity: sqlite.integer('quantity').notNull(),
  price: sqlite.numeric('price').notNull(),
})
export const shop = {
  orders,
  orderItems,
  ordersRelations: relations(orders, ({ many }) => ({ items: many(orderItems) })),
  orderItemsRelations: relations(orderItems, ({ one }) => ({
    order: one(orders, { fields: [orderItems.orderId], references: [orders.id] }),
  })),
}
