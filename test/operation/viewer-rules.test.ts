import { GraphQLFloat, GraphQLInputObjectType, GraphQLInt, GraphQLNonNull, GraphQLString } from 'graphql'
import { LRUCache } from 'lru-cache'
import { expect, it } from 'vitest'
import type { RoleRules } from '../../src/catalog/rules.ts'
import { evaluateRule, presetsFor, ruleFor, type Rules } from '../../src/operation/viewer-rules.ts'

const own = (c: { id?: number }) => ({ userId: { eq: c.id } })
const none = { columns: new Set<string>(), where: null, check: null, set: {}, limit: null }
const tables: RoleRules = new Map([
  [
    'shop.orders',
    {
      read: null,
      create: { ...none, check: own, set: { userId: (c: { id?: number }) => c.id, status: 'draft', note: null } },
      update: { ...none, where: own },
      delete: null,
    },
  ],
])
const filterType = new GraphQLInputObjectType({
  name: 'OrderWhere',
  fields: {
    userId: { type: new GraphQLInputObjectType({ name: 'FloatWhere', fields: { eq: { type: GraphQLFloat } } }) },
  },
})
const rules: Rules = {
  catalog: { role: '', sources: new Map(), tables: new Map(), enums: new Map(), byTypeName: new Map(), notices: [] },
  role: 'user',
  tables,
  filterOf: () => filterType,
  valueOf: (_, column) => (column === 'userId' ? new GraphQLNonNull(GraphQLInt) : GraphQLString),
  made: new LRUCache({ max: 10 }),
}

it('sets what the server sets, of the viewer and of everyone', () => {
  const set = presetsFor(rules, 'shop.orders', 'create', { id: 7 })
  expect(Object.fromEntries(set)).toEqual({ userId: 7, status: 'draft', note: null })
  expect(presetsFor(rules, 'shop.orders', 'update', { id: 7 }).size).toBe(0)
  expect(presetsFor(rules, 'shop.items', 'create', { id: 7 }).size).toBe(0)
})

it.each([{}, { id: null as never }])('writes no row for a viewer who lacks the value: %j', (context) => {
  const set = () => presetsFor(rules, 'shop.orders', 'create', context)
  expect(set).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
})

it('takes no value that its column could not hold', () => {
  const set = () => presetsFor(rules, 'shop.orders', 'create', { id: 'seven' })
  expect(set).toThrow('The preset userId of shop.orders is no value of the column')
})

it('finds the rule of each use', () => {
  const uses = ['read', 'update', 'delete', 'check create', 'check update'] as const
  expect(uses.map((use) => ruleFor(rules, 'shop.orders', use))).toEqual([null, own, null, own, null])
})

it('makes the filter of a viewer who asks again once', () => {
  const filterFor = (id: unknown) => evaluateRule(rules, 'shop.orders', 'update', { id })
  expect(filterFor(7)).toBe(filterFor(7))
  expect(filterFor(7).filter).toEqual({ userId: { eq: 7 } })
  expect(filterFor(8).filter).toEqual({ userId: { eq: 8 } })
  expect(filterFor(8).form).toBe(filterFor(7).form)
  expect(filterFor(undefined).filter).toBeNull()
})

it('takes what JSON cannot tell apart for what it is', () => {
  const made = (value: unknown) => {
    const update = { ...none, where: () => value as never }
    const ruled: RoleRules = new Map([['shop.orders', { read: null, create: null, update, delete: null }]])
    return () => evaluateRule({ ...rules, tables: ruled }, 'shop.orders', 'update', {})
  }
  expect(made({ userId: {} })().filter).toEqual({ userId: {} })
  // Written as JSON, a function would be `{}` and not a number at all null.
  for (const value of [() => 7, NaN, Infinity, Symbol('7')]) expect(made({ userId: { eq: value } })).toThrow(TypeError)
  expect(made({ userId: { eq: 0 } })().filter).toEqual({ userId: { eq: 0 } })
  expect(made({ userId: { eq: -0 } })().filter).toEqual({ userId: { eq: -0 } })
})
