import { beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import { relationOf, tableById } from '../../src/catalog/lookup.ts'
import { parseLink } from '../../src/catalog/parse-link.ts'
import { describeSqlite } from './databases.ts'

let sources: SourceDescription[]
beforeAll(async () => {
  const accounts = await describeSqlite(
    `create table users (id integer primary key, email text unique, uid uuid unique, meta json unique, score real unique);
     create table addresses (id integer primary key, user_id int);
     create table parcels (country text, code text, primary key (country, code));
     create view names as select id, email from users`,
    { name: 'accounts' },
  )
  const sales = accounts.tables.map((table) => ({ ...table, sqlSchema: 'sales' }))
  sources = [
    { ...accounts, dialect: 'postgres', tables: [...accounts.tables, ...sales.slice(2, 3)] },
    await describeSqlite(`
      create table orders (id integer primary key, user_id bigint, email varchar(50), amount decimal(10,2), user_uid text,
        meta json, score real, country text, code text);
      create table addresses (id integer primary key);
      create table "odd.name" ("a=b" int)`),
  ]
})

const link = (text: string) =>
  parseLink(text, sources).map(({ name, cardinality, from, to, on }) => ({
    name,
    cardinality,
    from: [from.source, from.sqlSchema, from.sqlName].join(' '),
    to: [to.source, to.sqlSchema, to.sqlName].join(' '),
    on: on.map((pair) => `${pair.from}=${pair.to}`).join(),
  }))

const users = 'accounts  users'
const orders = 'shop  orders'

describe('a link on the command line', () => {
  it('gives the left table many and the right table one', () => {
    expect(link('accounts.users.id=shop.orders.user_id')).toEqual([
      { name: null, cardinality: 'many', from: users, to: orders, on: 'id=user_id' },
      { name: null, cardinality: 'one', from: orders, to: users, on: 'user_id=id' },
    ])
  })

  it('may be short where nothing else can be meant, and may have blanks', () => {
    expect(link(' users.id = orders.user_id ')).toEqual(link('accounts.users.id=shop.orders.user_id'))
  })

  it('names both ends, or one of them', () => {
    const names = (text: string) => link(text).map(({ name }) => name)
    expect(names('users.id=orders.user_id as purchases/buyer')).toEqual(['purchases', 'buyer'])
    expect(names('users.id=orders.user_id as purchases')).toEqual(['purchases', null])
    expect(names('users.id=orders.user_id as /buyer')).toEqual([null, 'buyer'])
  })

  it('takes several columns, in pairs', () => {
    expect(
      link('accounts.public.parcels.country,accounts.public.parcels.code=orders.country,orders.code'),
    ).toMatchObject([{ on: 'country=country,code=code' }, { on: 'country=country,code=code' }])
  })

  it('takes a schema, and prefers the default one where a source names no schema', () => {
    expect(link('accounts.sales.parcels.country,accounts.sales.parcels.code=orders.country,orders.code')[0]?.from).toBe(
      'accounts sales parcels',
    )
    expect(link('accounts.parcels.country,accounts.parcels.code=orders.country,orders.code')[0]?.from).toBe(
      'accounts  parcels',
    )
  })

  it('takes names in double quotes', () => {
    expect(link('users.id=shop."odd.name"."a=b"')[1]).toMatchObject({ from: 'shop  odd.name', on: 'a=b=id' })
  })

  it('takes names in another case where nothing is spelt so', () => {
    expect(link('Accounts.USERS.ID=shop.Orders.user_id')[0]).toMatchObject({ from: users, on: 'id=user_id' })
  })

  it.each([
    ['users.id', 'LINK_INVALID', 'it is not two sides joined by =.', 'Write it as source.table.column'],
    ['users=orders.user_id', 'LINK_INVALID', 'users is no column.', 'Write it as source.table.column'],
    ['users..id=orders.user_id', 'LINK_INVALID', 'users..id is no column.', 'Write it as source.table.column'],
    [
      'accounts.user.id=orders.user_id',
      'UNKNOWN_TABLE',
      'there is no table accounts.user.',
      'Did you mean accounts.users?',
    ],
    ['user.id=orders.user_id', 'UNKNOWN_TABLE', 'there is no table user.', 'Did you mean users?'],
    [
      'users.id=orders.usr_id',
      'UNKNOWN_COLUMN',
      'table shop.orders has no column usr_id.',
      'Did you mean user_id or user_uid?',
    ],
    [
      'users.id=addresses.id',
      'LINK_INVALID',
      'addresses may be accounts.addresses or shop.addresses.',
      'Write the whole name: source.table, or source.schema.table.',
    ],
    [
      'orders.user_id=users.id',
      'LINK_INVALID',
      'user_id is no key of shop.orders, so that it may not stand left.',
      'The one side stands left: turn it around, accounts.users.id=shop.orders.user_id.',
    ],
    [
      'names.id=orders.user_id',
      'LINK_INVALID',
      'id is no key of accounts.names, so that it may not stand left.',
      "or say in the config what its key is: keys: { 'accounts.names': […] }.",
    ],
    [
      'users.id,users.email=orders.user_id',
      'LINK_INVALID',
      'both sides need as many columns: 2 on the left, 1 on the right.',
      '',
    ],
    [
      'users.id,parcels.code=orders.user_id,orders.code',
      'LINK_INVALID',
      'parcels may be accounts.parcels or accounts.sales.parcels.',
      '',
    ],
    [
      'users.id,accounts.parcels.code=orders.user_id,orders.code',
      'LINK_INVALID',
      'the columns of one side have to be of one table, not of accounts.users and accounts.parcels.',
      '',
    ],
    ['users.id=orders.user_id as a-b/c', 'NAME_INVALID', 'GraphQL does not allow the name "a-b".', ''],
  ])('%s is %s', (text, code, message, hint) => {
    expect(() => link(text)).toThrow(
      expect.objectContaining({
        code,
        message: `--link ${text}: ${message}`,
        details: expect.objectContaining({ hint: expect.stringContaining(hint) }),
      }),
    )
  })

  it('takes a key of a view from the config', () => {
    expect(parseLink('names.id=orders.user_id', sources, { 'accounts.names': ['id'] })).toHaveLength(2)
  })
})

describe('a link in the catalog', () => {
  const relationsOf = (...links: string[]) => {
    const catalog = buildCatalogs({
      sources,
      relations: links.flatMap((text) => parseLink(text, sources)),
      options: { rename: { 'shop.addresses': 'places', 'accounts.sales.parcels': 'sales_parcels' } },
    }).forRole('any')
    return (table: string, name: string) => relationOf(tableById(catalog, table), name)
  }

  it('is a relation between two sources, nullable at its one end', () => {
    const relation = relationsOf('users.id=orders.user_id')
    expect(relation('accounts.users', 'orders')).toMatchObject({
      kind: 'link',
      cardinality: 'many',
      to: 'shop.orders',
      on: [{ from: 'id', to: 'userId' }],
      indexed: false,
    })
    expect(relation('shop.orders', 'user')).toMatchObject({
      kind: 'link',
      cardinality: 'one',
      nullable: true,
      indexed: true,
      on: [{ from: 'userId', to: 'id' }],
    })
  })

  it('has the names that were chosen', () => {
    const relation = relationsOf('users.id=orders.user_id as purchases/buyer')
    expect(relation('accounts.users', 'purchases').to).toBe('shop.orders')
    expect(relation('shop.orders', 'buyer').to).toBe('accounts.users')
  })

  it('is told apart from a second one between the same tables', () => {
    const relation = relationsOf('users.id=orders.user_id', 'users.email=orders.email')
    expect(relation('accounts.users', 'ordersByUser').on).toEqual([{ from: 'id', to: 'userId' }])
    expect(relation('accounts.users', 'ordersByEmail').on).toEqual([{ from: 'email', to: 'email' }])
    expect(relation('shop.orders', 'emailUser').on).toEqual([{ from: 'email', to: 'email' }])
  })

  it('is one where it is given twice', () => {
    const relation = relationsOf('users.id=orders.user_id', 'accounts.users.id=shop.orders.user_id')
    expect(relation('accounts.users', 'orders').to).toBe('shop.orders')
  })

  it.each([['users.id=orders.amount'], ['users.uid=orders.user_uid'], ['users.email=orders.user_uid']])(
    'matches the types of %s',
    (text) => expect(() => relationsOf(text)).not.toThrow(),
  )

  it.each([
    [
      'users.id=orders.email',
      'the values of accounts.users.id (INTEGER) and shop.orders.email (varchar(50)) can never be equal, or not reliably.',
      'Where the text writes whole numbers, say so: … convert text-to-int.',
    ],
    [
      'users.score=orders.score',
      'the values of accounts.users.score (REAL) and shop.orders.score (REAL) can never be equal, or not reliably.',
      'Link columns of one type: whole numbers, text or UUIDs, dates, bytes.',
    ],
    [
      'users.meta=orders.meta',
      'the values of accounts.users.meta (json) and shop.orders.meta (json) can never be equal, or not reliably.',
      'Link columns of one type: whole numbers, text or UUIDs, dates, bytes.',
    ],
  ])('refuses %s, whose types cannot match', (text, message, hint) => {
    expect(() => relationsOf(text)).toThrow(
      expect.objectContaining({ code: 'LINK_INVALID', message: `--link ${text}: ${message}`, details: { hint } }),
    )
  })

  it('refuses a chosen name that a column has', () => {
    expect(() => relationsOf('users.id=orders.user_id as email/buyer')).toThrow(
      expect.objectContaining({
        code: 'NAME_CLASH',
        message:
          'Two fields of User (accounts.users) would be called email: column email and the relation email (--link users.id=orders.user_id as email/buyer).',
      }),
    )
  })

  it('refuses a junction that lies in the source that the link leaves', () => {
    const at = (source: string, sqlName: string) => ({ source, sqlSchema: null, sqlName })
    const declaration = {
      name: 'orders',
      cardinality: 'many' as const,
      from: at('accounts', 'users'),
      to: at('shop', 'orders'),
      on: [{ from: 'id', to: 'user_id' }],
      through: { table: at('accounts', 'addresses'), on: [{ from: 'id', to: 'id' }] },
      required: false,
      origin: 'relations.users.orders',
    }
    const options = { rename: { 'shop.addresses': 'places', 'accounts.sales.parcels': 'sales_parcels' } }
    expect(() => buildCatalogs({ sources, relations: [declaration], options })).toThrow(
      expect.objectContaining({
        code: 'LINK_INVALID',
        message:
          'relations.users.orders: the junction accounts.addresses has to lie in the source of shop.orders, the table it leads to.',
      }),
    )
  })
})
