import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { missingServer, openWriteWorld, shopWorld, type OpenWriteWorld } from './shop.ts'

describe.each<DialectName>(['sqlite', 'postgres', 'mariadb'])('ifMatch, over %s', (dialect) => {
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
  beforeEach(() => world.reset())

  const ada = async () => (await world.run('{ user(where: {id: 1}) { name visits country } }')).result.data

  it('lets a row be changed and deleted that is as it says, by whatever columns', async () => {
    const document = `mutation($seen: Int!) {
      updateUser(where: {id: 1}, ifMatch: {visits: {eq: $seen}, country: {eq: "CH"}}, data: {name: "Ada L."}, inc: {visits: 1})
      { name visits }
    }`
    const { result } = await world.run(document, { seen: 3 })
    expect(result).toEqual(expect.objectContaining({ data: { updateUser: { name: 'Ada L.', visits: 4 } } }))
    expect(await ada()).toEqual({ user: { name: 'Ada L.', visits: 4, country: 'CH' } })
    const gone = await world.run('mutation { deleteUser(where: {id: 3}, ifMatch: {country: {isNull: true}}) { id } }')
    expect(gone.result.data).toEqual({ deleteUser: { id: 3 } })
  })

  it('refuses what was read before somebody else wrote, also with rows under it, and writes nothing', async () => {
    const before = await ada()
    for (const document of [
      'mutation { updateUser(where: {id: 1}, ifMatch: {visits: {eq: 2}}, data: {name: "X"}) { id } }',
      'mutation { updateUser(where: {id: 1}, ifMatch: {visits: {eq: 2}}, inc: {visits: 1}) { id } }',
      'mutation { updateUser(where: {id: 1}, ifMatch: {visits: {eq: 2}}, data: {addresses: {create: [{street: "S"}]}}) { id } }',
      'mutation { deleteUser(where: {id: 1}, ifMatch: {name: {eq: "Adam"}}) { id } }',
      'mutation { updateUser(where: {id: 99}, ifMatch: {visits: {eq: 2}}, data: {name: "X"}) { id } }',
    ]) {
      const { error, result } = await world.run(document)
      expect(error, document).toMatchObject({ code: 'ROW_CHANGED', table: 'users' })
      expect(result.errors?.[0]?.message).not.toMatch(/Adam/)
    }
    expect(await ada()).toEqual(before)
    expect((await world.run('{ addressesAggregate { count } }')).result.data).toEqual({
      addressesAggregate: { count: 3 },
    })
  })

  it('lets one of ten win that read the same', async () => {
    const document = 'mutation { updateUser(where: {id: 2}, ifMatch: {visits: {eq: 0}}, inc: {visits: 1}) { visits } }'
    const runs = await Promise.all(Array.from({ length: 10 }, () => world.run(document)))
    expect(runs.filter(({ error }) => error === undefined)).toHaveLength(1)
    expect(new Set(runs.flatMap(({ error }) => error?.['code'] ?? []))).toEqual(new Set(['ROW_CHANGED']))
  })

  it('that says nothing is refused: a variable that was not given must not let everything pass', async () => {
    const document =
      'mutation($seen: Int) { updateUser(where: {id: 1}, ifMatch: {visits: {eq: $seen}}, data: {name: "X"}) { id } }'
    expect((await world.run(document)).error).toMatchObject({ code: 'EMPTY_FILTER' })
    const empty = 'mutation { updateUser(where: {id: 1}, ifMatch: {}, data: {name: "X"}) { id } }'
    expect((await world.run(empty)).error).toMatchObject({ code: 'EMPTY_FILTER' })
  })
})
