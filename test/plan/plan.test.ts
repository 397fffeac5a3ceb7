import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { createOperation } from '../../src/operation/bind.ts'
import { createCursors } from '../../src/operation/cursor.ts'
import { createZones } from '../../src/operation/zones.ts'
import { chooseOperation, createDocuments } from '../../src/operation/documents.ts'
import { defaultOperationLimits } from '../../src/operation/limits.ts'
import { buildPlan } from '../../src/plan/build-plan.ts'
import type { Plan } from '../../src/plan/plan.ts'
import { printPlan } from '../../src/plan/print-plan.ts'
import { statementBound } from '../../src/plan/statement-bound.ts'
import { storeCatalog } from '../support/catalog-factory.ts'

const catalog = storeCatalog()
const limits = { ...defaultOperationLimits, defaultLimit: 100, maxLimit: 1_000 }
const schema = buildSchema(catalog, { limits })
const documents = createDocuments(schema, { limits, introspection: true })
const context = { catalog, schema, limits, cursors: createCursors(['a secret of the tests']), zones: createZones() }

function operationOf(text: string) {
  const document = documents.read(text)
  return createOperation(context, document, chooseOperation(document, null))
}

function planOf(text: string, variables: Record<string, unknown> = {}): Plan {
  return buildPlan(catalog, operationOf(text).bind(variables).roots)
}

describe('a plan', () => {
  it('is frozen plain data and the same bytes for the same input', () => {
    const text = '{ users { name orders { total items { sku } } } }'
    const plan = planOf(text)
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan)
    expect(JSON.stringify(planOf(text))).toBe(JSON.stringify(plan))
    expect(Object.isFrozen(plan.fetches[0]?.views)).toBe(true)
  })

  it('has one fetch for each root field and each link crossed, whatever lies inside one source', () => {
    expect(statementBound(planOf('{ users { name addresses { city } orders { total items { sku } } } }'))).toEqual({
      accounts: 1,
      shop: 1,
    })
    expect(statementBound(planOf('{ users { orders { user { orders { id } } } } }'))).toEqual({ accounts: 2, shop: 2 })
  })

  it('puts producers of keys before the fetches that need them', () => {
    const { fetches } = planOf('{ orders { user { name orders { id user { email } } } } }')
    expect(fetches.map((fetch) => fetch.depth)).toEqual([0, 1, 2, 3])
    expect(fetches.map((fetch) => fetch.id)).toEqual([0, 1, 2, 3])
  })
})

describe('what is asked alike', () => {
  it('is one fetch: two aliases of the same root field', () => {
    expect(planOf('{ a: users(limit: 5) { id } b: users(limit: 5) { id } }').fetches).toHaveLength(1)
  })

  it('is one fetch with two views where only the selection differs', () => {
    const { fetches } = planOf('{ users { a: orders(limit: 3) { id } b: orders(limit: 3) { total } } }')
    expect(fetches.map((fetch) => fetch.views.length)).toEqual([1, 2])
  })

  it('is one fetch where the arguments come from the same variable', () => {
    const text =
      'query ($s: Decimal!) { users { a: orders(where: {total: {gt: $s}}) { id } b: orders(where: {total: {gt: $s}}) { id } } }'
    expect(planOf(text, { s: '5' }).fetches).toHaveLength(2)
  })

  it('is not: another filter, another page, two variables that happen to be equal', () => {
    expect(planOf('{ users { a: orders(limit: 3) { id } b: orders(limit: 4) { id } } }').fetches).toHaveLength(3)
    const two =
      'query ($s: Decimal!, $t: Decimal!) { a: orders(where: {total: {gt: $s}}) { id } b: orders(where: {total: {gt: $t}}) { id } }'
    expect(planOf(two, { s: '5', t: '5' }).fetches).toHaveLength(2)
  })

  it('is not: the same link at another depth, which needs the keys of the first', () => {
    expect(planOf('{ users { orders { user { orders { id } } } } }').fetches).toHaveLength(4)
  })
})

describe('the shape', () => {
  const shapeOf = (text: string, variables: Record<string, unknown>): string =>
    JSON.stringify(operationOf(text).bind(variables).roots)

  it('is the same for other values and other aliases', () => {
    const text = 'query ($id: Int!) { user(where: {id: $id}) { name } }'
    expect(shapeOf(text, { id: 1 })).toBe(shapeOf(text, { id: 2 }))
    expect(shapeOf('{ users { a: name } }', {})).toBe(shapeOf('{ users { b: name } }', {}))
  })

  it('differs by what is skipped, by operators and orders in variables, and by limits', () => {
    const skip = 'query ($s: Boolean!) { users { id name @skip(if: $s) } }'
    expect(shapeOf(skip, { s: true })).not.toBe(shapeOf(skip, { s: false }))
    const where = 'query ($w: UserWhere) { users(where: $w) { id } }'
    expect(shapeOf(where, { w: { id: { gt: 1 } } })).not.toBe(shapeOf(where, { w: { id: { lt: 1 } } }))
    const limit = 'query ($n: Int) { users(limit: $n) { id } }'
    expect(shapeOf(limit, { n: 5 })).not.toBe(shapeOf(limit, { n: 6 }))
  })

  it('holds no value and no alias', () => {
    const shape = shapeOf('{ users(where: {name: {eq: "hidden value"}}) { hiddenAlias: id } }', {})
    expect(shape).not.toContain('hidden')
  })
})

describe('an operation that is bound again', () => {
  const text =
    'query ($n: Int, $ids: [Int!]!, $d: Boolean!) { users(where: {id: {in: $ids}}, limit: $n) { id name @skip(if: $d) } }'

  it('takes its new values, and is refused as the first time', () => {
    const operation = operationOf(text)
    const first = operation.bind({ n: 5, ids: [1, 2], d: false })
    const second = operation.bind({ n: 5, ids: [3], d: false })
    expect(second.roots).toBe(first.roots)
    expect(first.values).toContainEqual([1, 2])
    expect(second.values).toContainEqual([3])
    expect(JSON.stringify(operation.bind({ n: 7, ids: [3], d: false }).roots)).toContain('"limit":7')
    expect(JSON.stringify(operation.bind({ n: 5, ids: [3], d: true }).roots)).not.toContain('"column":"name"')
    expect(() => operation.bind({ n: 5_000, ids: [], d: false })).toThrowError(/at most 1000 rows/)
    expect(() => operation.bind({ n: 5, ids: ['x'], d: false })).toThrowError(/Int cannot represent/)
  })

  it('refuses U+0000 and halves of surrogate pairs in every text', () => {
    const operation = operationOf('query ($s: String!) { users(where: {name: {eq: $s}}) { id } }')
    operation.bind({ s: 'fine 👍' })
    expect(() => operation.bind({ s: 'a\u0000b' })).toThrowError(/U\+0000/)
    expect(() => operation.bind({ s: 'a\ud83d' })).toThrowError(/surrogate/)
  })
})

describe('printPlan', () => {
  it('says what runs where, in which order, by which keys', () => {
    expect(
      printPlan(planOf('{ users(limit: 2, where: {name: {ilike: "a%"}}) { name orders(limit: 3) { total } } }')),
    ).toBe(
      `statements at most: accounts 1, shop 1

fetch 0 · accounts.users
  where name ilike $0 · order id asc nulls last · limit 2
  list { name, orders: fetch 1.0 by id }

fetch 1 · shop.orders · link accounts.users.orders by userId
  order id asc nulls last · limit 3
  list { total }
`,
    )
  })
})
