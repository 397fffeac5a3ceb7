import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { missingServer, openWriteWorld, shopWorld, type OpenWriteWorld } from './shop.ts'

const rows = 10_000

describe.each<DialectName>(['postgres', 'sqlite', 'mariadb'])('on %s', (dialect) => {
  const missing = missingServer([dialect])
  if (missing !== null) {
    it('needs its server', ({ skip }) => skip(missing))
    return
  }
  let world: OpenWriteWorld
  beforeAll(async () => {
    world = await openWriteWorld(shopWorld(dialect))
  })
  afterAll(() => world.close())

  it(`inserts and answers ${rows} users with ${rows} addresses in three statements, in the order of the input`, async () => {
    const data = Array.from({ length: rows }, (_, index) => ({
      email: `bulk${index}@x.org`,
      name: `Bulk "${index}" \\ é`,
      credit: `${index}.25`,
      addresses: { create: [{ street: `Street ${index}` }] },
    }))
    const document = `mutation ($data: [UserCreate!]!) {
      createUsers(data: $data) { count rows { email name credit addresses { street } } }
    }`
    const { result, count } = await world.run(document, { data })
    expect(result.errors).toBeUndefined()
    expect(count).toBe(3)
    const { createUsers } = result.data as { createUsers: { count: number; rows: typeof data } }
    expect(createUsers.count).toBe(rows)
    expect(createUsers.rows).toEqual(data.map(({ addresses, ...user }) => ({ ...user, addresses: addresses.create })))
  })

  it('changes and deletes them in as few', async () => {
    const where = '{email: {startsWith: "bulk"}}'
    const changed = await world.run(`mutation { updateUsers(where: ${where}, inc: {visits: 2}) { count } }`)
    expect(changed.result).toMatchObject({ data: { updateUsers: { count: rows } } })
    expect(changed.count).toBeLessThanOrEqual(2)
    const streets = '{street: {startsWith: "Street"}}'
    const gone = await world.run(
      `mutation { deleteAddresses(where: ${streets}) { count } deleteUsers(where: ${where}) { count rows { email } } }`,
    )
    expect(gone.result).toMatchObject({ data: { deleteAddresses: { count: rows }, deleteUsers: { count: rows } } })
    expect(gone.count).toBeLessThanOrEqual(5)
    const left = await world.run('{ usersAggregate { count } }')
    expect(left.result.data).toEqual({ usersAggregate: { count: 3 } })
  }, 60_000)
})
