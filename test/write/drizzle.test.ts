import { sql, type SQL } from 'drizzle-orm'
import * as my from 'drizzle-orm/mysql-core'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { mariadb, mysql } from '../../src/mariadb.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { missingServer, openWriteWorld, type OpenWriteWorld } from './shop.ts'

/** What a Drizzle schema says and no database knows, and what only the database fills in: the same on each of them. */

let made = 0
const id = () => `note-${(made += 1)}`
const now = () => new Date('2024-02-29T10:00:00.750Z')
const loud = { dataType: () => 'varchar(60)', toDriver: (value: string) => value.trim().toLowerCase() }
type Text = { data: string; driverData: string }

const schemas = {
  postgres: () => {
    const notes = pg.pgTable('notes', {
      id: pg.text().primaryKey().$defaultFn(id),
      body: pg.customType<Text>(loud)('body').notNull(),
      version: pg
        .integer()
        .notNull()
        .default(1)
        .$onUpdateFn((): SQL => sql`${notes.version} + 1`),
      changes: pg
        .integer()
        .notNull()
        .$onUpdateFn(() => 10 + made),
      createdAt: pg.timestamp('created_at', { withTimezone: true }).notNull().$defaultFn(now),
    })
    const cells = pg.pgTable(
      'cells',
      {
        x: pg.integer(),
        y: pg.integer(),
        colour: pg.text(),
        version: pg
          .integer()
          .notNull()
          .default(1)
          .$onUpdateFn((): SQL => sql`${cells.version} + 1`),
      },
      (table) => [pg.primaryKey({ columns: [table.x, table.y] })],
    )
    const tickets = pg.pgTable('tickets', {
      id: pg.integer().primaryKey().generatedAlwaysAsIdentity(),
      price: pg.integer().notNull(),
      double: pg.integer().generatedAlwaysAs(sql`price * 2`),
    })
    return { notes, cells, tickets }
  },
  mariadb: () => {
    const notes = my.mysqlTable('notes', {
      id: my.varchar({ length: 40 }).primaryKey().$defaultFn(id),
      body: my.customType<Text>(loud)('body').notNull(),
      version: my
        .int()
        .notNull()
        .default(1)
        .$onUpdateFn((): SQL => sql`${notes.version} + 1`),
      changes: my
        .int()
        .notNull()
        .$onUpdateFn(() => 10 + made),
      createdAt: my.timestamp('created_at', { fsp: 3 }).notNull().$defaultFn(now),
    })
    const cells = my.mysqlTable(
      'cells',
      {
        x: my.int(),
        y: my.int(),
        colour: my.varchar({ length: 20 }),
        version: my
          .int()
          .notNull()
          .default(1)
          .$onUpdateFn((): SQL => sql`${cells.version} + 1`),
      },
      (table) => [my.primaryKey({ columns: [table.x, table.y] })],
    )
    const tickets = my.mysqlTable('tickets', {
      id: my.int().autoincrement().primaryKey(),
      price: my.int().notNull(),
      double: my.int().generatedAlwaysAs(sql`price * 2`),
    })
    return { notes, cells, tickets }
  },
  sqlite: () => {
    const notes = lite.sqliteTable('notes', {
      id: lite.text().primaryKey().$defaultFn(id),
      body: lite.customType<Text>(loud)('body').notNull(),
      version: lite
        .integer()
        .notNull()
        .default(1)
        .$onUpdateFn((): SQL => sql`${notes.version} + 1`),
      changes: lite
        .integer()
        .notNull()
        .$onUpdateFn(() => 10 + made),
      createdAt: lite.integer('created_at', { mode: 'timestamp_ms' }).notNull().$defaultFn(now),
    })
    const cells = lite.sqliteTable(
      'cells',
      {
        x: lite.integer(),
        y: lite.integer(),
        colour: lite.text(),
        version: lite
          .integer()
          .notNull()
          .default(1)
          .$onUpdateFn((): SQL => sql`${cells.version} + 1`),
      },
      (table) => [lite.primaryKey({ columns: [table.x, table.y] })],
    )
    const tickets = lite.sqliteTable('tickets', {
      id: lite.integer().primaryKey({ autoIncrement: true }),
      price: lite.integer().notNull(),
      double: lite.integer().generatedAlwaysAs(sql`price * 2`),
    })
    return { notes, cells, tickets }
  },
} satisfies Partial<Record<DialectName, () => object>>

