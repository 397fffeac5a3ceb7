/** Permissions: rules use the API's `where`, typed by the schemas, also through links. */
import { defineConfig } from '../../src/config.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { accounts, relations, shop } from './schemas.ts'

const sources = {
  accounts: postgres({ url: 'postgres://localhost/accounts', schema: accounts }),
  shop: sqlite({ file: 'shop.db', schema: shop }),
}
const context = (request: Request) => {
  const id = request.headers.get('x-user')
  return { userId: id === null ? undefined : Number(id), email: request.headers.get('x-mail') }
}

defineConfig({
  sources,
  relations,
  context,
  role: (c) => (c.userId ? 'user' : 'anonymous'),
  permissions: {
    anonymous: { users: { read: { columns: ['id', 'name'], limit: 20, fields: ['label'] } } },
    clerk: {
      extends: 'user',
      orders: {
        create: {
          columns: ['status', 'total'],
          check: (c) => ({ user: { id: { eq: c.userId } } }),
          set: { userId: 7 },
        },
        update: { where: { status: { eq: 'draft' } }, set: { userId: (c) => c.userId } },
        delete: { where: (c) => ({ userId: { eq: c.userId } }) },
      },
    },
    user: {
      users: { read: { where: (c) => ({ id: { eq: c.userId } }), columns: { except: ['email'] } } },
      orders: { read: { where: (c) => ({ user: { id: { eq: c.userId } } }) }, create: true, delete: false },
      items: { read: { where: (c) => ({ order: { user: { email: { eq: c.email } } } }) } },
      'accounts.activeUsers': { read: true },
    },
    admin: {
      users: {
        read: {
          where: {
            AND: [
              { orders: { some: { status: { in: ['paid'] } }, count: { gte: 1 } } },
              { OR: [{ role: { ne: 'member' } }, { name: { ilike: 'a%', NOT: { contains: 'x' } } }] },
            ],
            NOT: { active: { eq: false } },
            balance: { gt: '10.00' },
            createdAt: { lt: '2026-01-01T00:00:00Z' },
            tags: { isNull: false, contains: ['a'], NOT: { overlaps: ['b'] } },
            settings: { contains: { dark: true }, path: { at: 'dark', boolean: { eq: true } } },
          },
        },
      },
    },
  },
})

defineConfig({
  sources,
  relations,
  context,
  role: () => 'user',
  permissions: {
    user: {
      // @ts-expect-error no such table
      people: { read: true },
    },
    columns: {
      // @ts-expect-error no such column
      users: { read: { columns: ['pasword'] } },
      // @ts-expect-error no such column
      orders: { read: { columns: { except: ['email'] } } },
    },
    values: {
      // @ts-expect-error an Int is a number
      users: { read: { where: { id: { eq: '1' } } } },
      // @ts-expect-error a Decimal is a string
      orders: { read: { where: { total: { gt: 10 } } } },
    },
    enums: {
      // @ts-expect-error no such value
      orders: { read: { where: { status: { eq: 'sent' } } } },
      // @ts-expect-error no such operator on an enum
      users: { read: { where: { role: { like: 'a%' } } } },
    },
    throughLinks: {
      // @ts-expect-error a wrong value type through a link: email is text
      orders: { read: { where: (c) => ({ user: { email: { eq: c.userId } } }) } },
      // @ts-expect-error a wrong column through a link
      items: { read: { where: (c) => ({ order: { user: { userId: { eq: c.userId } } } }) } },
      // @ts-expect-error a to-many relation asks for some, every, none or an aggregate
      users: { read: { where: { orders: { status: { eq: 'paid' } } } } },
    },
    context: {
      // @ts-expect-error the context has no such property
      users: { read: { where: (c) => ({ id: { eq: c.userID } }) } },
    },
  },
})

defineConfig({
  sources,
  relations,
  context,
  role: () => 'user',
  permissions: {
    direct: {
      // @ts-expect-error a wrong column beside a right one
      users: { read: { where: (c) => ({ id: { eq: c.userId }, idd: { eq: 1 } }) } },
    },
    constant: {
      // @ts-expect-error a wrong column beside a right one, without a function
      users: { read: { where: { id: { eq: 1 }, idd: { eq: 1 } } } },
    },
    writes: {
      // @ts-expect-error a wrong column beside a right one, of a row that is made
      orders: { create: { check: (c) => ({ userId: { eq: c.userId }, owner: { eq: 1 } }) } },
    },
    throughLinks: {
      // @ts-expect-error a wrong column beside a right one, through a link
      orders: { read: { where: (c) => ({ user: { id: { eq: c.userId }, idd: { eq: 1 } } }) } },
    },
  },
})

defineConfig({ sources, relations, permissions: 'open' })

defineConfig({
  sources,
  relations,
  context,
  session: { accounts: (c) => ({ role: 'app', settings: { 'app.user_id': c.userId ?? 0 } }) },
  permissions: {
    writes: {
      // @ts-expect-error a wrong value type of a column that the server sets
      items: { create: { set: { orderId: 'one' } } },
      // @ts-expect-error no such column
      users: { update: { set: { mail: 'x' } } },
    },
    columns: {
      // @ts-expect-error no such column to write
      users: { create: { columns: ['pasword'] } },
      // @ts-expect-error no such column to leave alone
      orders: { update: { columns: { except: ['mail'] } } },
    },
    deletes: {
      // @ts-expect-error a wrong column in the rule of a delete, through a link
      orders: { delete: { where: (c) => ({ user: { userId: { eq: c.userId } } }), limit: 5 } },
      // @ts-expect-error a wrong value type in the rule of an update
      users: { update: { where: { id: { eq: '1' } } } },
    },
    checks: {
      // @ts-expect-error a wrong column of what a row must fulfil
      items: { update: { check: (c) => ({ owner: { eq: c.userId } }) } },
      // @ts-expect-error a limit is a number
      orders: { create: { limit: '5' } },
    },
    rows: {
      // @ts-expect-error a row that is made cannot be chosen by a filter
      orders: { create: { where: { status: { eq: 'draft' } } } },
      // @ts-expect-error nothing is written by deleting
      items: { delete: { columns: ['sku'] } },
    },
  },
})

// @ts-expect-error open, or rules
defineConfig({ sources, relations, permissions: 'closed' })

defineConfig({
  sources,
  context,
  // @ts-expect-error no such source
  session: { warehouse: () => ({}) },
})
