import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describePglite, tableOf } from './databases.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

const describeIt = (ddl: string, options = {}) => describePglite(database, ddl, options)
const column = async (ddl: string) => {
  const source = await describeIt(ddl)
  return Object.fromEntries(tableOf(source, 't').columns.map((each) => [each.sqlName, each]))
}

describe('types of PostgreSQL', () => {
  it.each([
    ['smallint', { kind: 'int', sqlType: 'smallint' }],
    ['int', { kind: 'int', sqlType: 'integer' }],
    ['bigint', { kind: 'bigint', sqlType: 'bigint' }],
    ['numeric(12,2)', { kind: 'decimal', sqlType: 'numeric(12,2)', precision: 12, scale: 2 }],
    ['numeric(5,-2)', { kind: 'decimal', sqlType: 'numeric(5,-2)', precision: 5, scale: 0 }],
    ['numeric', { kind: 'decimal', sqlType: 'numeric' }],
    ['money', { kind: 'string', storage: 'text', sqlType: 'money' }],
    ['real', { kind: 'float', sqlType: 'real' }],
    ['double precision', { kind: 'float', sqlType: 'double precision' }],
    ['boolean', { kind: 'boolean', sqlType: 'boolean' }],
    ['text collate "C"', { kind: 'string', sqlType: 'text', collation: 'C' }],
    ['varchar(20) collate "C"', { kind: 'string', sqlType: 'character varying(20)', collation: 'C' }],
    ['char(5) collate "C"', { kind: 'string', sqlType: 'character(5)', paddedLength: 5, collation: 'C' }],
    ['uuid', { kind: 'uuid', sqlType: 'uuid' }],
    ['date', { kind: 'date', sqlType: 'date' }],
    ['time', { kind: 'time', sqlType: 'time without time zone' }],
    ['timetz', { kind: 'string', storage: 'text', sqlType: 'time with time zone' }],
    ['timestamp(3)', { kind: 'localDateTime', sqlType: 'timestamp(3) without time zone' }],
    ['timestamptz', { kind: 'dateTime', sqlType: 'timestamp with time zone' }],
    ['interval', { kind: 'string', storage: 'text', sqlType: 'interval' }],
    ['json', { kind: 'json', sqlType: 'json' }],
    ['jsonb', { kind: 'json', sqlType: 'jsonb' }],
    ['bytea', { kind: 'bytes', sqlType: 'bytea' }],
    ['inet', { kind: 'string', storage: 'text', sqlType: 'inet' }],
    ['tsvector', { kind: 'string', storage: 'text', sqlType: 'tsvector' }],
    ['int4range', { kind: 'string', storage: 'text', sqlType: 'int4range' }],
  ])('reads %s', async (type, expected) => {
    expect((await column(`create table t (c ${type})`))['c']?.type).toEqual({ ...expected, dimensions: 0 })
  })

  it('counts the dimensions of arrays', async () => {
    const columns = await column('create table t (a int[], b numeric(9,3)[][])')
    expect(columns['a']?.type).toEqual({ kind: 'int', sqlType: 'integer[]', dimensions: 1 })
    expect(columns['b']?.type).toMatchObject({ kind: 'decimal', scale: 3, dimensions: 2 })
  })

  it('follows domains to the type below, with their NOT NULL and their default', async () => {
    const columns = await column(`
      create domain amount as numeric(12,2) not null default 0;
      create domain price as amount;
      create domain tags as text[];
      create table t (p price, list price[], tags tags)`)
    expect(columns['p']).toMatchObject({
      type: { kind: 'decimal', sqlType: 'numeric(12,2)', precision: 12, scale: 2, dimensions: 0 },
      nullable: false,
      hasDefault: true,
    })
    expect(columns['list']).toMatchObject({ type: { kind: 'decimal', scale: 2, dimensions: 1 }, nullable: true })
    expect(columns['tags']?.type).toMatchObject({ kind: 'string', sqlType: 'text[]', dimensions: 1 })
  })

  it('gives enums with their values in declared order, their name and their comment', async () => {
    const columns = await column(`
      create schema films;
      create type films.rating as enum ('G', 'PG-13', 'R');
      alter type films.rating add value 'PG' before 'PG-13';
      comment on type films.rating is 'Who may watch';
      create table t (r films.rating not null default 'G', rs films.rating[])`)
    expect(columns['r']).toMatchObject({
      type: { kind: 'enum', sqlType: 'films.rating', dimensions: 0 },
      enumValues: ['G', 'PG', 'PG-13', 'R'],
      enumType: 'films.rating',
      enumComment: 'Who may watch',
    })
    expect(columns['rs']).toMatchObject({ type: { kind: 'enum', dimensions: 1 }, enumType: 'films.rating' })
  })

  it('serves a type that it does not know as text, and says so', async () => {
    const source = await describeIt(`create type pair as (a int, b int); create table t (p pair)`)
    expect(tableOf(source, 't').columns[0]?.type).toEqual({
      kind: 'string',
      storage: 'text',
      sqlType: 'public.pair',
      dimensions: 0,
    })
    expect(source.notices).toEqual(['accounts.t.p: type public.pair is served as text (String)'])
  })
})

