import { beforeAll, expect, it } from 'vitest'
import { allOfShop, openWriteWorld, shopWorld } from './shop.ts'
import { describeShop } from './describe-shop.ts'

/** What a client is told of each, on every database: `columns` where the database says which. */
const violations: readonly (readonly [string, string, Readonly<Record<string, unknown>>])[] = [
  [
    'a key that is there',
    'createUser(data: {email: "ada@x.org", name: "secret-value"}) { id }',
    { code: 'UNIQUE_VIOLATION', table: 'users', columns: ['email'] },
  ],
  [
    'a primary key that is there',
    'createUser(data: {id: 1, email: "secret-value", name: "x"}) { id }',
    { code: 'UNIQUE_VIOLATION', table: 'users', columns: ['id'] },
  ],
  [
    'a key that another update has taken',
    'updateUser(where: {id: 2}, data: {email: "ada@x.org"}) { id }',
    { code: 'UNIQUE_VIOLATION', table: 'users', columns: ['email'] },
  ],
  [
    'a reference to nothing',
    'createAddress(data: {userId: 4711, street: "secret-value"}) { id }',
    { code: 'FOREIGN_KEY_VIOLATION', table: 'addresses' },
  ],
  ['a row that is referred to', 'deleteUser(where: {id: 1}) { id }', { code: 'FOREIGN_KEY_VIOLATION', table: 'users' }],
  [
    'a null where none may be',
    'updateUser(where: {id: 2}, data: {name: null}) { id }',
    { code: 'NOT_NULL_VIOLATION', table: 'users', columns: ['name'] },
  ],
  ['a rule', 'updateUser(where: {id: 1}, data: {credit: "-4711"}) { id }', { code: 'CHECK_VIOLATION', table: 'users' }],
  [
    'a sum that is too large',
    'updateUser(where: {id: 1}, inc: {visits: 2147483647}) { id }',
    { code: 'VALUE_OUT_OF_RANGE' },
  ],
  [
    'a decimal that is too large',
    'updateUser(where: {id: 1}, data: {credit: "12345678901"}) { id }',
    { code: 'VALUE_OUT_OF_RANGE' },
  ],
  [
    'a decimal that would be rounded',
    'updateUser(where: {id: 1}, data: {credit: "0.005"}) { id }',
    { code: 'VALUE_OUT_OF_RANGE' },
  ],
  [
    'a row to connect that is not there',
    'createOrder(data: {total: "1", user: {connect: {id: 4711}}}) { id }',
    { code: 'ROW_NOT_FOUND', table: 'users' },
  ],
  [
    'a row of another',
    'updateUser(where: {id: 2}, data: {addresses: {update: [{where: {id: 1}, data: {city: "secret-value"}}]}}) { id }',
    { code: 'ROW_NOT_FOUND', table: 'addresses' },
  ],
  [
    'a row of another to delete',
    'updateUser(where: {id: 2}, data: {addresses: {delete: [{id: 1}]}}) { id }',
    { code: 'ROW_NOT_FOUND', table: 'addresses' },
  ],
]

describeShop(
  { name: 'a violation', over: ['postgres', 'sqlite', 'mariadb', 'mysql'], reset: false },
  (world, dialect) => {
    let before: unknown
    beforeAll(async () => {
      before = (await world.run(allOfShop)).result
    })
    it.each(violations)(
      '%s is told by its code and its names, and undoes all of the write',
      async (_, field, extensions) => {
        const { result, error } = await world.run(`mutation { ${field} }`)
        expect(error).toMatchObject(extensions)
        expect(result.errors).toHaveLength(1)
        expect(JSON.stringify(result.errors)).not.toMatch(/secret-value|4711|ada@x\.org|insert|update "/)
        expect(Object.values(result.data as object)).toEqual([null])
        expect((await world.run(allOfShop)).result).toEqual(before)
      },
    )

    it('a text that is too long, where the database minds', async () => {
      const { error } = await world.run(`mutation { updateUser(where: {id: 1}, data: {country: "too long"}) { id } }`)
      if (dialect === 'sqlite') expect(error).toBeUndefined()
      else expect(error).toMatchObject({ code: 'VALUE_OUT_OF_RANGE' })
    })

    it('names nothing that the role may not name', async () => {
      const permissions = {
        clerk: { users: { read: { columns: ['id', 'name', 'country'] }, update: true, delete: true } },
      }
      const limited = await openWriteWorld(shopWorld(dialect), { permissions, role: () => 'clerk' })
      try {
        const { result, error } = await limited.run(
          'mutation { deleteUser(where: {id: 1}) { id } }',
          {},
          { role: 'clerk' },
        )
        expect(error?.['code']).toBe('FOREIGN_KEY_VIOLATION')
        expect(JSON.stringify(result.errors)).not.toMatch(/address|member|profile|email|user_id/i)
      } finally {
        await limited.close()
      }
    })
  },
)
