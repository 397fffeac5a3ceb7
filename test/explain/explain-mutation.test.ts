import { expect, it } from 'vitest'
import type { RunExplanation } from '../../src/explain/explanation.ts'
import type { Placement } from '../write/shop.ts'
import { describeShop } from '../write/describe-shop.ts'

const placements: readonly Placement[] = ['sqlite', 'postgres', 'mariadb', 'postgres+sqlite']

describeShop({ name: 'what a mutation says of itself', over: placements }, (world, placement) => {
  const explain = async (document: string): Promise<{ code: unknown; explain: RunExplanation }> => {
    const { errors, extensions } = await world.heddle.analyze(`mutation ${document}`)
    return { code: errors?.[0]?.extensions['code'], explain: extensions!.explain! }
  }

  it.each([
    ['a row, and what it is related to', '{ updateUser(where: {id: 1}, data: {name: "A"}) { name orders { id } } }', 2],
    [
      'a statement for all rows of a condition',
      '{ updateOrders(where: {status: {eq: "paid"}}, inc: {total: "1"}) { count } }',
      1,
    ],
    [
      'each row of the input, wherever it stands',
      `{ createUser(data: {email: "e@x", name: "E", orders: {create: [
          {total: "1.00", items: {create: [{sku: "a"}, {sku: "b"}]}}, {total: "2.00"}
        ]}}) { id orders { items { sku } } } }`,
      1 + 2 + 2 + (1 + 2),
    ],
    [
      'every root field, and the rows that a list answers',
      `{ createUsers(data: [{email: "e@x", name: "E"}, {email: "f@x", name: "F"}]) { count rows { addresses { city } } }
         deleteItem(where: {id: 1}) { id } }`,
      2 + 2 + 1,
    ],
  ])('counts the statements of resolvers: %s', async (_name, document, count) => {
    const { code, explain: said } = await explain(document)
    expect(code).toBeUndefined()
    expect(said.perRow).toBe(count)
  })

  it('tells the statements of a write that failed, and which one failed', async () => {
    const { code, explain: said } = await explain(
      '{ createUsers(data: [{email: "new@x.org", name: "N"}, {email: "ada@x.org", name: "Twice"}]) { count } }',
    )
    expect(code).toBe('UNIQUE_VIOLATION')
    expect(said.perRow).toBeNull()
    expect(said.ran.at(-1)).toMatchObject({
      error: 'UNIQUE_VIOLATION',
      rows: null,
      step: expect.stringMatching(/^0\.write\./),
    })
    expect(said.ran.at(-1)!.table).toMatch(/\.users$/)
    expect(Object.values(said.actual).reduce((sum, count) => sum + count, 0)).toBe(said.ran.length)
  })

  it('tells what an @atomic mutation had written before it failed', async () => {
    const document = `@atomic { a: updateUser(where: {id: 1}, data: {name: "A"}) { name }
      b: createUser(data: {email: "ada@x.org", name: "Twice"}) { id } c: deleteItem(where: {id: 1}) { id } }`
    const { explain: said } = await explain(document)
    const steps = said.ran.map(({ step, error }) => `${step.split('.')[0]} ${error ?? 'ok'}`)
    expect(new Set(steps)).toEqual(new Set(['0 ok', '1 UNIQUE_VIOLATION']))
    expect(
      await world.query(placement.includes('+') ? 'accounts' : 'store', 'select name from users where id = 1'),
    ).toEqual([{ name: 'Ada' }])
  })
})