describe('tables of PostgreSQL', () => {
  it('reads nullability, defaults, identities, generated columns and comments', async () => {
    const columns = await column(`
      create table t (
        id int generated always as identity primary key,
        n int generated by default as identity,
        a text not null default 'x',
        g text generated always as (a || '!') stored);
      comment on column t.a is 'A letter'`)
    const facts = (name: string) => {
      const { nullable, hasDefault, generated } = columns[name]!
      return { nullable, hasDefault, generated }
    }
    expect(facts('id')).toEqual({ nullable: false, hasDefault: true, generated: true })
    expect(facts('n')).toEqual({ nullable: false, hasDefault: true, generated: false })
    expect(facts('a')).toEqual({ nullable: false, hasDefault: true, generated: false })
    expect(facts('g')).toEqual({ nullable: true, hasDefault: true, generated: true })
    expect(columns['a']?.comment).toBe('A letter')
  })

  it('counts unique constraints and plain unique indexes as keys, no partial or expression index', async () => {
    const table = tableOf(
      await describeIt(
        `
        create table t (id int primary key, a int, b int, c text, d int unique);
        create unique index on t (a, b) include (c);
        create unique index on t (lower(c));
        create unique index on t (b) where b > 0;
        create index on t (c, lower(c));
        create index on t using brin (b)`,
      ),
      't',
    )
    expect(table.primaryKey).toEqual(['id'])
    expect(table.uniques).toEqual([['a', 'b'], ['d']])
    expect(table.indexes).toEqual([['id'], ['a', 'b'], ['c'], ['d']])
  })

  it('tells which foreign keys are enforced', async () => {
    const table = tableOf(
      await describeIt(`
        create table p (x int, y int, primary key (x, y), unique (y, x));
        create table t (a int, b int, c int, d int,
          foreign key (a, b) references p (x, y));
        alter table t add constraint later foreign key (c, d) references p (y, x) not valid`),
      't',
    )
    expect(table.foreignKeys).toEqual([
      { columns: ['c', 'd'], toSchema: null, toTable: 'p', toColumns: ['y', 'x'], enforced: false },
      { columns: ['a', 'b'], toSchema: null, toTable: 'p', toColumns: ['x', 'y'], enforced: true },
    ])
  })

  it('trusts no constraint that is not enforced or not validated', async () => {
    const table = tableOf(
      await describeIt(`
        create table p (id int primary key);
        create table t (a int references p not enforced, b int);
        alter table t add constraint b_given not null b not valid`),
      't',
    )
    expect(table.foreignKeys).toMatchObject([{ columns: ['a'], enforced: false }])
    expect(table.columns.find((each) => each.sqlName === 'b')?.nullable).toBe(true)
  })

  it('describes a partitioned table once, without its partitions', async () => {
    const source = await describeIt(`
      create table users (id int primary key);
      create table events (id int, day date, user_id int references users, primary key (id, day)) partition by range (day);
      create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01')`)
    expect(source.tables.map((table) => table.sqlName)).toEqual(['events', 'users'])
    expect(tableOf(source, 'events')).toMatchObject({ primaryKey: ['id', 'day'], foreignKeys: [{ toTable: 'users' }] })
  })

  it('takes views and materialised views as read only, every column nullable', async () => {
    const source = await describeIt(`
      create table users (id int primary key);
      create view v as select id from users;
      create materialized view mv as select id from users;
      comment on view v is 'A view'`)
    for (const name of ['v', 'mv']) {
      expect(tableOf(source, name)).toMatchObject({ kind: 'view', primaryKey: null, columns: [{ nullable: true }] })
    }
    expect(tableOf(source, 'v').comment).toBe('A view')
  })

  it('looks into all schemas, leaves out what migration tools keep, and takes a schema as asked', async () => {
    const ddl = `
      create schema sales;
      create schema drizzle;
      create table users (id int primary key);
      create table sales.orders (id int primary key, user_id int references users);
      create table drizzle.__drizzle_migrations (id int)`
    const all = await describeIt(ddl)
    expect(all.tables.map((table) => [table.sqlSchema, table.sqlName])).toEqual([
      [null, 'users'],
      ['sales', 'orders'],
    ])
    expect(all.notices).toEqual([
      "accounts.drizzle.__drizzle_migrations: left out, because it is a migration tool's own; include it by name to serve it",
    ])
    const sales = await describeIt(ddl, { schemas: ['sales'] })
    expect(sales.tables.map((table) => table.sqlName)).toEqual(['orders'])
    await expect(describeIt(ddl, { schemas: ['sale'] })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'Source accounts has no schema sale.',
    })
  })

  it('includes and excludes by name and by pattern', async () => {
    const ddl = 'create table users (id int); create table tmp_a (id int); create table tmp_b (id int)'
    const names = async (options: object) => (await describeIt(ddl, options)).tables.map((table) => table.sqlName)
    expect(await names({ include: ['tmp_*'] })).toEqual(['tmp_a', 'tmp_b'])
    expect(await names({ include: ['public.*'], exclude: ['tmp_a'] })).toEqual(['tmp_b', 'users'])
    expect(await names({ exclude: ['other_*'] })).toEqual(['tmp_a', 'tmp_b', 'users'])
    await expect(names({ exclude: ['user'] })).rejects.toMatchObject({
      code: 'UNKNOWN_TABLE',
      message: 'Source accounts has no table user to include or exclude.',
      details: { hint: 'Did you mean users?' },
    })
  })

  it('leaves out what this login may not read, and says so', async () => {
    const source = await describeIt(`
      create role reader;
      create table open (id int primary key, secret text);
      create table closed (id int primary key);
      grant select (id) on open to reader;
      set local role reader`)
    expect(source.tables.map((table) => table.sqlName)).toEqual(['open'])
    expect(tableOf(source, 'open').columns.map((each) => each.sqlName)).toEqual(['id'])
    expect(source.notices).toEqual(['accounts.closed: left out, because this login may not read it'])
  })

  it('runs in a transaction that may not write', async () => {
    const source = await describeIt('create table t (id int primary key); set transaction read only')
    expect(source.tables).toHaveLength(1)
  })
})
