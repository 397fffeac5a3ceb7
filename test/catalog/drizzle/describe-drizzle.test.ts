import { expect, test } from 'vitest'
import type { TableDescription } from '../../../src/catalog/description.ts'
import { describeDrizzle } from '../../../src/catalog/drizzle/describe-drizzle.ts'
import * as schemas from './schemas.ts'

const accounts = describeDrizzle({ name: 'accounts', dialect: 'postgres', schema: schemas.accounts, readOnly: false })
const shop = describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: schemas.shop, readOnly: true })

function table(name: string): TableDescription {
  const found = [...accounts.tables, ...shop.tables].find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no table ${name}`)
  return found
}

function columns(name: string) {
  return Object.fromEntries(table(name).columns.map((column) => [column.name, column]))
}

test('a source is described with its tables and views under their schema keys, and nothing else that the schema exports', () => {
  expect(accounts).toMatchObject({ name: 'accounts', dialect: 'postgres', readOnly: false })
  expect(accounts.tables.map(({ name, kind, sqlSchema, sqlName }) => [name, kind, sqlSchema, sqlName])).toEqual([
    ['invoiceLines', 'table', 'billing', 'invoice_lines'],
    ['invoices', 'table', 'billing', 'invoices'],
    ['names', 'view', 'billing', 'names'],
    ['totals', 'view', null, 'totals'],
    ['users', 'table', null, 'app_users'],
  ])
  expect(shop).toMatchObject({ name: 'shop', dialect: 'sqlite', readOnly: true })
  expect(shop.tables.map(({ name, kind, sqlName }) => [name, kind, sqlName])).toEqual([
    ['labels', 'table', 'labels'],
    ['orderItems', 'table', 'order_items'],
    ['orderLabels', 'table', 'order_labels'],
    ['orders', 'table', 'orders'],
    ['paidOrders', 'view', 'paid_orders'],
  ])
})

test('tables stand by name, in whatever order a loader hands out the exports of a module', () => {
  const reversed = Object.fromEntries(Object.entries(schemas.shop).reverse())
  expect(describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: reversed, readOnly: true })).toEqual(shop)
})

test('a column is named by its property, and knows its SQL name, also where Drizzle makes it by a casing', () => {
  expect(table('users').columns.map((column) => [column.name, column.sqlName])).toEqual([
    ['id', 'id'],
    ['email', 'email'],
    ['fullName', 'full_name'],
    ['mood', 'mood'],
    ['plan', 'plan'],
    ['tags', 'tags'],
    ['managerId', 'manager_id'],
    ['createdAt', 'created_at'],
    ['initials', 'initials'],
    ['token', 'token'],
    ['updatedAt', 'updated_at'],
  ])
})

test('nullability, defaults and generated columns are those that an INSERT meets', () => {
  const facts = (name: string) =>
    table(name).columns.map(
      (c) => `${c.name}${c.nullable ? '?' : ''}${c.hasDefault ? ' default' : ''}${c.generated ? ' generated' : ''}`,
    )
  expect(facts('users')).toEqual([
    'id default generated',
    'email',
    'fullName',
    'mood default',
    'plan?',
    'tags default',
    'managerId?',
    'createdAt default',
    'initials? generated',
    'token? default',
    'updatedAt? default',
  ])
  expect(facts('invoices'), 'a key that the table declares is NOT NULL').toEqual([
    'userId',
    'number',
    'currency',
    'total',
  ])
  expect(facts('invoiceLines')[0]).toBe('id default')
  expect(facts('orders')).toEqual(['id default', 'userId', 'status default', 'placedAt', 'note?'])
  expect(facts('labels'), 'an integer key fills itself in SQLite').toEqual(['id default', 'text?'])
  expect(facts('orderItems'), 'SQLite lets a composite key hold nulls').toEqual(['orderId?', 'line', 'sku'])
})

test('keys are the primary key, unique constraints and unique indexes over all rows', () => {
  expect(table('users')).toMatchObject({
    primaryKey: ['id'],
    uniques: [['email'], ['full_name', 'plan'], ['token']],
  })
  expect(table('invoices')).toMatchObject({ primaryKey: ['user_id', 'number'], uniques: [] })
  expect(table('orders')).toMatchObject({ primaryKey: ['id'], uniques: [['note']] })
  expect(table('labels')).toMatchObject({ primaryKey: ['id'], uniques: [['text']] })
  expect(table('orderLabels')).toMatchObject({ primaryKey: null, uniques: [], indexes: [] })
  expect(table('totals')).toMatchObject({ primaryKey: null, uniques: [], indexes: [], foreignKeys: [] })
})

test('an index counts up to its first expression; partial and inverted indexes do not', () => {
  expect(table('users').indexes).toEqual([
    ['id'],
    ['email'],
    ['full_name', 'plan'],
    ['token'],
    ['mood', 'created_at'],
    ['manager_id'],
  ])
  expect(table('orders').indexes).toEqual([['id'], ['note'], ['user_id', 'placed_at']])
})

test('foreign keys come from columns and from tables, across schemas and composite', () => {
  const to = (toSchema: string | null, toTable: string, toColumns: string[]) => ({
    toSchema,
    toTable,
    toColumns,
    enforced: true,
  })
  expect(table('users').foreignKeys).toEqual([{ columns: ['manager_id'], ...to(null, 'app_users', ['id']) }])
  expect(table('invoices').foreignKeys).toEqual([{ columns: ['user_id'], ...to(null, 'app_users', ['id']) }])
  expect(table('invoiceLines').foreignKeys).toEqual([
    { columns: ['user_id', 'invoice'], ...to('billing', 'invoices', ['user_id', 'number']) },
  ])
  expect(table('orderItems').foreignKeys).toEqual([{ columns: ['order_id'], ...to(null, 'orders', ['id']) }])
})

test('a pgEnum is one type of the database; text({ enum }) is an enum of its column', () => {
  expect(columns('users')['mood']).toMatchObject({
    type: { kind: 'enum', sqlType: '"public"."mood"', dimensions: 0 },
    enumValues: ['good', 'so-so'],
    enumType: 'public.mood',
  })
  expect(columns('invoices')['currency']).toMatchObject({
    type: { kind: 'enum', sqlType: '"billing"."Currency"' },
    enumType: 'billing.Currency',
  })
  const plan = columns('users')['plan']
  expect(plan).toMatchObject({ type: { kind: 'enum', sqlType: 'text', storage: 'text' }, enumValues: ['free', 'paid'] })
  expect(plan).not.toHaveProperty('enumType')
  expect(columns('orders')['status']).toMatchObject({
    type: { kind: 'enum', sqlType: 'text', storage: 'text' },
    enumValues: ['draft', 'paid'],
  })
})

test('a view declares its columns, or takes those of its query, which an outer join may leave null', () => {
  expect(table('totals').columns.map((c) => [c.name, c.sqlName, c.type.kind, c.nullable])).toEqual([
    ['userId', 'user_id', 'int', false],
    ['total', 'total', 'decimal', true],
  ])
  expect(table('names').columns.map((c) => [c.name, c.sqlName, c.type.kind, c.nullable])).toEqual([
    ['id', 'id', 'int', true],
    ['label', 'full_name', 'string', true],
    ['shout', 'shout', 'string', true],
    ['last', 'last_id', 'int', true],
  ])
  expect(table('paidOrders').columns.map((c) => [c.name, c.sqlName, c.type.kind])).toEqual([
    ['id', 'id', 'int'],
    ['userId', 'user_id', 'int'],
    ['status', 'status', 'enum'],
    ['placedAt', 'placed_at', 'dateTime'],
    ['note', 'note', 'string'],
  ])
  expect(accounts.notices).toEqual([expect.stringMatching(/^accounts\.names\.shout: is computed.*String/)])
})

test('a table that is exported twice is one table, under its first name', () => {
  const twice = describeDrizzle({
    name: 'shop',
    dialect: 'sqlite',
    schema: { orders: schemas.orders, purchases: schemas.orders },
    readOnly: false,
  })
  expect(twice.tables.map((found) => found.name)).toEqual(['orders'])
})

test('a schema of another database, or without a table, is refused with the place and the fix', () => {
  expect(() => describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: schemas.accounts, readOnly: false })).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(
        /^sources\.shop\.schema: users is declared for PostgreSQL, but the source is SQLite\. .*sqliteTable/,
      ),
    }),
  )
  expect(() =>
    describeDrizzle({ name: 'shop', dialect: 'sqlite', schema: { mood: schemas.mood }, readOnly: false }),
  ).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(/^sources\.shop\.schema exports no table/),
    }),
  )
})
