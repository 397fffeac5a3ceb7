import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { missingServer, openWriteWorld, type OpenWriteWorld } from './shop.ts'

describe.each<DialectName>(['sqlite', 'postgres', 'mariadb', 'mysql'])('mutations of odd names, over %s', (dialect) => {
  const missing = missingServer([dialect])
  if (missing !== null) {
    it('need their server', ({ skip }) => skip(missing))
    return
  }
  const quoted = (name: string): string => (dialect === 'mariadb' || dialect === 'mysql' ? `\`${name}\`` : `"${name}"`)
  const order = quoted('order')
  const ddl = `create table ${order} (${quoted('group')} integer not null, ${quoted('select')} integer not null,
    ${quoted('set')} varchar(20), ${quoted('where')} integer, ${quoted('from')} integer,
    primary key (${quoted('group')}, ${quoted('select')}),
    foreign key (${quoted('where')}, ${quoted('from')}) references ${order} (${quoted('group')}, ${quoted('select')}))`
  let world: OpenWriteWorld
  beforeAll(async () => {
    world = await openWriteWorld({ sources: { store: { dialect, ddl, reset: [] } } })
  })
  afterAll(() => world.close())

  it('write a table named order, columns named set and where, composite keys, and rows of the same table', async () => {
    const run = async (document: string) => {
      const { result } = await world.run(document)
      expect(result.errors).toBeUndefined()
      return result.data
    }
    const created = await run(
      'mutation { createOrders(data: [{group: 1, select: 1, set: "a"}, {group: 1, select: 2, where: 1, from: 1}]) { count rows { group select set where from } } }',
    )
    expect(created).toEqual({
      createOrders: {
        count: 2,
        rows: [
          { group: 1, select: 1, set: 'a', where: null, from: null },
          { group: 1, select: 2, set: null, where: 1, from: 1 },
        ],
      },
    })
    expect(
      await run(
        'mutation { updateOrder(where: {group_select: {group: 1, select: 2}}, data: {set: "b", where: null, from: null}) { set where } }',
      ),
    ).toEqual({ updateOrder: { set: 'b', where: null } })
    expect(
      await run(
        'mutation { upsertOrder(data: {group: 1, select: 2, set: "c"}, on: group_select, update: []) { set } }',
      ),
    ).toEqual({ upsertOrder: { set: 'b' } })
    expect(await run('mutation { deleteOrders(where: {set: {in: ["a", "b"]}}) { count } }')).toEqual({
      deleteOrders: { count: 2 },
    })
  })
})
