import { defineRelations } from 'drizzle-orm'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'
import { createDraw, times } from './seed.ts'
import { oddTexts } from './odd-accounts.ts'
import type { World, WorldSource } from './world.ts'

/**
 * Two databases described with Drizzle: what only a schema in code can say (modes, enums of SQLite), relations of every
 * form, and a many-to-many link whose junction holds pairs twice.
 */

export const mood = pg.pgEnum('temper', ['calm', 'so-so', 'wild!'])

export const people = pg.pgTable('people', {
  id: pg.integer('id').primaryKey(),
  name: pg.text('name').notNull(),
  mood: mood('mood'),
  born: pg.date('born', { mode: 'string' }),
  score: pg.numeric('score', { precision: 8, scale: 3 }),
  visits: pg.bigint('visits', { mode: 'bigint' }),
  mentorId: pg.integer('mentor_id'),
})

export const tracks = lite.sqliteTable('tracks', {
  id: lite.integer('id').primaryKey(),
  title: lite.text('title').notNull(),
  state: lite.text('state', { enum: ['draft', 'on-air', 'Live!'] }),
  recordedAt: lite.integer('recorded_at', { mode: 'timestamp' }),
  editedAt: lite.integer('edited_at', { mode: 'timestamp_ms' }),
  explicit: lite.integer('explicit', { mode: 'boolean' }),
  plays: lite.integer('plays'),
  facts: lite.text('facts', { mode: 'json' }),
  cover: lite.blob('cover', { mode: 'buffer' }),
})

export const likes = lite.sqliteTable('likes', {
  id: lite.integer('id').primaryKey(),
  personId: lite.integer('person_id'),
  trackId: lite.integer('track_id'),
  stars: lite.integer('stars'),
})

export const relations = defineRelations({ people, tracks, likes }, (r) => ({
  people: {
    likes: r.many.likes({ from: r.people.id, to: r.likes.personId }),
    likedTracks: r.many.tracks({
      from: r.people.id.through(r.likes.personId),
      to: r.tracks.id.through(r.likes.trackId),
    }),
    mentor: r.one.people({ from: r.people.mentorId, to: r.people.id, alias: 'mentor' }),
    pupils: r.many.people({ from: r.people.id, to: r.people.mentorId, alias: 'mentor' }),
  },
  tracks: { likes: r.many.likes({ from: r.tracks.id, to: r.likes.trackId }) },
  likes: {
    fan: r.one.people({ from: r.likes.personId, to: r.people.id }),
    track: r.one.tracks({ from: r.likes.trackId, to: r.tracks.id }),
  },
}))

const draw = createDraw(44)

const peopleRows = times(20, (id) => ({
  id,
  name: draw.pick(oddTexts),
  mood: draw.orNull(4, () => draw.pick(['calm', 'so-so', 'wild!'])),
  born: draw.orNull(4, () => draw.pick(['2000-02-29', '1969-07-20'])),
  score: draw.orNull(4, () => draw.pick(['0.125', '-10.000', '99999.999'])),
  visits: draw.orNull(4, () => draw.pick(['0', '9007199254740993'])),
  mentor_id: draw.orNull(3, () => draw.int(1, 25)),
}))

const seconds = ['2024-02-29T10:00:00Z', '1969-12-31T23:59:59Z', '2026-01-01T00:00:00Z'] as const
const millis = ['2024-02-29T10:00:00.5Z', '2024-02-29T10:00:00.123Z', '1969-12-31T23:59:59.999Z'] as const

const trackRows = times(15, (id) => ({
  id,
  title: draw.pick(oddTexts),
  state: draw.orNull(4, () => draw.pick(['draft', 'on-air', 'Live!'])),
  recorded_at: draw.orNull(4, () => draw.pick(seconds)),
  edited_at: draw.orNull(4, () => draw.pick([...millis, ...seconds])),
  explicit: draw.orNull(4, () => draw.pick([true, false])),
  plays: draw.orNull(4, () => draw.int(-3, 3)),
  facts: draw.orNull(4, () => draw.pick([{ bpm: 120.5 }, [], 'text'])),
  cover: draw.orNull(4, () => draw.pick(['', 'AP8='])),
}))

const likeRows = times(60, (id) => ({
  id,
  person_id: draw.orNull(10, () => draw.int(1, 22)),
  track_id: draw.orNull(10, () => draw.int(1, 17)),
  stars: draw.orNull(4, () => draw.int(1, 5)),
}))

const club: WorldSource = {
  name: 'club',
  dialect: 'postgres',
  ddl: `
    CREATE TYPE temper AS ENUM ('calm', 'so-so', 'wild!');
    CREATE TABLE people (
      id integer PRIMARY KEY,
      name text NOT NULL,
      mood temper,
      born date,
      score numeric(8,3),
      visits bigint,
      mentor_id integer
    );
  `,
  tables: [{ name: 'people', rows: peopleRows }],
}

const radio: WorldSource = {
  name: 'radio',
  dialect: 'sqlite',
  ddl: `
    CREATE TABLE tracks (
      id integer PRIMARY KEY,
      title text NOT NULL,
      state text,
      recorded_at integer,
      edited_at integer,
      explicit integer,
      plays integer,
      facts text,
      cover blob
    );
    CREATE TABLE likes (id integer PRIMARY KEY, person_id integer, track_id integer, stars integer);
  `,
  tables: [
    {
      name: 'tracks',
      bytes: ['cover'],
      json: ['facts'],
      stored: {
        recorded_at: (value) => String(Date.parse(value) / 1000),
        edited_at: (value) => String(Date.parse(value)),
      },
      rows: trackRows,
    },
    { name: 'likes', rows: likeRows },
  ],
}

export const drizzleWorld: World = {
  sources: [club, radio],
  links: [],
  schemas: { club: { people, mood }, radio: { tracks, likes } },
  relations,
}
