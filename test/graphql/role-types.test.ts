import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GraphQLSchema, isIntrospectionType, isScalarType, parse, validate } from 'graphql'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Heddle } from '../../src/start.ts'
import { createHeddle } from '../../src/start.ts'
import { largeDatabase } from '../support/large-schema.js'

/** Every type that a registry has made, in order, whether a schema came to hold it or not. */
const made = vi.hoisted((): string[] => [])
vi.mock(import('../../src/graphql/type-registry.ts'), async (original) => {
  const { createTypeRegistry } = await original()
  return {
    createTypeRegistry(scalars) {
      const { define } = createTypeRegistry(scalars)
      return {
        define: (name, origin, make) =>
          define(name, origin, () => {
            made.push(name)
            return make()
          }),
      }
    },
  }
})

const folder = mkdtempSync(join(tmpdir(), 'heddle-roles-'))
let heddle: Heddle

/** The types of a schema that belong to its tables: neither GraphQL's nor scalars. */
function ownTypes(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => !isScalarType(type) && !isIntrospectionType(type))
  return types.map(({ name }) => name).filter((name) => name !== 'Query')
}

beforeAll(async () => {
  const file = join(folder, 'left.db')
  new Database(file).exec(largeDatabase('sqlite').statements.join(';\n')).close()
  made.length = 0
  heddle = await createHeddle({
    sources: { left: `sqlite:${file}` },
    role: () => 'guest',
    permissions: {
      guest: {},
      clerk: {
        'left.crm_orders': { read: { columns: ['id', 'name', 'ownerId'] } },
        'left.crm_accounts': { read: { columns: ['id', 'name', 'active'] } },
      },
      auditor: { 'left.audit_events': { read: true } },
      owner: { 'left.crm_orders': { read: true }, 'left.crm_accounts': { read: true } },
    },
    log: 'silent',
  })
})
afterAll(async () => {
  await heddle?.close()
  rmSync(folder, { recursive: true, force: true })
})

test('of 150 tables, nothing is built for a role that may read none', () => {
  expect(heddle.catalog.tables.size).toBe(0)
  expect(made).toEqual([])
  expect(ownTypes(heddle.engine.schemaFor('guest'))).toEqual([])
})

test('a role has the types of what it may read, built at its first request, and no others are built', () => {
  const clerk = heddle.engine.schemaFor('clerk')
  expect(ownTypes(clerk).sort()).toMatchInlineSnapshot(`
    [
      "BooleanFilter",
      "CrmAccount",
      "CrmAccountAggregate",
      "CrmAccountColumn",
      "CrmAccountConnection",
      "CrmAccountEdge",
      "CrmAccountGroup",
      "CrmAccountGroupBy",
      "CrmAccountGroupKey",
      "CrmAccountGroupKeyOrderBy",
      "CrmAccountGroupOrderBy",
      "CrmAccountHaving",
      "CrmAccountMinMax",
      "CrmAccountMinMaxFilter",
      "CrmAccountMinMaxOrderBy",
      "CrmAccountOrderBy",
      "CrmAccountUnique",
      "CrmAccountWhere",
      "CrmOrder",
      "CrmOrderAggregate",
      "CrmOrderAggregateOrderBy",
      "CrmOrderColumn",
      "CrmOrderConnection",
      "CrmOrderEdge",
      "CrmOrderGroup",
      "CrmOrderGroupBy",
      "CrmOrderGroupKey",
      "CrmOrderGroupKeyOrderBy",
      "CrmOrderGroupOrderBy",
      "CrmOrderHaving",
      "CrmOrderListFilter",
      "CrmOrderMinMax",
      "CrmOrderMinMaxFilter",
      "CrmOrderMinMaxOrderBy",
      "CrmOrderOrderBy",
      "CrmOrderUnique",
      "CrmOrderWhere",
      "IntFilter",
      "Node",
      "PageInfo",
      "Sort",
      "StringFilter",
    ]
  `)
  expect(made.toSorted()).toEqual(ownTypes(clerk).sort())
  made.length = 0
  expect(heddle.engine.schemaFor('clerk')).toBe(clerk)
  expect(made).toEqual([])
  const auditor = heddle.engine.schemaFor('auditor')
  expect(made.toSorted()).toEqual(ownTypes(auditor).sort())
  expect(made.filter((name) => /^Crm/.test(name))).toEqual([])
})

test('a role groups by no column that it may not read, and names none in conditions, orders and keys', () => {
  const clerk = heddle.engine.schemaFor('clerk')
  const all = heddle.engine.schemaFor('owner')
  const hidden = 'changedAt'
  for (const document of [
    `{ crmOrdersGroupBy(by: [{column: ${hidden}}]) { count } }`,
    `{ crmOrdersGroupBy(by: [{date: {column: ${hidden}, by: year}}]) { count } }`,
    `{ crmOrdersGroupBy(by: [{owner: {column: ${hidden}}}]) { count } }`,
    `{ crmOrdersGroupBy(by: [{column: id}], having: {min: {${hidden}: {isNull: false}}}) { count } }`,
    `{ crmOrdersGroupBy(by: [{column: id}], orderBy: [{max: {${hidden}: asc}}]) { count } }`,
    `{ crmOrdersGroupBy(by: [{column: id}], orderBy: [{key: {${hidden}: asc}}]) { count } }`,
    `{ crmOrdersGroupBy(by: [{column: id}]) { key { ${hidden} } } }`,
    `{ crmOrdersGroupBy(by: [{column: id}]) { count(distinct: ${hidden}) } }`,
  ]) {
    expect(validate(clerk, parse(document)), document).not.toEqual([])
    expect(validate(all, parse(document)), document).toEqual([])
  }
})
