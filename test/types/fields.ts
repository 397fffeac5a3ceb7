/** Custom fields: `needs` names columns of the table, and the row holds exactly those, as the API sends them. */
import { defineConfig } from '../../src/config.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { accounts, archive, relations, shop } from './schemas.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(_proof: Same<A, B>): void {}

const sources = {
  accounts: postgres({ url: 'postgres://localhost/accounts', schema: accounts }),
  shop: sqlite({ file: 'shop.db', schema: shop }),
}

defineConfig({
  sources,
  relations,
  context: async (request) => ({ userId: Number(request.headers.get('x-user')), tenant: 'acme' }),
  role: (context) => (context.userId > 0 ? 'user' : 'anonymous'),
  fields: {
    users: (f) => ({
      wire: f.boolean({
        needs: [
          ...(['id', 'email', 'name', 'role', 'rating', 'big', 'balance', 'score', 'active'] as const),
          ...(['createdAt', 'token', 'settings', 'photo', 'tags', 'place'] as const),
        ],
        resolve: (row) => {
          same<
            typeof row,
            {
              readonly id: number
              readonly email: string
              readonly name: string | null
              readonly role: 'admin' | 'member'
              readonly rating: string
              readonly big: string
              readonly balance: string
              readonly score: number
              readonly active: boolean
              readonly createdAt: string
              readonly token: string
              readonly settings: unknown
              readonly photo: string
              readonly tags: readonly (string | null)[]
              readonly place: string
            }
          >(true)
          return true
        },
      }),
      label: f.string({
        needs: ['name', 'email'],
        description: 'Name and address.',
        resolve: (row, context) => {
          same<typeof context.userId, number>(true)
          same<typeof context.tenant, string>(true)
          // @ts-expect-error the row holds only what the field needs
          void row.id
          return `${row.name ?? ''} <${row.email}>`
        },
      }),
      later: f.int({ needs: ['id'], resolve: async (row) => row.id + 1 }),
      maybe: f.string({ needs: ['name'], nullable: true, resolve: (row) => row.name }),
      batch: f.list.string({
        needs: ['email'],
        resolveMany: async (rows, { heddle }) => {
          await heddle.query('{ users { id } }')
          return rows.map((row) => (row.email === '' ? new Error('no address') : row.email.split('@')))
        },
      }),
      // @ts-expect-error no such column
      wrongColumn: f.string({ needs: ['nmae'], resolve: () => '' }),
      // @ts-expect-error a column of another table
      otherTable: f.string({ needs: ['total'], resolve: () => '' }),
      // @ts-expect-error an Int field gives numbers
      wrongValue: f.int({ needs: ['email'], resolve: (row) => row.email }),
      // @ts-expect-error null has to be asked for
      wrongNull: f.string({ needs: ['name'], resolve: (row) => row.name }),
      // @ts-expect-error one way to resolve, not two
      both: f.int({ needs: ['id'], resolve: (row: { id: number }) => row.id, resolveMany: () => [] }),
      // @ts-expect-error no way to resolve
      neither: f.int({ needs: ['id'] }),
    }),
    orders: (f) => ({
      wire: f.boolean({
        needs: ['id', 'status', 'total', 'loose', 'placedAt', 'gift'],
        resolve: (row) => {
          same<
            typeof row,
            {
              readonly id: number
              readonly status: 'draft' | 'paid'
              readonly total: string
              readonly loose: number
              readonly placedAt: string
              readonly gift: boolean | null
            }
          >(true)
          return true
        },
      }),
    }),
    activeUsers: (f) => ({ mail: f.string({ needs: ['email'], nullable: true, resolve: (row) => row.email }) }),
    'shop.items': (f) => ({ code: f.string({ needs: ['sku'], resolve: (row) => row.sku.toUpperCase() }) }),
    // @ts-expect-error no such table
    user: () => ({}),
  },
})

defineConfig({
  sources: {
    ...sources,
    archive: sqlite({ file: 'archive.db', schema: archive }),
    legacy: 'sqlite:legacy.db',
    old: sqlite({ file: 'old.db' }),
  },
  fields: {
    'archive.orders': (f) => ({ decade: f.int({ needs: ['year'], resolve: (row) => row.year - (row.year % 10) }) }),
    'shop.orders': (f) => ({ open: f.boolean({ needs: ['status'], resolve: (row) => row.status === 'draft' }) }),
    'legacy.anything': (f) => ({
      label: f.string({
        needs: ['whatever'],
        resolve: (row) => {
          same<typeof row.whatever, unknown>(true)
          return String(row.whatever)
        },
      }),
    }),
    'old.sales.orders': (f) => ({ label: f.string({ needs: ['id'], resolve: (row) => String(row.id) }) }),
    // @ts-expect-error a described source has no such table
    'shop.anything': () => ({}),
  },
})
