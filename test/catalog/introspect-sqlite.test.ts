import { describe, expect, it } from 'vitest'
import { describeSqlite, tableOf } from './databases.ts'

const typeOf = async (declared: string) =>
  tableOf(await describeSqlite(`create table t (c ${declared})`), 't').columns[0]!

describe('types of SQLite', () => {
  it.each([
    ['INTEGER', { kind: 'int' }],
    ['mediumint', { kind: 'int' }],
    ['SMALLINT', { kind: 'int' }],
    ['BIGINT', { kind: 'bigint' }],
    ['INT8', { kind: 'bigint' }],
    ['UNSIGNED BIG INT', { kind: 'bigint' }],
    ['BOOLEAN', { kind: 'boolean', storage: 'integer' }],
    ['NUMERIC(10,2)', { kind: 'decimal', storage: 'real', precision: 10, scale: 2 }],
    ['decimal( 15 , 0 )', { kind: 'decimal', storage: 'real', precision: 15, scale: 0 }],
    ['REAL', { kind: 'float' }],
    ['DOUBLE PRECISION', { kind: 'float' }],
    ['TEXT', { kind: 'string' }],
    ['NVARCHAR(160)', { kind: 'string' }],
    ['CLOB', { kind: 'string' }],
    ['BLOB', { kind: 'bytes' }],
    ['UUID', { kind: 'uuid', storage: 'text' }],
    ['JSON', { kind: 'json', storage: 'text' }],
    ['DATE', { kind: 'date', storage: 'text' }],
    ['TIME', { kind: 'time', storage: 'text' }],
    ['DATETIME', { kind: 'localDateTime', storage: 'text' }],
    ['TIMESTAMP', { kind: 'localDateTime', storage: 'text' }],
    ['', { kind: 'string', storage: 'text' }],
    ['GEOPOINT', { kind: 'string', storage: 'text' }],
    ['CURRENCY', { kind: 'string', storage: 'text' }],
  ])('reads %s', async (declared, expected) => {
    expect((await typeOf(declared)).type).toEqual({ ...expected, sqlType: declared, dimensions: 0 })
  })

  it('serves a decimal without a scale as a floating-point number, and says so', async () => {
    const source = await describeSqlite('create table t (a numeric, b decimal(20,2))')
    const [a, b] = tableOf(source, 't').columns
    expect(a).toMatchObject({ type: { kind: 'float' }, comment: 'No declared scale: a floating-point number.' })
    expect(b?.type.kind).toBe('float')
    expect(source.notices).toEqual([
      'shop.t.a: numeric is served as Float: declare a precision and a scale for a Decimal',
      'shop.t.b: decimal(20,2) is served as Float: SQLite keeps 15 digits',
    ])
  })
})

describe('tables of SQLite', () => {
  it('takes a primary key as NOT NULL only where SQLite does', async () => {
    const source = await describeSqlite(`
      create table rowid_alias (id integer primary key);
      create table loose (id text primary key);
      create table strict_one (id text primary key) strict;
      create table without_rowid (a text, b int, primary key (b, a)) without rowid;
      create table int_is_no_alias (id int primary key)`)
    const key = (name: string) => {
      const table = tableOf(source, name)
      return [table.primaryKey, table.columns.map((column) => column.nullable)]
    }
    expect(key('rowid_alias')).toEqual([['id'], [false]])
    expect(key('loose')).toEqual([['id'], [true]])
    expect(key('strict_one')).toEqual([['id'], [false]])
    expect(key('without_rowid')).toEqual([
      ['b', 'a'],
      [false, false],
    ])
    expect(key('int_is_no_alias')).toEqual([['id'], [true]])
    expect(tableOf(source, 'rowid_alias').columns[0]?.hasDefault).toBe(true)
  })

  it('finds unique keys and the leading columns of indexes', async () => {
    const table = tableOf(
      await describeSqlite(`
        create table t (id integer primary key, a text unique, b int, c text, d int);
        create unique index u on t (b, c);
        create unique index partial on t (d) where d > 0;
        create unique index expression on t (d, lower(c));
        create unique index folded on t (c collate nocase);
        create index mixed on t (d, c collate nocase)`),
      't',
    )
    expect(new Set(table.uniques)).toEqual(new Set([['a'], ['b', 'c'], ['c']]))
    expect(new Set(table.indexes)).toEqual(new Set([['id'], ['a'], ['b', 'c'], ['d']]))
  })

  it('resolves references without columns and in another case, and drops those to nothing', async () => {
    const table = tableOf(
      await describeSqlite(`
        create table Users (Id integer primary key);
        create table pairs (a int, b int, primary key (a, b));
        create table t (u references users, v references USERS (ID), a int, b int, n references nowhere,
          foreign key (a, b) references pairs)`),
      't',
    )
    expect(table.foreignKeys).toEqual([
      { columns: ['u'], toSchema: null, toTable: 'Users', toColumns: ['Id'], enforced: true },
      { columns: ['v'], toSchema: null, toTable: 'Users', toColumns: ['Id'], enforced: true },
      { columns: ['a', 'b'], toSchema: null, toTable: 'pairs', toColumns: ['a', 'b'], enforced: true },
    ])
  })

  it('marks generated columns', async () => {
    const table = tableOf(
      await describeSqlite('create table t (a int, b int as (a + 1), c int as (a + 2) stored)'),
      't',
    )
    expect(table.columns.map((column) => [column.sqlName, column.generated])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
    ])
  })

  it('describes views, and leaves out those that no longer work and virtual tables', async () => {
    const source = await describeSqlite(`
      create table t (id integer primary key, gone int);
      create view good as select id, count(*) as n from t;
      create view bad as select gone from t;
      alter table t rename to u;
      drop view bad;
      create view bad as select missing from u;
      create virtual table words using fts5 (word);
      create table __drizzle_migrations (id int)`)
    expect(source.tables.map((table) => [table.kind, table.sqlName])).toEqual([
      ['view', 'good'],
      ['table', 'u'],
    ])
    expect(tableOf(source, 'good').columns.map((column) => column.nullable)).toEqual([true, true])
    expect(source.notices).toEqual([
      "shop.__drizzle_migrations: left out, because it is a migration tool's own; include it by name to serve it",
      'shop.words: left out, because it is a virtual table',
      'shop.bad: left out, because the definition of this view no longer works',
    ])
  })

  it('keeps names that need quoting as they are', async () => {
    const source = await describeSqlite(
      `create table "a""b" ("ä" int, "order" text); create view "v'v" as select 1 as "x y"`,
    )
    expect(tableOf(source, 'a"b').columns.map((column) => column.sqlName)).toEqual(['ä', 'order'])
    expect(tableOf(source, "v'v").columns.map((column) => column.sqlName)).toEqual(['x y'])
  })

  it('serves what migration tools keep when it is included by name, and not by a pattern', async () => {
    const include = async (...patterns: string[]) => {
      const source = await describeSqlite('create table schema_migrations (version text)', { include: patterns })
      return source.tables.map((table) => table.sqlName)
    }
    expect(await include('schema_migrations')).toEqual(['schema_migrations'])
    expect(await include('*')).toEqual([])
  })
})
