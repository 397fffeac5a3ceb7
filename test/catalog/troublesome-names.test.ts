import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableById } from '../../src/catalog/lookup.ts'
import { build, named, sqlite } from './catalogs.ts'
import { describePglite, describeSqlite } from './databases.ts'

let database: PGlite
beforeAll(async () => {
  database = await PGlite.create()
})
afterAll(() => database.close())

describe('names that make trouble', () => {
  it('escapes what GraphQL does not allow and what has a meaning already, and says so', async () => {
    const catalog = await sqlite(`
      create table "a""b" ("ä" int, "order" text, "select" text, __proto__ int, node_id int, "AND" int, "true" int,
        "1st" int, constructor int)`)
    expect(named(catalog, 'shop.a"b')).toEqual({
      names: ['AB', 'aB', 'aBs'],
      columns: ['a', 'order', 'select', 'proto', 'nodeId_', 'and', 'true_', '_1st', 'constructor'],
      relations: [],
    })
    expect(catalog.notices).toEqual([
      'shop.a"b.ä: served as a, because GraphQL names are ASCII',
      'shop.a"b.node_id: served as nodeId_, because nodeId has a meaning already',
      'shop.a"b.true: served as true_, because true has a meaning already',
    ])
  })

  it.each([
    ['query', 'Query', "Heddle's own Query"],
    ['mutations', 'Mutation', "Heddle's own Mutation"],
    ['subscription', 'Subscription', "Heddle's own Subscription"],
    ['node', 'Node', "Heddle's own Node"],
    ['page_info', 'PageInfo', "Heddle's own PageInfo"],
    ['string', 'String', "Heddle's own String"],
    ['ints', 'Int', "Heddle's own Int"],
    ['dates', 'Date', "Heddle's own Date"],
    ['int_filters', 'IntFilter', "Heddle's own IntFilter"],
  ])('refuses a table %s, which would be the type %s', async (table, name, owner) => {
    const source = await describeSqlite(`create table ${table} (id integer primary key)`)
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: `Two types would be called ${name}: ${owner} and table shop.${table}.`,
        details: { hint: `Rename one: --rename shop.${table}=another (or \`rename\` in the config).` },
      }),
    )
    expect(named(build([source], { rename: { [`shop.${table}`]: 'things' } }), `shop.${table}`).names).toEqual([
      'Thing',
      'thing',
      'things',
    ])
  })

  it('refuses a table that is called as the groups of another are, and serves it under another name', async () => {
    const source = await describeSqlite(`create table users (id integer primary key);
      create table user_groups (id integer primary key, user_id integer references users (id))`)
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: 'Two types would be called UserGroup: table shop.user_groups and the Group type of table shop.users.',
        details: {
          hint: 'Rename one: --rename shop.user_groups=another, or --rename shop.users=another (or `rename` in the config).',
        },
      }),
    )
    const { names } = named(build([source], { rename: { 'shop.user_groups': 'circles' } }), 'shop.user_groups')
    expect(names).toEqual(['Circle', 'circle', 'circles'])
  })

  it('refuses two columns that come to one name', async () => {
    const source = await describeSqlite('create table t (id integer primary key, user_id int, userId int)')
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: 'Two columns of shop.t would be called userId: user_id and userId.',
        details: {
          table: 'shop.t',
          columns: ['user_id', 'userId'],
          hint: 'Rename one: --rename shop.t.userId=another (or `rename` in the config).',
        },
      }),
    )
    expect(named(build([source], { rename: { 'shop.t.userId': 'legacyUser' } }), 'shop.t').columns).toEqual([
      'id',
      'userId',
      'legacyUser',
    ])
  })

  it('refuses a table whose type belongs to another one', async () => {
    const source = await describeSqlite('create table users (id int); create table user_connections (id int)')
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message:
          'Two types would be called UserConnection: table shop.user_connections and the Connection type of table shop.users.',
      }),
    )
  })

  it('refuses a column that is called like the connection of a relation', async () => {
    const source = await describeSqlite(`
      create table users (id integer primary key, orders_connection text);
      create table orders (id integer primary key, user_id int references users)`)
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message:
          'Two fields of User (shop.users) would be called ordersConnection: column orders_connection and Connection of the relation orders (the foreign key shop.orders(user_id)).',
        details: {
          table: 'shop.users',
          hint: 'Rename one: --rename shop.users.orders_connection=another, or --rename shop.users.orders=another.',
        },
      }),
    )
    const renamed = build([source], { rename: { 'shop.users.orders': 'purchases' } })
    expect(named(renamed, 'shop.users').relations).toEqual(['purchases ⇉ shop.orders'])
  })

  it('refuses two tables of one name over all sources, and takes a prefix or a new name', async () => {
    const shop = await describeSqlite('create table users (id integer primary key)')
    const crm = await describeSqlite('create table user (id integer primary key)', { name: 'crm' })
    expect(() => build([shop, crm])).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message: 'Two tables would be called User: shop.users and crm.user.',
        details: {
          source: 'crm',
          table: 'crm.user',
          hint: 'Give one of them another name: --rename crm.user=another, or its source a prefix: --prefix crm=crm (in the config `tables`).',
        },
      }),
    )
    expect(named(build([shop, crm], { prefix: { crm: 'crm' } }), 'crm.user').names).toEqual([
      'CrmUser',
      'crmUser',
      'crmUsers',
    ])
    expect(named(build([shop, crm], { rename: { 'crm.user': 'clients' } }), 'crm.user').names).toEqual([
      'Client',
      'client',
      'clients',
    ])
    expect(named(build([shop, crm], { rename: { 'crm.user': 'person/folk' } }), 'crm.user').names).toEqual([
      'Person',
      'person',
      'folk',
    ])
  })

  it('takes a prefix for one schema', async () => {
    const source = await describePglite(
      database,
      'create schema auth; create table users (id int primary key); create table auth.users (id int primary key)',
    )
    expect(() => build([source])).toThrow(
      expect.objectContaining({
        message: 'Two tables would be called User: accounts.users and accounts.auth.users.',
        details: expect.objectContaining({ hint: expect.stringContaining('--prefix accounts.auth=auth') }),
      }),
    )
    const catalog = build([source], { prefix: { 'accounts.auth': 'auth' } })
    expect(named(catalog, 'accounts.users').names).toEqual(['User', 'user', 'users'])
    expect(named(catalog, 'accounts.auth.users').names).toEqual(['AuthUser', 'authUser', 'authUsers'])
    expect(tableById(catalog, 'accounts.auth.users').sqlSchema).toBe('auth')
  })

  it('shares an enum of two schemas that hold the same, and refuses two that differ', async () => {
    const enums = (values: string) => `
      create schema b;
      create type mood as enum ('sad', 'happy');
      create type b.mood as enum (${values});
      create table a (id int primary key, mood mood);
      create table b.c (id int primary key, mood b.mood)`
    const same = build([await describePglite(database, enums(`'sad', 'happy'`))])
    expect([...same.enums.keys()]).toEqual(['accounts.mood'])
    expect(tableById(same, 'accounts.b.c').columns[1]?.type.enum).toBe('accounts.mood')

    const different = await describePglite(database, enums(`'sad', 'angry'`))
    expect(() => build([different])).toThrow(
      'Two enums with different values would be called Mood: accounts.mood and accounts.b.mood.',
    )
    const renamed = build([different], { rename: { 'accounts.b.mood': 'Temper' } })
    expect(renamed.enums.get('accounts.b.mood')?.name).toBe('Temper')
  })

  it('names an enum without a type in the database after its table and column', async () => {
    const [table] = (await describeSqlite('create table orders (id integer primary key, status text)')).tables
    const columns = table!.columns.map((column) =>
      column.sqlName === 'status'
        ? { ...column, type: { ...column.type, kind: 'enum' as const }, enumValues: ['draft', 'paid'] }
        : column,
    )
    const catalog = build([{ name: 'shop', dialect: 'sqlite', readOnly: false, tables: [{ ...table!, columns }] }])
    expect(catalog.enums.get('shop.orders.status')?.name).toBe('OrderStatus')
  })

  it.each([
    [{ 'shop.user': 'people' }, 'UNKNOWN_TABLE', 'rename shop.user=people: there is no table shop.user.'],
    [{ 'shop.users.nam': 'title' }, 'UNKNOWN_COLUMN', 'rename shop.users.nam=title: shop.users has no nam.'],
    [{ 'shop.users': 'a-b' }, 'NAME_INVALID', 'rename shop.users=a-b: GraphQL does not allow the name "a-b".'],
    [
      { 'shop.users.name': '__x' },
      'NAME_INVALID',
      'rename shop.users.name=__x: GraphQL does not allow the name "__x".',
    ],
  ])('refuses the rename %j', async (rename, code, message) => {
    const source = await describeSqlite('create table users (id integer primary key, name text)')
    expect(() => build([source], { rename: rename as Record<string, string> })).toThrow(
      expect.objectContaining({ code, message }),
    )
  })
})
