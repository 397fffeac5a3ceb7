import { expect, it } from 'vitest'
import { describeShop, describeWorld } from './describe-shop.ts'
import { missingServer, openWriteWorld, type Placement } from './shop.ts'

const rows = 10_000

/** Inserts and their answer. In MySQL each insert is asked for what it has made. */
const counts = { postgres: 3, sqlite: 3, mariadb: 3, mysql: 5 } as const

describeShop(
  { name: 'many rows of one table', over: ['postgres', 'sqlite', 'mariadb', 'mysql'], reset: false },
  (world, dialect) => {
    it(`inserts and answers ${rows} users with ${rows} addresses in ${counts[dialect]} statements, in the order of the input`, async () => {
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
      expect(count).toBe(counts[dialect])
      const { createUsers } = result.data as { createUsers: { count: number; rows: typeof data } }
      expect(createUsers.count).toBe(rows)
      expect(createUsers.rows).toEqual(data.map(({ addresses, ...user }) => ({ ...user, addresses: addresses.create })))
    })

    it('answers each of many at once with its own rows, whatever others insert meanwhile', async () => {
      const document = 'mutation ($data: [ClubCreate!]!) { createClubs(data: $data) { rows { name } } }'
      // Numbers that an insert of selected rows takes are not all next to each other.
      const others = Array.from({ length: 10 }, (_, at) => {
        const digits = Array.from({ length: 10 }, (__, digit) => `select ${digit} as n`).join(' union all ')
        const names =
          dialect === 'mariadb' || dialect === 'mysql'
            ? `concat('other ${at} ', a.n, b.n)`
            : `'other ${at} ' || a.n || b.n`
        return world.query(
          'store',
          `insert into clubs (name) select ${names} from (${digits}) as a cross join (${digits}) as b`,
        )
      })
      const asked = Array.from({ length: 20 }, async (_, at) => {
        const data = Array.from({ length: 150 }, (__, index) => ({ name: `bulk ${at} ${index}` }))
        const { result } = await world.run(document, { data })
        expect(result.errors).toBeUndefined()
        expect(result.data).toEqual({ createClubs: { rows: data } })
      })
      await Promise.all([...asked, ...others])
      const left = '{NOT: {name: {in: ["chess", "go"]}}}'
      const { result } = await world.run(`mutation { deleteClubs(where: ${left}) { count } }`)
      expect(result.data).toEqual({ deleteClubs: { count: 20 * 150 + 10 * 100 } })
    }, 60_000)

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

    /** In MySQL an insert is asked for what it has made. */
    const asked = dialect === 'mysql' ? 1 : 0

    it(`pairs ${rows} users with one club, and one user with ${rows} clubs, in as few`, async () => {
      await world.reset()
      const users = Array.from({ length: rows }, (_, index) => ({
        email: `pair${index}@x.org`,
        name: `Pair ${index}`,
        clubs: { connect: [{ name: index % 2 === 0 ? 'chess' : 'go' }] },
      }))
      const joined = await world.run('mutation ($data: [UserCreate!]!) { createUsers(data: $data) { count } }', {
        data: users,
      })
      expect(joined.result).toMatchObject({ data: { createUsers: { count: rows } } })
      expect(joined.count).toBeLessThanOrEqual(4 + asked) // users, clubs found, pairs, the answer
      const [pairs] = await world.query('store', 'select count(*) as pairs from members where user_id > 3')
      expect(Number(pairs?.['pairs'])).toBe(rows)

      const clubs = Array.from({ length: rows }, (_, index) => ({ name: `club ${index}` }))
      const document = (what: string) =>
        `mutation ($clubs: [${what === 'create' ? 'ClubCreate' : 'ClubUnique'}!]) { updateUser(where: {id: 3}, data: {clubs: {${what}: $clubs}}) { id } }`
      const created = await world.run(document('create'), { clubs })
      expect(created.error).toBeUndefined()
      expect(created.count).toBeLessThanOrEqual(4 + asked) // the user found, clubs, pairs, the answer
      const parted = await world.run(document('delete'), { clubs })
      expect(parted.error).toBeUndefined()
      expect(parted.count).toBeLessThanOrEqual(5) // the user found, clubs found, pairs, clubs, the answer
      expect(
        (await world.run('{ user(where: {id: 3}) { clubsAggregate { count } } clubsAggregate { count } }')).result.data,
      ).toEqual({
        user: { clubsAggregate: { count: 0 } },
        clubsAggregate: { count: 2 },
      })
    }, 60_000)
  },
)

