import { isInputObjectType, type GraphQLInputObjectType, type GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Catalog, Table } from '../../src/catalog/catalog.ts'
import { clerk, customer, packer, shopRoles } from '../write/shop-roles.ts'
import { openWriteWorld, shopWorld, type OpenWriteWorld } from '../write/shop.ts'

/**
 * Every mutation × every column × every place of a row in its input, two relations deep: a column that the role may not write
 * is refused before anything is asked of a database, and one that it may write is not.
 */

let world: OpenWriteWorld
beforeAll(async () => {
  world = await openWriteWorld(shopWorld('sqlite+sqlite'), shopRoles)
})
afterAll(() => world.close())

type Action = 'create' | 'update'
interface Rule {
  readonly columns?: readonly string[]
  readonly set?: object
}
type Rules = Readonly<
  Record<
    string,
    Partial<Record<Action, true | Rule>> & {
      readonly read: true | { readonly columns?: { readonly except: readonly string[] } }
    }
  >
>

/** What a role may write, by the config alone. */
function mayWrite(rules: Rules, table: Table, action: Action, column: string): boolean {
  const rule = rules[table.plural]?.[action]
  if (rule === undefined) return false
  const read = rules[table.plural]?.read
  const readable = typeof read !== 'object' || !read.columns?.except.includes(column)
  if (rule === true) return readable
  const preset = Object.hasOwn(rule.set ?? {}, column)
  return !preset && (rule.columns ? rule.columns.includes(column) : readable)
}

/** A place of a mutation's input where a row stands. */
interface Place {
  readonly table: Table
  readonly action: Action
  /** Whether the key is of the row's columns there. */
  readonly type: GraphQLInputObjectType
  document(fields: string): string
}

function placesOf(schema: GraphQLSchema, whole: Catalog): Place[] {
  const places: Place[] = []
  const fields = schema.getMutationType()?.getFields() ?? {}
  for (const table of whole.tables.values()) {
    const roots: [string, Action, (row: string) => string][] = [
      [`create${table.typeName}`, 'create', (row) => `data: {${row}}`],
      [`create${capital(table.plural)}`, 'create', (row) => `data: [{${row}}]`],
      [`update${table.typeName}`, 'update', (row) => `where: {nodeId: "x"}, data: {${row}}`],
      [`update${capital(table.plural)}`, 'update', (row) => `where: {}, data: {${row}}`],
      [`upsert${table.typeName}`, 'create', (row) => `data: {${row}}`],
    ]
    for (const [name, action, args] of roots) {
      if (!fields[name]) continue
      walk(table, action, (row) => `mutation { ${name}(${args(row)}) { __typename nothingOfTheKind } }`, 2)
    }
  }

  function walk(table: Table, action: Action, document: Place['document'], depth: number): void {
    const type = schema.getType(`${table.typeName}${capital(action)}`)
    if (!isInputObjectType(type)) throw new Error(`no input to ${action} ${table.id}`)
    places.push({ table, action, type, document })
    if (depth === 0) return
    for (const relation of table.relations) {
      const nested = type.getFields()[relation.name]?.type
      if (!isInputObjectType(nested)) continue
      const target = whole.tables.get(relation.to)! // a table of the catalog
      const { create, update } = nested.getFields()
      const [open, close] = relation.cardinality === 'one' ? ['', ''] : ['[', ']']
      const inside = (row: string) => document(`${relation.name}: {${row}}`)
      if (create) walk(target, 'create', (row) => inside(`create: ${open}{${row}}${close}`), depth - 1)
      if (update) walk(target, 'update', (row) => inside(`update: [{where: {nodeId: "x"}, data: {${row}}}]`), depth - 1)
    }
  }
  return places
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

describe.each(Object.entries({ customer, clerk, packer }))('a %s', (role, rules) => {
  // Whatever else is right, the selection is not, so that nothing runs.
  it('can name what it may write, and nothing else, wherever a row stands in a mutation', async () => {
    const schema = world.heddle.engine.schemaFor(role)
    const places = placesOf(schema, world.heddle.catalog)
    let refused = 0
    let accepted = 0
    for (const { table, action, document } of places) {
      for (const { name, generated } of table.columns) {
        const text = document(`${name}: null`)
        const { result, count } = await world.run(text, {}, { role, context: { id: 1 } })
        expect(count, text).toBe(0)
        const unknown = (result.errors ?? []).some(({ message }) =>
          message.startsWith(`Field "${name}" is not defined`),
        )
        // The key of a row says which one it is, and does not change.
        const key = action === 'update' && table.primaryKey?.columns.includes(name)
        const may = !generated && !key && mayWrite(rules as Rules, table, action, name)
        expect(unknown, text).toBe(!may)
        if (unknown) {
          refused += 1
          expect(result.errors?.[0]?.extensions?.['code']).toBe('GRAPHQL_VALIDATION_FAILED')
        } else accepted += 1
      }
    }
    expect(places.length).toBeGreaterThan(7)
    expect(refused).toBeGreaterThan(10)
    expect(accepted).toBeGreaterThan(10)
  })

  it('cannot name in an upsert what it may not change', async () => {
    const schema = world.heddle.engine.schemaFor(role)
    let asked = 0
    for (const table of world.heddle.catalog.tables.values()) {
      if (!schema.getMutationType()?.getFields()[`upsert${table.typeName}`]) continue
      for (const { name } of table.columns) {
        const key = table.primaryKey?.columns.includes(name)
        if (key || mayWrite(rules as Rules, table, 'update', name)) continue
        asked += 1
        const text = `mutation { upsert${table.typeName}(data: {}, update: [${name}]) { __typename } }`
        const { result, count } = await world.run(text, {}, { role, context: { id: 1 } })
        expect(count, text).toBe(0)
        expect(result.errors?.map(({ message }) => message).join(), text).toMatch(`"${name}" does not exist`)
      }
    }
    if (role === 'packer') expect(asked).toBeGreaterThan(1)
  })

  it('is not let past the schema by variables either', async () => {
    const document = 'mutation ($data: OrderCreate!) { createOrder(data: $data) { id } }'
    const data = { total: '5', status: 'x', userId: 2 }
    const { result, count } = await world.run(document, { data }, { role, context: { id: 1 } })
    if (role !== 'customer')
      return expect(result.errors?.[0]?.extensions?.['code']).not.toBe('GRAPHQL_VALIDATION_FAILED')
    expect(count).toBe(0)
    expect(result.errors?.[0]?.message).toMatch('Field "userId" is not defined by type "OrderCreate"')
  })
})
