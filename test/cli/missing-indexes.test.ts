import { expect, it } from 'vitest'
import { missingIndexes } from '../../src/cli/missing-indexes.ts'
import { catalogOf, column, relation, table } from '../support/catalog-factory.ts'

it('advises one index for all relations that search the same columns without one', () => {
  const catalog = catalogOf([
    table('accounts.users', 'User', [column('id', 'int')], {
      relations: [
        relation('orders', 'many', 'shop.orders', { id: 'userId' }, { kind: 'link', indexed: false }),
        relation('drafts', 'many', 'shop.orders', { id: 'userId' }, { kind: 'link', indexed: false }),
      ],
    }),
    table('shop.orders', 'Order', [column('id', 'int'), column('userId', 'int', { sqlName: 'user "id"' })], {
      sqlSchema: 'sales',
      relations: [relation('user', 'one', 'accounts.users', { userId: 'id' }, { kind: 'link' })],
    }),
  ])
  expect(missingIndexes(catalog)).toEqual([
    {
      source: 'shop',
      table: 'shop.orders',
      columns: ['user "id"'],
      relations: ['accounts.users.orders', 'accounts.users.drafts'],
      statement: 'CREATE INDEX "orders_user ""id""_index" ON "sales"."orders" ("user ""id""");',
    },
  ])
})

it('looks for the index on the junction of a many-to-many relation', () => {
  const through = { table: 'shop.tags_of_products', on: [{ from: 'tagId', to: 'id' }] }
  const catalog = catalogOf([
    table('shop.products', 'Product', [column('sku', 'string')], {
      relations: [relation('tags', 'many', 'shop.tags', { sku: 'productSku' }, { through, indexed: false })],
    }),
    table('shop.tags', 'Tag', [column('id', 'int')]),
    table('shop.tags_of_products', 'TagOfProduct', [column('tagId', 'int'), column('productSku', 'string')]),
  ])
  expect(missingIndexes(catalog).map(({ statement }) => statement)).toEqual([
    'CREATE INDEX "tags_of_products_product_sku_index" ON "tags_of_products" ("product_sku");',
  ])
})
