/** Drizzle's description of the three tables of Chinook that the benchmark asks for. */
import { integer, numeric, pgTable, varchar } from 'drizzle-orm/pg-core'

export const artists = pgTable('artist', {
  artistId: integer('artist_id').primaryKey(),
  name: varchar('name', { length: 120 }),
})

export const albums = pgTable('album', {
  albumId: integer('album_id').primaryKey(),
  title: varchar('title', { length: 160 }).notNull(),
  artistId: integer('artist_id')
    .notNull()
    .references(() => artists.artistId),
})

export const tracks = pgTable('track', {
  trackId: integer('track_id').primaryKey(),
  name: varchar('name', { length: 200 }).notNull(),
  albumId: integer('album_id').references(() => albums.albumId),
  milliseconds: integer('milliseconds').notNull(),
  unitPrice: numeric('unit_price', { precision: 10, scale: 2 }).notNull(),
})
