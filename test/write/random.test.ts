import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allOfShop, openWriteWorld, shopWorld, type OpenWriteWorld, type Placement } from './shop.ts'
import { describeShop } from './describe-shop.ts'

/** `HEDDLE_RANDOM_WRITES=200` for a long run. */
const runs = Number(process.env['HEDDLE_RANDOM_WRITES'] ?? 12)

const text = fc.constantFrom('Ada', 'Zoë', '', 'x"y\\z', '{1,2}', 'null', '😀')
const emails = ['ada@x.org', 'bob@x.org', 'cy@x.org', 'n1@x.org', 'n2@x.org', 'n3@x.org']
const email = fc.constantFrom(...emails)
const total = fc.constantFrom('0.00', '1.50', '12.00', '99999.99')
const optional: { requiredKeys: never[] } = { requiredKeys: [] }

const item = fc.record({ sku: fc.constantFrom('pen', 'ink', 'cap'), quantity: fc.integer({ min: -3, max: 9 }) })
const order = fc.record(
  { total, status: fc.constantFrom('draft', 'paid'), items: fc.record({ create: fc.array(item, { maxLength: 3 }) }) },
  { requiredKeys: ['total'] },
)
const address = fc.record({ street: text, city: text }, { requiredKeys: ['street'] })
const club = fc.record({ name: fc.constantFrom('chess', 'go', 'judo', 'yoga') })
const user = fc.record(
  {
    email,
    name: text,
    country: fc.option(fc.constantFrom('CH', 'DE')),
    credit: fc.option(fc.constantFrom('0.00', '10.25', '-1')),
    addresses: fc.record({ create: fc.array(address, { maxLength: 3 }) }),
    clubs: fc.record({ create: fc.array(club, { maxLength: 1 }), connect: fc.array(club, { maxLength: 1 }) }, optional),
    orders: fc.record({ create: fc.array(order, { maxLength: 2 }) }),
  },
  { requiredKeys: ['email', 'name'] },
)
const userUpdate = fc.record(
  {
    name: text,
    country: fc.option(fc.constantFrom('CH', 'FR')),
    orders: fc.record({ create: fc.array(order, { maxLength: 2 }) }),
  },
  optional,
)
const where = fc.oneof(
  email.map((eq) => ({ email: { eq } })),
  total.map((gte) => ({ orders: { some: { total: { gte } } } })),
  text.map((street) => ({ addresses: { none: { street: { eq: street } } } })),
)
const toOne = fc.oneof(
  email.map((of) => ({ connect: { email: of } })),
  email.map((of) => ({ create: { email: of, name: 'made' } })),
)

interface Step {
  readonly field: string
  readonly variables: readonly (readonly [name: string, type: string, value: unknown])[]
}

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.array(user, { maxLength: 3 }).map((data): Step => ({
    field: 'createUsers(data: $data) { count rows { email name country credit visits } }',
    variables: [['data', '[UserCreate!]!', data]],
  })),
  fc.tuple(email, userUpdate).map(([of, data]): Step => ({
    field: 'updateUser(where: $where, data: $data, inc: {visits: 1}) { email name country visits }',
    variables: [
      ['where', 'UserUnique!', { email: of }],
      ['data', 'UserUpdate', data],
    ],
  })),
  fc.tuple(where, fc.integer({ min: -5, max: 5 })).map(([filter, visits]): Step => ({
    field: 'updateUsers(where: $where, inc: {visits: $visits}) { count rows { email visits } }',
    variables: [
      ['where', 'UserWhere!', filter],
      ['visits', 'Int', visits],
    ],
  })),
  fc.tuple(user, fc.option(fc.constant(['name', 'country']))).map(([{ email: of, name, country }, update]): Step => ({
    field: 'upsertUser(data: $data, on: email, update: $update) { email name country }',
    variables: [
      ['data', 'UserCreate!', { email: of, name, ...(country ? { country } : {}) }],
      ['update', '[UserColumn!]', update],
    ],
  })),
  fc.tuple(total, toOne, fc.array(item, { maxLength: 2 })).map(([of, owner, items]): Step => ({
    field: 'createOrder(data: $data) { total user { email } items { sku quantity } }',
    variables: [['data', 'OrderCreate!', { total: of, user: owner, items: { create: items } }]],
  })),
  total.map((of): Step => ({
    field: 'deleteItems(where: {order: {total: {eq: $total}}}) { count }',
    variables: [['total', 'Decimal!', of]],
  })),
  email.map((of): Step => ({
    field: 'deleteUser(where: $where) { email addresses { street } orders { total } }',
    variables: [['where', 'UserUnique!', { email: of }]],
  })),
)

const script = fc.array(fc.tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 3 })), {
  minLength: 1,
  maxLength: 6,
})

/** What one database does and what two do: the same answers, the same codes, the same data. */
const placements: readonly Placement[] = [
  'postgres+sqlite',
  'sqlite+postgres',
  'mariadb+sqlite',
  'postgres',
  'mariadb',
  'mysql',
]

describe('random mutations', () => {
  let oracle: OpenWriteWorld
  beforeAll(async () => {
    oracle = await openWriteWorld(shopWorld('sqlite'))
  })
  afterAll(() => oracle.close())

  describeShop({ name: 'of the shop', over: placements, reset: false }, (world) => {
    it(`leave the same data as on one SQLite database, over ${runs} scripts`, async () => {
      await fc.assert(
        fc.asyncProperty(script, async (operations) => {
          await Promise.all([world.reset(), oracle.reset()])
          for (const [atomic, steps] of operations) {
            const [document, variables] = written(atomic, steps)
            const [one, two] = [await oracle.run(document, variables), await world.run(document, variables)]
            expect(outcome(two)).toEqual(outcome(one))
          }
          const [one, two] = [await oracle.run(allOfShop), await world.run(allOfShop)]
          expect(unnumbered(two.result.data)).toEqual(unnumbered(one.result.data))
        }),
        { numRuns: runs },
      )
    }, 600_000)
  })
})

function written(atomic: boolean, steps: readonly Step[]): [string, Record<string, unknown>] {
  const all = steps.flatMap(({ variables }, at) =>
    variables.map(([name, type, value]) => [`${name}${at}`, type, value] as const),
  )
  const declared = all.map(([name, type]) => `$${name}: ${type}`).join(', ')
  const fields = steps.map(({ field }, at) => `f${at}: ${field.replace(/\$(\w+)/g, `$$$1${at}`)}`)
  const document = `mutation (${declared}) ${atomic ? '@atomic ' : ''}{ ${fields.join(' ')} }`
  return [document, Object.fromEntries(all.map(([name, , value]) => [name, value]))]
}

/** The answer, with the code and the place of each error. */
function outcome({
  result,
}: {
  result: { data?: unknown; errors?: readonly { path?: unknown; extensions?: object }[] }
}) {
  const errors = result.errors?.map(({ path, extensions }) => [
    path,
    (extensions as { code?: unknown } | undefined)?.code,
  ])
  return { data: result.data, errors }
}

/** Rows without the numbers that databases gave them, in an order of their own. */
function unnumbered(data: unknown): Record<string, string[]> {
  const tables = Object.entries(data as Record<string, { id: number }[]>)
  return Object.fromEntries(
    tables.map(([table, rows]) => [table, rows.map(({ id: _, ...row }) => JSON.stringify(row)).sort()]),
  )
}
