import { expect, it } from 'vitest'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { createOperation } from '../../src/operation/bind.ts'
import { createCursors } from '../../src/operation/cursor.ts'
import { chooseOperation, createDocuments } from '../../src/operation/documents.ts'
import { defaultOperationLimits } from '../../src/operation/limits.ts'
import { createZones } from '../../src/operation/zones.ts'
import { buildPlan } from '../../src/plan/build-plan.ts'
import { storeCatalog } from '../support/catalog-factory.ts'

const tables = storeCatalog()
const limits = { ...defaultOperationLimits, defaultLimit: 100, maxLimit: 1_000 }

/** The sources whose statements may take as long as they like. */
function scansOf(text: string, views: readonly string[] = []): readonly string[] {
  const all = [...tables.tables].map(
    ([id, table]) => [id, views.includes(id) ? { ...table, kind: 'view' as const } : table] as const,
  )
  const catalog: Catalog = { ...tables, tables: new Map(all) }
  const schema = buildSchema(catalog, { limits })
  const document = createDocuments(schema, { limits, introspection: true }).read(text)
  const context = {
    catalog,
    schema,
    limits,
    hooks: new Map(),
    cursors: createCursors(['a secret']),
    zones: createZones(),
  }
  return buildPlan(catalog, createOperation(context, document, chooseOperation(document, null)).bind({}).roots).scans
}

it.each([
  '{ orders(limit: 3) { id } }',
  '{ order(where: { id: 3 }) { id } }',
  '{ orders(where: { id: { gt: 3 } }) { id } }',
])('takes %s for bounded over a table, and for anything over a view', (text) => {
  expect(scansOf(text)).toEqual([])
  expect(scansOf(text, ['shop.orders'])).toEqual(['shop'])
})

it('takes rows inside for anything where they come from a view', () => {
  expect(scansOf('{ orders(limit: 3) { items { sku } } }')).toEqual([])
  expect(scansOf('{ orders(limit: 3) { items { sku } } }', ['shop.order_items'])).toEqual(['shop'])
})

it('takes filters on other columns, offsets and counts for scans', () => {
  expect(scansOf('{ orders(where: { total: { gt: "3" } }) { id } }')).toEqual(['shop'])
  expect(scansOf('{ orders(offset: 3) { id } }')).toEqual(['shop'])
  expect(scansOf('{ ordersConnection { totalCount } }')).toEqual(['shop'])
})

it('takes the rows of keys that come page by page for bounded, whatever finds the keys', () => {
  const above = 'where: { orders: { some: { total: { gt: "3" } } } }, limit: 3'
  expect(scansOf(`{ users(${above}) { id addresses(limit: 3) { city } } }`)).toEqual(['shop'])
  expect(scansOf(`{ users(${above}) { id } }`, ['accounts.users'])).toContain('accounts')
  expect(scansOf(`{ users(${above}, orderBy: { name: asc }) { id } }`)).toContain('accounts')
  expect(scansOf(`{ users(${above}, offset: 3) { id } }`)).toContain('accounts')
  expect(scansOf(`{ usersConnection(where: { orders: { some: { id: { gt: 3 } } } }, first: 3) { totalCount nodes { id } } }`)).toContain('accounts') // prettier-ignore
})
