import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOfShop, openWriteWorld, shopWorld, type OpenWriteWorld } from './shop.ts'

let world: OpenWriteWorld
let before: unknown

beforeAll(async () => {
  world = await openWriteWorld(shopWorld('sqlite'))
  before = (await world.run(allOfShop)).result
})
afterAll(() => world.close())

describe('a write filter that may say less than was meant is refused, and nothing is asked of a database', () => {
  it.each([
    ['a variable that was not given', 'mutation ($unset: Int) { deleteUsers(where: {id: {eq: $unset}}) { count } }'],
    ['no condition', 'mutation { deleteUsers(where: {}) { count } }'],
    ['no condition in a variable', 'mutation ($w: UserWhere! = {}) { deleteUsers(where: {AND: [$w]}) { count } }'],
    ['an operator of null', 'mutation { deleteUsers(where: {id: {eq: null}}) { count } }'],
    ['a column without an operator', 'mutation { deleteUsers(where: {id: {}}) { count } }'],
    ['a second column without one', 'mutation { deleteUsers(where: {id: {eq: 1}, name: {}}) { count } }'],
    ['nothing inside OR', 'mutation { deleteUsers(where: {OR: [{id: {eq: 1}}, {}]}) { count } }'],
    ['an empty AND', 'mutation { deleteUsers(where: {AND: []}) { count } }'],
    ['NOT of nothing', 'mutation { deleteUsers(where: {NOT: {}}) { count } }'],
    ['not in an empty list', 'mutation { deleteUsers(where: {id: {notIn: []}}) { count } }'],
    ['a relation without a condition', 'mutation { deleteUsers(where: {addresses: {some: {}}}) { count } }'],
    ['a to-one relation without one', 'mutation { deleteAddresses(where: {user: {}}) { count } }'],
    ['an update of everything', 'mutation { updateUsers(where: {}, data: {name: "x"}) { count } }'],
    [
      'an update by an unset text',
      'mutation ($s: String) { updateUsers(where: {name: {eq: $s}}, data: {name: "x"}) { count } }',
    ],
    ['a key of null', 'mutation { deleteUser(where: {id: null}) { id } }'],
    ['a connected key of null', 'mutation { createOrder(data: {total: "1", user: {connect: {id: null}}}) { id } }'],
  ])('%s', async (_, document) => {
    const { result, error, count } = await world.run(document)
    expect(error?.['code'] ?? result.errors?.[0]?.message).toMatch(/EMPTY_FILTER|GRAPHQL_VALIDATION_FAILED/)
    expect(count).toBe(0)
    expect((await world.run(allOfShop)).result).toEqual(before)
  })

  it('names the place, and the way to mean it', async () => {
    const { result } = await world.run('mutation ($u: Int) { deleteUsers(where: {OR: [{id: {eq: $u}}]}) { count } }')
    expect(result.errors?.[0]?.message).toMatch(/^"where\.OR\.0\.id" is empty: /)
    expect(result.errors?.[0]?.extensions).toMatchObject({
      code: 'EMPTY_FILTER',
      hint: expect.stringContaining('isNull'),
    })
  })
})

describe('what can only be meant is done', () => {
  it.each([
    ['users without addresses', 'updateUsers(where: {addresses: {none: {}}}, data: {country: null}) { count }', 1],
    ['all, said in words', 'updateUsers(where: {id: {isNull: false}}, inc: {visits: 0}) { count }', 3],
    ['an empty list of keys', 'updateUsers(where: {id: {in: []}}, data: {country: "X"}) { count }', 0],
  ])('%s', async (_, field, count) => {
    const { result } = await world.run(`mutation { result: ${field} }`)
    expect(result).toMatchObject({ data: { result: { count } } })
  })
})

describe('a source that is read only', () => {
  it('has no mutations', async () => {
    const readOnly = await openWriteWorld(shopWorld('sqlite'))
    const url = ((await readOnly.query('store', 'pragma database_list'))[0]?.['file'] as string | undefined) ?? ''
    const { createHeddle } = await import('../../src/start.ts')
    const { sqlite } = await import('../../src/sqlite.ts')
    const heddle = await createHeddle({
      sources: { store: sqlite({ file: url, readOnly: true }) },
      log: 'silent',
    } as never)
    try {
      expect(heddle.schema.getMutationType()).toBeUndefined()
      expect(heddle.schema.getDirective('atomic')).toBeUndefined()
    } finally {
      await heddle.close()
      await readOnly.close()
    }
  })
})

describe('a role', () => {
  it('has the mutations that its permissions name, and of the tables that it may read', async () => {
    const permissions = {
      clerk: { users: { read: true, update: true }, orders: { read: true, create: true }, items: { create: true } },
      reader: { users: { read: true } },
    }
    const limited = await openWriteWorld(shopWorld('sqlite'), { permissions, role: () => 'clerk' })
    try {
      const fields = (role: string) =>
        Object.keys(limited.heddle.engine.schemaFor(role).getMutationType()?.getFields() ?? {})
      expect(fields('clerk')).toEqual(['createOrder', 'createOrders', 'updateUser', 'updateUsers'])
      expect(fields('reader')).toEqual([])
      expect(fields('nobody')).toEqual([])
      const refused = await limited.run('mutation { deleteUser(where: {id: 1}) { id } }', {}, { role: 'clerk' })
      expect(refused.error?.['code']).toBe('GRAPHQL_VALIDATION_FAILED')
    } finally {
      await limited.close()
    }
  })
})
