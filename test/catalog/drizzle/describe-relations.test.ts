import { defineRelations, defineRelationsPart } from 'drizzle-orm'
import * as lite from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import { describeRelations } from '../../../src/catalog/drizzle/describe-relations.ts'
import * as schemas from './schemas.ts'
import { accounts, shop } from './schemas.ts'

const sources = [
  { name: 'accounts', schema: accounts },
  { name: 'shop', schema: shop },
]

const table = (source: string, sqlName: string, sqlSchema: string | null = null) => ({ source, sqlSchema, sqlName })

test('reads to-one and to-many within a source and across sources', () => {
  const relations = defineRelations({ ...accounts, ...shop }, (r) => ({
    users: { orders: r.many.orders({ from: r.users.id, to: r.orders.userId }) },
    orders: {
      user: r.one.users({ from: r.orders.userId, to: r.users.id, optional: false }),
      items: r.many.orderItems({ from: r.orders.id, to: r.orderItems.orderId }),
    },
  }))
  expect(describeRelations(relations, sources)).toEqual([
    {
      name: 'orders',
      cardinality: 'many',
      from: table('accounts', 'app_users'),
      to: table('shop', 'orders'),
      on: [{ from: 'id', to: 'user_id' }],
      through: null,
      required: false,
      origin: 'relations.users.orders',
    },
    {
      name: 'user',
      cardinality: 'one',
      from: table('shop', 'orders'),
      to: table('accounts', 'app_users'),
      on: [{ from: 'user_id', to: 'id' }],
      through: null,
      required: true,
      origin: 'relations.orders.user',
    },
    {
      name: 'items',
      cardinality: 'many',
      from: table('shop', 'orders'),
      to: table('shop', 'order_items'),
      on: [{ from: 'id', to: 'order_id' }],
      through: null,
      required: false,
      origin: 'relations.orders.items',
    },
  ])
})

test('reads composite keys, schemas and the side that leaves its columns to the other', () => {
  const relations = defineRelations(accounts, (r) => ({
    invoices: { lines: r.many.invoiceLines({ alias: 'lines' }) },
    invoiceLines: {
      parent: r.one.invoices({
        from: [r.invoiceLines.userId, r.invoiceLines.invoice],
        to: [r.invoices.userId, r.invoices.number],
        alias: 'lines',
      }),
    },
  }))
  const [lines, parent] = describeRelations(relations, sources)
  expect(lines).toMatchObject({
    cardinality: 'many',
    from: table('accounts', 'invoices', 'billing'),
    to: table('accounts', 'invoice_lines', 'billing'),
    on: [
      { from: 'user_id', to: 'user_id' },
      { from: 'number', to: 'invoice' },
    ],
  })
  expect(parent).toMatchObject({
    cardinality: 'one',
    on: [
      { from: 'user_id', to: 'user_id' },
      { from: 'invoice', to: 'number' },
    ],
  })
})

test('reads many-to-many through a junction, from both ends', () => {
  const relations = defineRelations(shop, (r) => ({
    orders: {
      labels: r.many.labels({
        from: r.orders.id.through(r.orderLabels.orderId),
        to: r.labels.id.through(r.orderLabels.labelId),
      }),
    },
    labels: { orders: r.many.orders() },
  }))
  const [labels, orders] = describeRelations(relations, sources)
  expect(labels).toMatchObject({
    from: table('shop', 'orders'),
    to: table('shop', 'labels'),
    on: [{ from: 'id', to: 'order_id' }],
    through: { table: table('shop', 'order_labels'), on: [{ from: 'label_id', to: 'id' }] },
  })
  expect(orders).toMatchObject({
    from: table('shop', 'labels'),
    to: table('shop', 'orders'),
    on: [{ from: 'id', to: 'label_id' }],
    through: { table: table('shop', 'order_labels'), on: [{ from: 'order_id', to: 'id' }] },
  })
})

