import { describe, expect, it } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { createOperation } from '../../src/operation/bind.ts'
import { createCursors } from '../../src/operation/cursor.ts'
import { defaultOperationLimits } from '../../src/operation/limits.ts'
import { chooseOperation, createDocuments } from '../../src/operation/documents.ts'
import { createZones } from '../../src/operation/zones.ts'
import { buildPlan } from '../../src/plan/build-plan.ts'
import type { Fetch } from '../../src/plan/plan.ts'
import { defaultPlanning } from '../../src/plan/planning.ts'
import { storeCatalog } from '../support/catalog-factory.ts'

const catalog = storeCatalog()
const limits = { ...defaultOperationLimits, defaultLimit: 100, maxLimit: 1_000 }
const schema = buildSchema(catalog, { limits })
const documents = createDocuments(schema, { limits, introspection: true })
const cursors = createCursors(['a secret of the tests'])
const context = { catalog, schema, limits, cursors, hooks: new Map(), zones: createZones() }

/** The fetch of the first root field; `rows`: how many `shop.orders` is said to have. */
function fetchOf(text: string, rows?: number): Fetch {
  const document = documents.read(text)
  const { roots } = createOperation(context, document, chooseOperation(document, null)).bind({})
  const statistics = new Map(rows === undefined ? [] : [['shop.orders', rows]])
  const plan = buildPlan(catalog, roots, { ...defaultPlanning, statistics })
  return plan.fetches.find(({ probe, key }) => !probe && !key)!
}

const some = 'orders: {some: {total: {gt: "5"}}}'
const byName = (where: string) => `{ users(where: {${where}}, orderBy: {name: asc}, limit: 20) { id } }`

describe('a page that a linked condition filters', () => {
  it('takes all keys first, where nobody knows of many', () => {
    expect(fetchOf(byName(some)).windows?.start).toBe('beyond threshold')
    expect(fetchOf(byName(some), 10_000).windows?.start).toBe('beyond threshold')
  })

  it('looks in windows at once, where the table promises many keys, and not where the condition promises few', () => {
    expect(fetchOf(byName(some), 1_000_000).windows?.start).toBe('at once')
    expect(fetchOf(byName('orders: {none: {total: {gt: "5"}}}'), 1_000_000).windows?.start).toBe('at once')
    expect(fetchOf(byName('orders: {some: {id: {eq: 5}}}'), 1_000_000).windows?.start).toBe('beyond threshold')
  })

  it('goes through the rows that the conditions of their own database leave', () => {
    const { windows } = fetchOf(byName(`${some}, country: {eq: "CH"}, OR: [{name: {eq: "a"}}, {${some}}]`))
    expect(windows?.rows).toMatchObject({ where: { kind: 'and', items: [{ kind: 'compare' }] }, limit: null })
  })

  it('is filled in the order of the keys, where that is its own', () => {
    const fetch = fetchOf(`{ users(where: {${some}}, limit: 20) { id } }`, 1_000_000)
    expect(fetch.fills).not.toBeNull()
    expect(fetch.windows).toBeNull()
  })

  it.each([
    ['all rows count', `{ usersAggregate(where: {${some}}) { count } }`],
    ['a connection counts them', `{ usersConnection(where: {${some}}, first: 2) { totalCount nodes { id } } }`],
    ['another field takes all keys', `${byName(some).slice(0, -2)} usersAggregate(where: {${some}}) { count } }`],
  ])('takes all keys where %s', (_why, text) => {
    expect(fetchOf(text, 1_000_000).windows).toBeNull()
  })
})
