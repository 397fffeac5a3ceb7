import { expect, test } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import { describeDrizzle } from '../../src/catalog/drizzle/describe-drizzle.ts'
import { customFieldsFor, defineConfig, resolveConfig } from '../../src/config.ts'
import { sqlite } from '../../src/sqlite.ts'
import { shop } from '../types/schemas.ts'

const config = defineConfig({
  sources: { shop: sqlite({ file: 'shop.db', schema: shop }) },
  permissions: {
    clerk: { orders: { read: { columns: { except: ['total'] } } } },
    guest: { items: { read: true } },
  },
  role: () => 'clerk',
  fields: {
    orders: (f) => ({
      open: f.boolean({
        needs: ['status'],
        description: 'Still to be paid.',
        resolve: (row) => row.status === 'draft',
      }),
      double: f.decimal({ needs: ['total'], nullable: true, resolveMany: (rows) => rows.map((row) => row.total) }),
    }),
    'shop.orders': (f) => ({ parts: f.list.string({ needs: ['id', 'userId'], resolve: (row) => [String(row.id)] }) }),
  },
})
const resolved = resolveConfig(config, { production: false })

test('a custom field is its type, what it needs and how it is resolved', () => {
  expect([...resolved.fields.keys()]).toEqual(['shop.orders'])
  expect(resolved.fields.get('shop.orders')).toEqual({
    open: {
      type: 'Boolean',
      nullable: false,
      description: 'Still to be paid.',
      needs: ['status'],
      resolve: expect.any(Function),
    },
    double: { type: 'Decimal', nullable: true, description: null, needs: ['total'], resolveMany: expect.any(Function) },
    parts: {
      type: '[String!]',
      nullable: false,
      description: null,
      needs: ['id', 'userId'],
      resolve: expect.any(Function),
    },
  })
})

test('a role has the custom fields whose columns it may read', () => {
  const catalogs = buildCatalogs({
    sources: [describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: shop, readOnly: false })],
    relations: [],
    permissions: resolved.permissions,
  })
  const names = (role: string) =>
    Object.entries(customFieldsFor(catalogs.forRole(role), resolved.fields, true)).map(([table, fields]) => [
      table,
      Object.keys(fields),
    ])
  expect(names('clerk')).toEqual([['orders', ['open', 'parts']]])
  expect(names('guest')).toEqual([])
})

test('without permissions every custom field stays, so that a misspelt one is found', () => {
  const catalog = buildCatalogs({
    sources: [describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: { sales: shop.orders }, readOnly: false })],
    relations: [],
  }).forRole('anyone')
  expect(Object.keys(customFieldsFor(catalog, resolved.fields, false))).toEqual(['sales'])
  const misspelt = new Map([['shop.nothing', resolved.fields.get('shop.orders') ?? {}]])
  expect(Object.keys(customFieldsFor(catalog, misspelt, false))).toEqual(['shop.nothing'])
})
