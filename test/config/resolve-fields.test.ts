import { expect, test } from 'vitest'
import { defineConfig, resolveConfig } from '../../src/config.ts'
import { sqlite } from '../../src/sqlite.ts'
import { shop } from '../types/schemas.ts'

const config = defineConfig({
  sources: { shop: sqlite({ file: 'shop.db', schema: shop }) },
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
const resolved = await resolveConfig(config, { production: false })

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
