import { GraphQLInt, GraphQLNonNull, GraphQLString } from 'graphql'
import { expect, it } from 'vitest'
import type { RoleRules } from '../../src/catalog/rules.ts'
import { presetsFor, ruleFor, type Rules } from '../../src/operation/viewer-rules.ts'

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
const rules: Rules = {
  catalog: { role: '', sources: new Map(), tables: new Map(), enums: new Map(), byTypeName: new Map(), notices: [] },
  role: 'user',
  tables,
  filterOf() {
    throw new Error('no filter is coerced here')
  },
  valueOf: (_, column) => (column === 'userId' ? new GraphQLNonNull(GraphQLInt) : GraphQLString),
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
