/**
 * The demo, an ordinary config: three databases, their Drizzle schemas, and one set of relations over all of them.
 * `npm start` makes and fills the databases on its first run; `npx heddle serve` serves them as any others.
 */
import { defineConfig } from 'heddle'
import { pglite } from 'heddle/pglite'
import { sqlite } from 'heddle/sqlite'
import * as accounts from './schema/accounts.ts'
import * as catalog from './schema/catalog.ts'
import { relations } from './schema/relations.ts'
import * as shop from './schema/shop.ts'

const all = { read: true, create: true, update: true, delete: true } as const

export default defineConfig({
  sources: {
    accounts: pglite({ dir: '.heddle/demo/accounts', schema: accounts, migrations: 'drizzle/accounts' }),
    shop: sqlite({ file: '.heddle/demo/shop.db', schema: shop, migrations: 'drizzle/shop' }),
    catalog: sqlite({ file: '.heddle/demo/catalog.db', schema: catalog, migrations: 'drizzle/catalog' }),
  },
  relations,
  // The demo believes whoever says who they are. An API of your own asks for a token.
  context: (request) => {
    const id = Number(request.headers.get('x-user-id') ?? Number.NaN)
    return { userId: Number.isInteger(id) ? id : undefined }
  },
  role: (c) => (c.userId === undefined ? 'everyone' : 'customer'),
  permissions: {
    everyone: { users: all, addresses: all, orders: all, orderItems: all, products: all, reviews: all },
    customer: {
      users: { read: { where: (c) => ({ id: { eq: c.userId } }) } },
      addresses: { read: { where: (c) => ({ userId: { eq: c.userId } }) } },
      // A rule across databases: orders are in SQLite, users in PostgreSQL.
      orders: { read: { where: (c) => ({ user: { id: { eq: c.userId } } }) } },
      orderItems: { read: { where: (c) => ({ order: { userId: { eq: c.userId } } }) } },
      products: { read: { where: { active: { eq: true } } } },
      reviews: { read: true, create: { columns: ['sku', 'rating', 'body'], set: { userId: (c) => c.userId } } },
    },
  },
  // Writes over several databases are committed as one. PGlite flushes nothing: they survive its process, not a power cut.
  writes: { setup: true, durability: 'process' },
  fields: {
    users: (f) => ({
      label: f.string({
        description: 'As in the header of a letter: name and address.',
        needs: ['name', 'email'],
        resolve: (user) => `${user.name} <${user.email}>`,
      }),
    }),
  },
})