const types: Readonly<Record<DialectName, readonly [text: string, moment: string, serial: string]>> = {
  postgres: ['text', 'timestamptz', 'integer generated always as identity primary key'],
  mariadb: ['varchar(60)', 'timestamp(3)', 'integer auto_increment primary key'],
  mysql: ['varchar(60)', 'timestamp(3)', 'integer auto_increment primary key'],
  sqlite: ['text', 'integer', 'integer primary key autoincrement'],
}

function ddl(dialect: DialectName): string {
  const [text, moment, serial] = types[dialect]
  return `
    create table notes (id varchar(40) primary key, body ${text} not null, version integer not null default 1,
      changes integer not null, created_at ${moment} not null);
    create table cells (x integer not null, y integer not null, colour varchar(20), version integer not null default 1,
      primary key (x, y));
    create table tickets (id ${serial}, price integer not null, \`double\` integer generated always as (price * 2) stored);
  `.replaceAll('`', dialect === 'mariadb' || dialect === 'mysql' ? '`' : '"')
}

describe.each<DialectName>(['postgres', 'sqlite', 'mariadb', 'mysql'])('a Drizzle schema over %s', (dialect) => {
  const missing = missingServer([dialect])
  if (missing !== null) {
    it('needs its server', ({ skip }) => skip(missing))
    return
  }
  let world: OpenWriteWorld
  let heddle: Heddle
  beforeAll(async () => {
    world = await openWriteWorld({ sources: { store: { dialect, ddl: ddl(dialect), reset: [] } } })
    const { store } = (world.config as { sources: { store: string } }).sources
    const sources = {
      postgres: () => postgres({ url: store, schema: schemas.postgres() }),
      mariadb: () => mariadb({ url: store, schema: schemas.mariadb() }),
      mysql: () => mysql({ url: store, schema: schemas.mariadb() }),
      sqlite: () => sqlite({ file: store.replace('sqlite:', ''), schema: schemas.sqlite() }),
    }
    heddle = await createHeddle({ sources: { store: sources[dialect]() }, log: 'silent' } as AnyConfig)
    made = 0
  })
  afterAll(async () => {
    await heddle.close()
    await world.close()
  })

  const run = async (field: string, variables = {}) => {
    const { data, errors } = await heddle.execute(`mutation { result: ${field} }`, variables)
    expect(errors).toBeUndefined()
    return (data as { result: unknown }).result
  }

  it('fills in what its functions make, and has custom types write their own form', async () => {
    const created = await run('createNote(data: {body: "  LOUD "}) { id body version changes createdAt }')
    const moment = '2024-02-29T10:00:00.75'
    expect(created).toMatchObject({ id: 'note-1', body: 'loud', version: 1, changes: 11 })
    expect((created as { createdAt: string }).createdAt).toContain(moment)
    expect(await run('createNotes(data: [{body: "A"}, {body: "B", id: "mine"}]) { rows { id body version } }')).toEqual(
      {
        rows: [
          { id: 'note-2', body: 'a', version: 1 },
          { id: 'mine', body: 'b', version: 1 },
        ],
      },
    )
  })

  it('counts up what an update counts, whatever way the row is changed', async () => {
    const one = 'where: {id: "note-1"}'
    made = 5
    expect(await run(`updateNote(${one}, data: {body: "NEW"}) { body version changes }`)).toEqual({
      body: 'new',
      version: 2,
      changes: 15,
    })
    expect(await run('updateNotes(where: {id: {ne: "mine"}}, data: {body: "x"}) { rows { id version } }')).toEqual({
      rows: [
        { id: 'note-1', version: 3 },
        { id: 'note-2', version: 2 },
      ],
    })
    const data = '{id: "note-1", body: "AGAIN"}'
    expect(await run(`upsertNote(data: ${data}) { body version changes }`)).toEqual({
      body: 'again',
      version: 4,
      changes: 15,
    })
    expect(await run('upsertNote(data: {id: "other", body: "First"}) { body version }')).toEqual({
      body: 'first',
      version: 1,
    })
    expect(await run(`updateNote(${one}, data: {version: 40}) { version }`)).toEqual({ version: 40 })
    expect(await run(`updateNote(${one}, inc: {version: 2}) { version }`)).toEqual({ version: 42 })
  })

  it('lets one of ten win that have read the same version, though none of them counts it', async () => {
    const change =
      'mutation { updateNote(where: {id: "mine"}, ifMatch: {version: {eq: 1}}, data: {body: "won"}) { version } }'
    const runs = await Promise.all(Array.from({ length: 10 }, () => heddle.execute(change)))
    expect(runs.filter(({ errors }) => errors === undefined).map(({ data }) => data)).toEqual([
      { updateNote: { version: 2 } },
    ])
    expect(new Set(runs.flatMap(({ errors }) => errors?.[0]?.extensions['code'] ?? []))).toEqual(
      new Set(['ROW_CHANGED']),
    )
  })

  it('names a row by a key of two columns', async () => {
    const created = await run(
      'createCells(data: [{x: 1, y: 1}, {x: 1, y: 2, colour: "red"}]) { rows { x y colour version } }',
    )
    expect(created).toEqual({
      rows: [
        { x: 1, y: 1, colour: null, version: 1 },
        { x: 1, y: 2, colour: 'red', version: 1 },
      ],
    })
    const key = 'x_y: {x: 1, y: 2}'
    expect(await run(`updateCell(where: {${key}}, data: {colour: "blue"}) { x y colour version }`)).toEqual({
      x: 1,
      y: 2,
      colour: 'blue',
      version: 2,
    })
    expect(await run('upsertCell(data: {x: 1, y: 2, colour: "green"}) { colour version }')).toEqual({
      colour: 'green',
      version: 3,
    })
    expect(await run(`deleteCell(where: {${key}}) { x y version }`)).toEqual({ x: 1, y: 2, version: 3 })
  })

  it('leaves to the database what it numbers and computes, and offers neither to be written', async () => {
    expect(await run('createTickets(data: [{price: 4}, {price: 5}]) { rows { id price double } }')).toEqual({
      rows: [
        { id: 1, price: 4, double: 8 },
        { id: 2, price: 5, double: 10 },
      ],
    })
    expect(await run('updateTicket(where: {id: 2}, inc: {price: 1}) { double }')).toEqual({ double: 12 })
    const refused = await heddle.execute('mutation { createTicket(data: {price: 1, double: 7}) { id } }')
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' })
  })
})