/** More cells than a statement has placeholders, where each has one of its own: 10,000 rows of eight. */
const wide = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] as const
for (const dialect of ['postgres', 'sqlite', 'mariadb', 'mysql'] as const) {
  const columns = wide.map((name) => `${name} integer not null`).join(', ')
  const number = dialect === 'postgres' ? 'integer generated by default as identity' : 'integer'
  const counted = dialect === 'mariadb' || dialect === 'mysql' ? `${number} auto_increment` : number
  const ddl = `create table facts (id ${counted} primary key, ${columns})`
  const open = () => openWriteWorld({ sources: { db: { dialect, ddl, reset: [] } } })
  describeWorld({ name: `wide rows in ${dialect}`, missing: missingServer([dialect]) }, open, (world) => {
    it(`are inserted ${rows} at a time, and answered in the order of the input`, async () => {
      const data = Array.from({ length: rows }, (_, index) =>
        Object.fromEntries(wide.map((name, at) => [name, index * 10 + at])),
      )
      const document = `mutation ($data: [FactCreate!]!) { createFacts(data: $data) { count rows { ${wide.join(' ')} } } }`
      const { result } = await world.run(document, { data })
      expect(result).toEqual({ data: { createFacts: { count: rows, rows: data } }, extensions: expect.anything() })
    })
  })
}

const placements: readonly Placement[] = ['postgres', 'sqlite', 'mariadb', 'postgres+sqlite', 'mariadb+postgres']

describeShop({ name: 'many rows of several tables', over: placements, reset: false }, (world) => {
  const document = `mutation ($data: [UserCreate!]!) {
    createUsers(data: $data) { count rows { email orders { total items { sku } } } }
  }`

  it(`inserts ${rows} users with their orders and items in a statement for each table`, async () => {
    const data = Array.from({ length: rows }, (_, index) => ({
      email: `buyer${index}@x.org`,
      name: `Buyer ${index}`,
      orders: { create: [{ total: `${index}.50`, items: { create: [{ sku: `a${index}` }, { sku: `b${index}` }] } }] },
    }))
    const { result, count, error } = await world.run(document, { data })
    expect(error).toBeUndefined()
    const { createUsers } = result.data as { createUsers: { count: number; rows: unknown[] } }
    expect(createUsers.count).toBe(rows)
    expect(createUsers.rows).toEqual(
      data.map(({ email, orders }) => ({
        email,
        orders: orders.create.map(({ total, items }) => ({ total, items: items.create })),
      })),
    )
    // Users, orders and twice as many items are written, and read again: 10,000 rows at a time, so items by two statements.
    expect(count).toBeLessThanOrEqual(4 + 3)
  }, 60_000)

  it('has parameters for columns and not for rows: no bind limit is near', async () => {
    const data = [
      { email: 'one@x.org', name: 'One', orders: { create: [{ total: '1.00', items: { create: [{ sku: 'a' }] } }] } },
    ]
    const texts =
      JSON.stringify(await world.heddle.explain(document, { data })).match(/insert into[^;]*?(?="[,}])/gi) ?? []
    expect(texts.length).toBeGreaterThanOrEqual(3)
    for (const text of texts) expect((text.match(/\$\d+|\?/g) ?? []).length, text).toBeLessThan(30)
  })
})