test('reads relations of a table to itself and to a view', () => {
  const relations = defineRelations({ ...accounts, ...shop }, (r) => ({
    users: {
      manager: r.one.users({ from: r.users.managerId, to: r.users.id, alias: 'manager' }),
      reports: r.many.users({ from: r.users.id, to: r.users.managerId, alias: 'manager' }),
      totals: r.many.totals({ from: r.users.id, to: r.totals.userId }),
      paid: r.many.paidOrders({ from: r.users.id, to: r.paidOrders.userId }),
    },
  }))
  expect(describeRelations(relations, sources).map((r) => [r.name, r.to.source, r.to.sqlName, r.on])).toEqual([
    ['manager', 'accounts', 'app_users', [{ from: 'manager_id', to: 'id' }]],
    ['reports', 'accounts', 'app_users', [{ from: 'id', to: 'manager_id' }]],
    ['totals', 'accounts', 'totals', [{ from: 'id', to: 'user_id' }]],
    ['paid', 'shop', 'paid_orders', [{ from: 'id', to: 'user_id' }]],
  ])
})

test('reads relations that are defined in parts', () => {
  const users = defineRelationsPart({ ...accounts, ...shop }, (r) => ({
    users: { orders: r.many.orders({ from: r.users.id, to: r.orders.userId }) },
  }))
  const items = defineRelationsPart(shop, (r) => ({
    orderItems: { order: r.one.orders({ from: r.orderItems.orderId, to: r.orders.id }) },
  }))
  expect(describeRelations({ ...users, ...items }, sources).map((r) => r.origin)).toEqual([
    'relations.users.orders',
    'relations.orderItems.order',
  ])
})

test('a relation with a filter is refused and says what to do instead', () => {
  const relations = defineRelations(shop, (r) => ({
    orders: { paid: r.many.orderItems({ from: r.orders.id, to: r.orderItems.orderId, where: { sku: 'x' } }) },
  }))
  expect(() => describeRelations(relations, sources)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^relations\.orders\.paid has a `where`/),
    }),
  )
})

test('two sources with a table of one name, of which spreading lost one, are a name clash with the fix', () => {
  const other = { orders: lite.sqliteTable('orders', { id: lite.integer().primaryKey() }) }
  const relations = defineRelations({ ...shop, ...other }, () => ({}))
  expect(() =>
    describeRelations(relations, [
      { name: 'shop', schema: shop },
      { name: 'archive', schema: other },
    ]),
  ).toThrow(
    expect.objectContaining({
      code: 'NAME_CLASH',
      message: expect.stringMatching(/shop and archive both export `orders`.*shopOrders: shop\.orders/s),
    }),
  )
})

test('two tables of one name are told apart when each has its own key in the relations', () => {
  const archive = { orders: lite.sqliteTable('orders', { id: lite.integer().primaryKey() }) }
  const relations = defineRelations({ ...shop, archivedOrders: archive.orders }, (r) => ({
    archivedOrders: { original: r.one.orders({ from: r.archivedOrders.id, to: r.orders.id }) },
  }))
  const [original] = describeRelations(relations, [
    { name: 'shop', schema: shop },
    { name: 'archive', schema: archive },
  ])
  expect(original).toMatchObject({ from: table('archive', 'orders'), to: table('shop', 'orders') })
})

test('a relation to a table of no source, or of two, names the relation', () => {
  const relations = defineRelations({ ...accounts, ...shop }, (r) => ({
    users: { orders: r.many.orders({ from: r.users.id, to: r.orders.userId }) },
  }))
  expect(() => describeRelations(relations, [{ name: 'accounts', schema: accounts }])).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^relations\.users\.orders uses a table that no source/),
    }),
  )
  const twice = [...sources, { name: 'copy', schema: { orders: schemas.orders } }]
  expect(() => describeRelations(relations, twice)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/orders, which the sources shop and copy share/),
    }),
  )
})
