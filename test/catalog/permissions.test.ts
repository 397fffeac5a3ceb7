import { beforeAll, describe, expect, it } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import type { Catalog } from '../../src/catalog/catalog.ts'
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

describe('a role that extends another', () => {
  const permissions: Permissions = {
    guest: { users: { read: { columns: ['id'] } }, orders: { read: true } },
    user: { extends: 'guest', users: { read: { columns: ['id', 'email'] }, update: { columns: ['email'] } } },
    admin: { extends: 'user', users: { read: true }, orders: { read: false }, tags: { read: true } },
  }

  it('has what that one has, and its own rules in place of those for the same action', () => {
    expect(seen(permissions, 'guest')).toEqual({ users: 'id +orders', orders: 'id userId total +user' })
    expect(seen(permissions, 'user')).toEqual({ users: 'id email +orders', orders: 'id userId total +user' })
    expect(seen(permissions, 'admin')).toEqual({ users: 'id email secret', tags: 'id word' })
    const { rulesFor } = catalogs(permissions)
    expect(rulesFor('guest')?.get('shop.users')?.update).toBeNull()
    expect([...(rulesFor('admin')?.get('shop.users')?.update?.columns ?? [])]).toEqual(['email'])
  })
})

describe('what a role may write', () => {
  it('is every column that the database does not write, but those that the server sets', () => {
    const check = () => ({})
    const { rulesFor } = catalogs({
      user: { users: { read: true, create: { set: { secret: 'x' }, check }, delete: { where: { id: { gt: 5 } } } } },
    })
    const rules = rulesFor('user')?.get('shop.users')
    expect(rules?.create).toEqual({
      columns: new Set(['id', 'email']),
      where: null,
      check,
      set: { secret: 'x' },
      limit: null,
    })
    expect(rules?.delete?.where).toEqual({ id: { gt: 5 } })
    expect(rules?.update).toBeNull()
    expect(rulesFor('stranger')?.size).toBe(0)
    expect(catalogs().rulesFor('user')).toBeNull()
  })
})

describe('a table that a role sees by a policy', () => {
  const where = () => ({})

  it('says so in its catalog, and no relation promises a row of it', () => {
    const { forRole, whole } = catalogs({ user: { ...all, users: { read: { where, limit: 7, fields: ['label'] } } } })
    const tables = forRole('user').tables
    expect(tables.get('shop.users')?.rights).toEqual({ policed: true, limit: 7, fields: ['label'] })
    const user = (catalog: Catalog) => catalog.tables.get('shop.orders')?.relations.find(({ name }) => name === 'user')
    expect(user(whole)?.nullable).toBe(false)
    expect(user(forRole('user'))).toMatchObject({ nullable: false, hides: true })
    expect(whole.tables.get('shop.users')?.rights).toBeUndefined()
  })
})

describe('a permission that is not understood', () => {
  it.each<[string, unknown, string, string]>([
    [
      'a rule for rows that is undefined',
      { users: { read: { where: undefined } } },
      'CONFIG_INVALID',
      'permissions.user.users.read.where: an object is wanted.',
    ],
    [
      'a filter for rows that are not there yet',
      { users: { create: { where: {} } } },
      'CONFIG_INVALID',
      'permissions.user.users.create: where means nothing here; known are columns, check, set, limit.',
    ],
    [
      'a limit that is none',
      { users: { read: { limit: 0 } } },
      'CONFIG_INVALID',
      'permissions.user.users.read.limit: a whole number of at least 1 is wanted.',
    ],
    [
      'a column that the server sets and the client writes',
      { users: { create: { columns: ['email', 'secret'], set: { secret: 'x' } } } },
      'CONFIG_INVALID',
      'permissions.user.users.create: secret stands in columns and in set; the server sets it.',
    ],
    [
      'a preset of a column that is not there',
      { users: { update: { set: { secrets: 'x' } } } },
      'UNKNOWN_COLUMN',
      'permissions.user.users.update.set: table shop.users has no column secrets.',
    ],
    [
      'a base that is not there',
      { extends: 'stranger' },
      'CONFIG_INVALID',
      'permissions.user.extends: there is no role stranger.',
    ],
    [
      'a role that is its own base',
      { extends: 'user' },
      'CONFIG_INVALID',
      'permissions.user.extends: user → user is a circle.',
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
