import { beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import type { Permissions } from '../../src/catalog/permissions.ts'
import { describeSqlite } from './databases.ts'

let source: SourceDescription
beforeAll(async () => {
  source = await describeSqlite(`
    create table users (id integer primary key, email text unique, secret text);
    create table orders (id integer primary key, user_id int not null references users, total decimal(10,2));
    create table tags (id integer primary key, word text);
    create table order_tags (order_id int references orders, tag_id int references tags, primary key (order_id, tag_id))`)
})

const catalogs = (permissions?: Permissions) => buildCatalogs({ sources: [source], relations: [], permissions })
const seen = (permissions: Permissions, role = 'user') =>
  Object.fromEntries(
    [...catalogs(permissions).forRole(role).tables.values()].map((table) => [
      table.sqlName,
      [...table.columns.map((column) => column.name), ...table.relations.map((relation) => `+${relation.name}`)].join(
        ' ',
      ),
    ]),
  )

const all = { users: { read: true }, orders: { read: true }, tags: { read: true }, orderTags: { read: true } }

describe('the catalog of a role', () => {
  it('is everything where there are no permissions', () => {
    const catalog = catalogs().forRole('whoever')
    expect([...catalog.tables.keys()]).toEqual(['shop.order_tags', 'shop.orders', 'shop.tags', 'shop.users'])
  })

  it('is made once', () => {
    const { forRole } = catalogs({ user: all })
    expect(forRole('user')).toBe(forRole('user'))
  })

  it('is shared by roles that nothing tells apart, so that a role for each user costs nothing', () => {
    const open = catalogs()
    expect(open.forRole('ann')).toBe(open.forRole('bob'))
    const { forRole } = catalogs({ user: all })
    expect(forRole('ann')).toBe(forRole('bob'))
    expect(forRole('ann')).not.toBe(forRole('user'))
  })

  it('is empty for a role that no permission names', () => {
    const catalog = catalogs({ user: all }).forRole('stranger')
    expect([catalog.tables.size, catalog.enums.size, catalog.sources.size, catalog.byTypeName.size]).toEqual([
      0, 0, 0, 0,
    ])
    expect(catalogs({ user: all }).forRole('__proto__').tables.size).toBe(0)
  })

  it('has no table that may not be read, and no relation to one', () => {
    expect(seen({ user: { orders: { read: true }, users: { read: false }, tags: {} } })).toEqual({
      orders: 'id userId total',
    })
  })

  it('has no column that may not be read', () => {
    expect(seen({ user: { users: { read: { columns: { except: ['secret'] } } } } })).toEqual({ users: 'id email' })
    expect(seen({ user: { users: { read: { columns: ['email'] } } } })).toEqual({ users: 'email' })
    expect(seen({ user: { users: { read: { columns: [] } } } })).toEqual({})
  })

  it('has no key with a hidden column', () => {
    const catalog = catalogs({ user: { users: { read: { columns: ['email'] } } } }).forRole('user')
    expect(catalog.tables.get('shop.users')).toMatchObject({
      primaryKey: null,
      keys: [{ name: 'email', columns: ['email'] }],
    })
  })

  it('has no relation over a hidden column, at either end or in between', () => {
    expect(seen({ user: all })).toMatchObject({
      orders: 'id userId total +user +orderTags +tags',
      users: 'id email secret +orders',
      tags: 'id word +orderTags +orders',
    })
    const withoutUserId = { ...all, orders: { read: { columns: { except: ['userId'] } } } }
    expect(seen({ user: withoutUserId })).toMatchObject({
      orders: 'id total +orderTags +tags',
      users: 'id email secret',
    })
    const { orderTags: _, ...withoutJunction } = all
    expect(seen({ user: withoutJunction })).toMatchObject({ orders: 'id userId total +user', tags: 'id word' })
    const withoutTagId = { ...all, orderTags: { read: { columns: ['orderId'] } } }
    expect(seen({ user: withoutTagId })).toMatchObject({
      order_tags: 'orderId +order',
      orders: 'id userId total +user +orderTags',
      tags: 'id word',
    })
  })

  it('keeps the notices for the developer', () => {
    const { notices, forRole } = buildCatalogs({
      sources: [{ ...source, notices: ['shop.hidden: a remark'] }],
      relations: [],
      permissions: { user: all },
    })
    expect(notices).toContain('shop.hidden: a remark')
    expect(forRole('user').notices).toEqual([])
  })

  it('takes a table by its id, its single name or its key in the schema file', () => {
    expect(Object.keys(seen({ user: { 'shop.users': { read: true }, order: { read: true } } }))).toEqual([
      'orders',
      'users',
    ])
  })
})

describe('a permission that is not understood', () => {
  it.each<[string, unknown, string, string]>([
    [
      'a rule for rows',
      { users: { read: { where: () => ({}) } } },
      'CONFIG_INVALID',
      'permissions.user.users.read.where: rules for rows come with a later release; until then they would not be applied.',
    ],
    [
      'a rule for rows that is undefined',
      { users: { read: { where: undefined } } },
      'CONFIG_INVALID',
      'permissions.user.users.read.where: rules for rows come with a later release; until then they would not be applied.',
    ],
    [
      'a rule for writing',
      { users: { create: { where: {} } } },
      'CONFIG_INVALID',
      'permissions.user.users.create: rules for writing come with a later release.',
    ],
    [
      'a misspelt key',
      { users: { reed: true } },
      'CONFIG_INVALID',
      'permissions.user.users: reed means nothing here; known are read, create, update, delete.',
    ],
    [
      'a misspelt exception',
      { users: { read: { columns: { expect: ['secret'] } } } },
      'CONFIG_INVALID',
      'permissions.user.users.read.columns: expect means nothing here; known are except.',
    ],
    [
      'a table that is not there',
      { user_s: { read: true } },
      'UNKNOWN_TABLE',
      'permissions.user.user_s: there is no table user_s.',
    ],
    [
      'a column that is not there',
      { users: { read: { columns: { except: ['secrets'] } } } },
      'UNKNOWN_COLUMN',
      'permissions.user.users.read.columns.except: table shop.users has no column secrets.',
    ],
    [
      'a table that is named twice',
      { users: { read: true }, 'shop.users': { read: false } },
      'CONFIG_INVALID',
      'permissions.user.shop.users: table shop.users is named twice.',
    ],
    ['true for a table', { users: true }, 'CONFIG_INVALID', 'permissions.user.users: an object is wanted.'],
  ])('is refused: %s', (_, rules, code, message) => {
    expect(() => catalogs({ user: rules } as Permissions)).toThrow(expect.objectContaining({ code, message }))
  })
})
