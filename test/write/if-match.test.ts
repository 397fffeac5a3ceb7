import { expect, it } from 'vitest'
import { describeShop } from './describe-shop.ts'

describeShop({ name: 'ifMatch', over: ['sqlite', 'postgres', 'mariadb', 'mysql'] }, (world) => {
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

  /** Changes two of Ada's orders, each if it has the total that was read. */
  const nested = `mutation($one: Decimal, $two: Decimal) {
    updateUser(where: {id: 1}, data: {orders: {update: [
      {where: {id: 1}, ifMatch: {total: {eq: $one}}, data: {status: "sent"}},
      {where: {id: 2}, ifMatch: {total: {eq: $two}, OR: [{status: {eq: "draft"}}, {user: {name: {eq: "Bob"}}}]}, data: {status: "sent"}}
    ]}}) { orders { id status } }
  }`
  const statuses = async () => (await world.run('{ orders { status } }')).result.data

  it('holds each row that is changed along with another, in one statement', async () => {
    const plain = nested.replace('($one: Decimal, $two: Decimal)', '').replaceAll(/ifMatch: .*, data/g, 'data')
    const { count } = await world.run(plain)
    await world.reset()
    const run = await world.run(nested, { one: '12.00', two: '0.5' })
    expect(run.result).toEqual({
      data: {
        updateUser: {
          orders: [
            { id: 1, status: 'sent' },
            { id: 2, status: 'sent' },
          ],
        },
      },
      extensions: expect.anything() as unknown,
    })
    expect(run.count).toBe(count)
  })

  it.each([
    ['the first of them is not as it was', { one: '12.01', two: '0.50' }, 'ROW_CHANGED'],
    ['the second is not', { one: '12.00', two: '12.00' }, 'ROW_CHANGED'],
    ['a variable was not given', { one: '12.00' }, 'EMPTY_FILTER'],
  ])('writes nothing where %s', async (_, variables, code) => {
    const before = await statuses()
    const { error, result } = await world.run(nested, variables)
    expect(error).toMatchObject({ code, ...(code === 'ROW_CHANGED' ? { table: 'orders' } : {}) })
    expect(result.data).toEqual(code === 'EMPTY_FILTER' ? undefined : { updateUser: null })
    expect(await statuses()).toEqual(before)
  })

  it('holds one row among more than one statement takes, wherever it stands', async () => {
    const document = `mutation($rows: [OrderUpdateOne!]!) { updateUser(where: {id: 1}, data: {orders: {update: $rows}}) { id } }`
    const many = Array.from({ length: 10_001 }, () => ({ where: { id: 1 }, data: { status: 'sent' } }))
    for (const place of [0, many.length]) {
      const row = (total: string) => ({ where: { id: 2 }, ifMatch: { total: { eq: total } }, data: { status: 'sent' } })
      const told = await world.run(document, { rows: many.toSpliced(place, 0, row('0.51')) })
      expect(told.error).toMatchObject({ code: 'ROW_CHANGED' })
      expect((await world.run(document, { rows: many.toSpliced(place, 0, row('0.50')) })).error).toBeUndefined()
      await world.reset()
    }
  }, 60_000)

  it('tells a row that is gone from one that was never said to be like anything', async () => {
    const change = (match: string) =>
      `mutation { updateUser(where: {id: 1}, data: {orders: {update: [{where: {id: 99}, ${match} data: {status: "x"}}]}}) { id } }`
    expect((await world.run(change('ifMatch: {total: {eq: "1"}},'))).error).toMatchObject({ code: 'ROW_CHANGED' })
    expect((await world.run(change(''))).error).toMatchObject({ code: 'ROW_NOT_FOUND' })
  })

  it('that says nothing is refused: a variable that was not given must not let everything pass', async () => {
    const document =
      'mutation($seen: Int) { updateUser(where: {id: 1}, ifMatch: {visits: {eq: $seen}}, data: {name: "X"}) { id } }'
    expect((await world.run(document)).error).toMatchObject({ code: 'EMPTY_FILTER' })
    const empty = 'mutation { updateUser(where: {id: 1}, ifMatch: {}, data: {name: "X"}) { id } }'
    expect((await world.run(empty)).error).toMatchObject({ code: 'EMPTY_FILTER' })
  })
})
