import { describe, expect, it } from 'vitest'
import { shopRoles, type ShopContext } from './shop-roles.ts'
import { allOfShop, type Placement, type WriteRun } from './shop.ts'
import { describeShop } from './describe-shop.ts'

const placements: readonly Placement[] = [
  'sqlite',
  'postgres',
  'mariadb',
  'mysql',
  'postgres+sqlite',
  'sqlite+postgres',
]

describeShop({ name: 'rules of writes', over: placements, config: shopRoles }, (world, placement) => {
  const as = (document: string, role = 'customer', context: ShopContext = { id: 1 }): Promise<WriteRun> =>
    world.run(document, {}, { role, context })
  const data = async (document: string, role?: string, context?: ShopContext) => {
    const { result } = await as(document, role, context)
    expect(result.errors).toBeUndefined()
    return result.data
  }
  const everythingThere = async () => (await world.run(allOfShop, {}, { role: 'admin' })).result.data
  /** The error of a mutation that must have written nothing. */
  const refused = async (document: string, role?: string, context?: ShopContext) => {
    const before = await everythingThere()
    const { result, error } = await as(document, role, context)
    expect(await everythingThere()).toEqual(before)
    return { code: error?.['code'], message: result.errors?.[0]?.message, extensions: error }
  }

  describe('a new row', () => {
    it('has the columns that the server sets', async () => {
      expect(await data('mutation { createOrder(data: {total: "5"}) { id total user { name } } }')).toEqual({
        createOrder: { id: 4, total: '5.00', user: { name: 'Ada' } },
      })
      const [row] = await world.query(
        placement.includes('+') ? 'shop' : 'store',
        'select user_id from orders where id = 4',
      )
      expect(row).toEqual({ user_id: 1 })
    })

    it('is nobody\u2019s where the viewer has no value for a column that the server sets', async () => {
      expect((await refused('mutation { createOrder(data: {total: "5"}) { id } }', 'customer', {})).code).toBe(
        'FORBIDDEN',
      )
    })

    it('must fulfil the check, or nothing is written', async () => {
      const two = 'mutation { createOrders(data: [{total: "5"}, {total: "1000"}]) { count } }'
      expect(await refused(two)).toMatchObject({
        code: 'FORBIDDEN',
        message: 'A row of orders would be one that the role may not write.',
      })
    })

    it('must fulfil a check that asks another database or another table', async () => {
      const item = (order: number) =>
        `mutation { createItem(data: {sku: "x", orderId: ${order}}) { sku order { id } } }`
      expect(await data(item(2))).toEqual({ createItem: { sku: 'x', order: { id: 2 } } })
      expect((await refused(item(3))).code).toBe('FORBIDDEN')
      const profile = (user: number) => `mutation { createProfile(data: {userId: ${user}, bio: "b"}) { bio } }`
      expect(await data(profile(1))).toEqual({ createProfile: { bio: 'b' } })
      expect((await refused(profile(2))).code).toBe('FORBIDDEN')
    })

    it('is one of few', async () => {
      const three = 'mutation { createOrders(data: [{total: "1"}, {total: "2"}, {total: "3"}]) { count } }'
      expect(await refused(three)).toMatchObject({
        code: 'LIMIT_EXCEEDED',
        message: 'The mutation would write more than 2 rows of orders, which is the most for this role.',
      })
    })

    it('is one of few at all places of the input together', async () => {
      const nested = (orders: string) =>
        `mutation { createOrder(data: {total: "1", user: {create: {email: "e@x.org", name: "E", orders: {create: [${orders}]}}}}) { id } }`
      expect((await refused(nested('{total: "2"}, {total: "3"}'), 'buyer')).code).toBe('LIMIT_EXCEEDED')
      expect(await data(nested('{total: "2"}'), 'buyer')).toMatchObject({ createOrder: {} })
    })

    it('is not answered to who may not see it', async () => {
      expect(await data('mutation { createOrder(data: {total: "5", userId: 2}) { id } }', 'clerk')).toEqual({
        createOrder: null,
      })
      expect(
        await data(
          'mutation { createOrders(data: [{total: "5", userId: 2}, {total: "6", userId: 1}]) { count rows { total } } }',
          'clerk',
        ),
      ).toEqual({ createOrders: { count: 2, rows: [{ total: '6.00' }] } })
      const beside =
        'mutation { updateUser(where: {id: 2}, data: {name: "B"}) { name orders { id } ordersAggregate { count } } }'
      expect(await data(beside, 'clerk')).toEqual({
        updateUser: { name: 'B', orders: [], ordersAggregate: { count: 0 } },
      })
    })
  })

  describe('an update', () => {
    it('reaches what the viewer sees and the rule lets change', async () => {
      const all =
        'mutation { updateOrders(where: {id: {in: [1, 2, 3]}}, data: {total: "9"}) { count rows { id total } } }'
      expect(await data(all)).toEqual({ updateOrders: { count: 1, rows: [{ id: 2, total: '9.00' }] } })
    })

    it.each([1, 3, 99])('of order %i finds no row', async (id) => {
      expect(await refused(`mutation { updateOrder(where: {id: ${id}}, data: {total: "9"}) { id } }`)).toMatchObject({
        code: undefined,
      })
    })

    it('must leave rows that fulfil the check', async () => {
      expect((await refused('mutation { updateOrder(where: {id: 2}, data: {total: "1000"}) { id } }')).code).toBe(
        'FORBIDDEN',
      )
      expect((await refused('mutation { updateOrder(where: {id: 2}, inc: {total: "999.50"}) { id } }')).code).toBe(
        'FORBIDDEN',
      )
    })

    it('sets what the server sets, also of rows that are written along with another', async () => {
      expect(
        await data(`mutation { updateUser(where: {id: 1}, data: {addresses: {update: [{where: {id: 1}, data: {street: "Weg"}}]}}) {
          addresses(orderBy: [{id: asc}]) { street city } } }`),
      ).toEqual({
        updateUser: {
          addresses: [
            { street: 'Weg', city: 'Thun' },
            { street: 'High Street', city: 'Bern' },
          ],
        },
      })
    })

    it('finds nothing for a viewer who lacks the value of the rule', async () => {
      const update = 'mutation { updateOrders(where: {id: {gt: 0}}, data: {total: "9"}) { count } }'
      expect(await data(update, 'customer', {})).toEqual({ updateOrders: { count: 0 } })
    })

    it('is checked after everything is written, and across databases', async () => {
      const update = (id: number, orders: string) =>
        `mutation { updateUser(where: {id: ${id}}, data: {name: "N"${orders}}) { name } }`
      expect(await data(update(3, ''), 'clerk')).toEqual({ updateUser: { name: 'N' } })
      expect((await refused(update(1, ''), 'clerk')).code).toBe('FORBIDDEN')
      expect((await refused(update(3, ', orders: {connect: [{id: 1}]}'), 'clerk', { id: 3 })).code).toBe(
        'ROW_NOT_FOUND',
      )
      expect((await refused(update(3, ', orders: {create: [{total: "1"}]}'), 'clerk', { id: 3 })).code).toBe(
        'FORBIDDEN',
      )
    })
  })

  describe('a delete', () => {
    it('reaches what the viewer sees and the rule lets go', async () => {
      expect(await data('mutation { deleteOrders(where: {id: {gt: 0}}) { count rows { id } } }')).toEqual({
        deleteOrders: { count: 1, rows: [{ id: 2 }] },
      })
    })

    it.each([1, 3, 99])('of order %i finds no row', async (id) => {
      expect((await refused(`mutation { deleteOrder(where: {id: ${id}}) { id } }`)).code).toBeUndefined()
    })

    it('is one of few', async () => {
      expect((await refused('mutation { deleteAddresses(where: {id: {gt: 0}}) { count } }')).code).toBe(
        'LIMIT_EXCEEDED',
      )
      expect(await data('mutation { deleteAddress(where: {id: 1}) { id } }')).toEqual({ deleteAddress: { id: 1 } })
    })
  })

  describe('what is written along with a row', () => {
    const update = (what: string) => `mutation { updateUser(where: {id: 1}, data: {orders: {${what}}}) { id } }`

    it.each([
      ['update', 'update: [{where: {id: ID}, data: {total: "2"}}]'],
      ['delete', 'delete: [{id: ID}]'],
    ])('by %s, says the same of a row that is hidden, may not be reached, or is not there', async (_, what) => {
      const errors: Awaited<ReturnType<typeof refused>>[] = []
      for (const id of [1, 3, 99]) errors.push(await refused(update(what.replace('ID', String(id)))))
      expect(new Set(errors.map((error) => JSON.stringify(error))).size).toBe(1)
      expect(errors[0]).toMatchObject({ code: 'ROW_NOT_FOUND' })
      expect(await data(update(what.replace('ID', '2')))).toEqual({ updateUser: { id: 1 } })
    })

    it('connects to visible rows alone', async () => {
      const item = (id: number) => `mutation { createItem(data: {sku: "x", order: {connect: {id: ${id}}}}) { sku } }`
      expect(await data(item(1))).toEqual({ createItem: { sku: 'x' } })
      expect(await refused(item(3))).toEqual(await refused(item(99)))
    })

    it('finds rows by visible pairs alone', async () => {
      const rename = (user: number, club: number) =>
        `mutation { updateUser(where: {id: ${user}}, data: {clubs: {update: [{where: {id: ${club}}, data: {name: "club ${user}"}}]}})
          { clubs { id name } } }`
      expect(await refused(rename(2, 2), 'captain')).toMatchObject({ code: 'ROW_NOT_FOUND' })
      expect(await data(rename(2, 2), 'captain', { id: 2 })).toEqual({
        updateUser: { clubs: [{ id: 2, name: 'club 2' }] },
      })
      expect(await data(rename(1, 1), 'captain', { id: 7 })).toEqual({
        updateUser: { clubs: [{ id: 1, name: 'club 1' }] },
      })
    })

    it('is deleted by pairs that are seen and that the rule lets go', async () => {
      const remove = (user: number, club: number) =>
        `mutation { updateUser(where: {id: ${user}}, data: {clubs: {delete: [{id: ${club}}]}}) { clubs { id } } }`
      expect(await refused(remove(2, 2), 'captain')).toMatchObject({ code: 'ROW_NOT_FOUND' })
      expect(await refused(remove(1, 1), 'captain')).toMatchObject({ code: 'ROW_NOT_FOUND' })
      expect(await data(remove(2, 2), 'captain', { id: 2 })).toEqual({ updateUser: { clubs: [] } })
    })

    it('is answered by visible pairs, whoever made them', async () => {
      const join = (user: number) =>
        `mutation { updateUser(where: {id: ${user}}, data: {clubs: {connect: [{id: 1}, {id: 2}], create: [{name: "bowls"}]}})
          { clubs(orderBy: [{id: asc}]) { name } } }`
      const own = [{ name: 'chess' }, { name: 'go' }, { name: 'bowls' }]
      expect(await data(join(1), 'captain')).toEqual({ updateUser: { clubs: own } })
      await world.reset()
      expect(await data(join(3), 'captain')).toEqual({ updateUser: { clubs: [{ name: 'chess' }] } })
    })

    it('is created by the rules of its own table', async () => {
      const user =
        'mutation { updateUser(where: {id: 1}, data: {addresses: {create: [{street: "S", userId: 2}]}}) { id } }'
      expect((await refused(user)).code).toBe('GRAPHQL_VALIDATION_FAILED')
    })
  })

  describe('a key that a hidden row has', () => {
    const onlyCode = (code: string, message: string) => ({ code, message, extensions: { code } })
    const taken = onlyCode('UNIQUE_VIOLATION', 'A row with the same key is there already.')

    it('is told by the code alone', async () => {
      expect(await refused('mutation { updateUser(where: {id: 1}, data: {email: "bob@x.org"}) { id } }')).toEqual(taken)
      expect(await refused('mutation { createClub(data: {name: "go"}) { id } }')).toEqual(taken)
    })

    it('is told by the code alone where an upsert meets it, and is not changed', async () => {
      const upsert = (id: number, name: string) =>
        `mutation { upsertClub(data: {id: ${id}, name: "${name}"}) { id name } }`
      expect(await refused(upsert(2, 'risk'))).toEqual(taken)
      expect(await data(upsert(1, 'draughts'))).toEqual({ upsertClub: { id: 1, name: 'draughts' } })
      expect((await refused(upsert(1, 'no'))).code).toBe('FORBIDDEN')
      expect(await data(upsert(7, 'no'))).toEqual({ upsertClub: null })
    })

    it('is named to who sees all rows', async () => {
      expect((await refused('mutation { createClub(data: {name: "go"}) { id } }', 'admin')).extensions).toMatchObject({
        code: 'UNIQUE_VIOLATION',
        table: 'clubs',
        columns: ['name'],
      })
    })
  })

  it('answers alike on the reference path', async () => {
    const document = `mutation { createOrders(data: [{total: "5", userId: 2}, {total: "6", userId: 1}]) { count rows { total } }
      one: createOrder(data: {total: "7", userId: 2}) { id } }`
    const direct = await world.run(document, {}, { role: 'clerk', context: { id: 1 } })
    await world.reset()
    const reference = await world.run(document, {}, { role: 'clerk', context: { id: 1 }, reference: true })
    expect(direct.path).toBe('text')
    expect(reference.result).toEqual(direct.result)
  })
})