describe('a function of a schema that makes other SQL', () => {
  it('is a fault of the config, and tells the client nothing of it', async () => {
    const world = await openWriteWorld({
      sources: {
        store: { dialect: 'sqlite', ddl: 'create table logs (id integer primary key, at text, n integer)', reset: [] },
      },
    })
    const { store } = (world.config as { sources: { store: string } }).sources
    const logs = lite.sqliteTable('logs', {
      id: lite.integer().primaryKey(),
      at: lite.text().$onUpdateFn(() => sql`datetime('now')`),
      n: lite.integer(),
    })
    const source = sqlite({ file: store.replace('sqlite:', ''), schema: { logs } })
    const heddle = await createHeddle({ sources: { store: source }, log: 'silent' } as AnyConfig)
    const faults: string[] = []
    heddle.events.on((event) => {
      if (event.kind === 'fault') faults.push(String(event.error))
    })
    try {
      const answer = await heddle.yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'mutation { createLog(data: {n: 1}) { id } }' }),
      })
      const body = await answer.text()
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
      expect(body).not.toMatch(/datetime|column/)
      expect(faults.join()).toMatch(/column at makes SQL .* return a value, or let the database fill it in/)
      expect(await world.query('store', 'select * from logs')).toEqual([])
    } finally {
      await heddle.close()
      await world.close()
    }
  })
})
