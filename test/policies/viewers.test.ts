import { describe, expect, it, vi } from 'vitest'
import { compilePlan } from '../../src/runtime/compile-plan.ts'
import { all, ask, open, ownTasks, ownUsers, runAs, type Context } from './people.ts'

/** How many plans were made. */
const plans = vi.hoisted(() => ({ made: 0 }))
vi.mock(import('../../src/runtime/compile-plan.ts'), async (original) => {
  const actual = await original()
  const counted: typeof compilePlan = (...given) => {
    plans.made += 1
    return actual.compilePlan(...given)
  }
  return { ...actual, compilePlan: counted }
})

describe('viewers of one role', () => {
  it('share the plan where their policies have one shape, and never a value', async () => {
    const heddle = await open({ user: { ...all, 'people.users': ownUsers, 'work.tasks': ownTasks } })
    const params: unknown[][] = []
    heddle.events.on((event) => event.kind === 'statement' && params.push([...event.params]))
    const document = '{ tasks(where: {title: {eq: "dig"}}) { id user { name } } }'
    plans.made = 0
    const answers = [1, 2, 3, 1].map((id) => runAs(heddle, document, { id }))
    expect((await Promise.all(answers)).map(({ result }) => result.data)).toEqual([
      { tasks: [{ id: 1, user: { name: 'Ann' } }] },
      { tasks: [{ id: 3, user: { name: 'Bob' } }] },
      { tasks: [] },
      { tasks: [{ id: 1, user: { name: 'Ann' } }] },
    ])
    expect(plans.made).toBe(1)
    expect(params.some((values) => values.some((value) => String(value) === '2'))).toBe(true)
    await runAs(heddle, document, {})
    expect(plans.made, 'a viewer who sees nothing has another plan').toBe(2)
  })

  it('have plans of their own where their policies ask for other things', async () => {
    const where = (c: Context) => c.filter
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where } } } })
    const ids = async (filter: unknown) => (await ask(heddle, '{ tasks { id } }', { filter })).data
    expect(await ids({ id: { gt: 2 } })).toEqual({ tasks: [{ id: 3 }, { id: 4 }] })
    expect(await ids({ id: { lt: 2 } })).toEqual({ tasks: [{ id: 1 }] })
    expect(await ids({ hours: { isNull: true } })).toEqual({ tasks: [{ id: 4 }] })
    expect(await ids({ hours: { isNull: false } })).toEqual({ tasks: [{ id: 1 }, { id: 2 }, { id: 3 }] })
    expect(await ids({ AND: [] })).toEqual({ tasks: [{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }] })
    expect(await ids({ OR: [] })).toEqual({ tasks: [] })
  })

  it.each([
    ['for one field', '{ tasks(orderBy: [{id: asc}]) { user { name } } }'],
    [
      'for two fields at once',
      '{ tasks(orderBy: [{id: asc}]) { user { name } } others: tasks(where: {id: {gt: 1}}) { user { name } } }',
    ],
  ])('load the rows of a link each for themselves, %s', async (_, document) => {
    const heddle = await open({ user: { ...all, 'people.users': ownUsers } })
    const answers = await Promise.all([1, 2, 3, 1].map((id) => runAs(heddle, document, { id })))
    const names = answers.map(({ result }) => {
      return (result.data as { tasks: { user: { name: string } | null }[] }).tasks.map(({ user }) => user?.name ?? null)
    })
    const ofAnn = ['Ann', 'Ann', null, null]
    expect(names).toEqual([ofAnn, [null, null, 'Bob', null], [null, null, null, 'Cleo'], ofAnn])
  })

  it("go on from each other's cursors, and see their own rows behind them", async () => {
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where: (c: Context) => c.filter } } } })
    const page = async (filter: unknown, after: string | null) => {
      const document =
        'query ($after: String) { tasksConnection(first: 1, after: $after) { edges { cursor node { id } } } }'
      const { data } = await ask(heddle, document, { filter }, { after })
      return (data as { tasksConnection: { edges: { cursor: string; node: { id: number } }[] } }).tasksConnection.edges
    }
    const [first] = await page({ id: { gt: 0 } }, null)
    expect(first?.node.id).toBe(1)
    expect((await page({ id: { gt: 2 } }, first?.cursor ?? '')).map(({ node }) => node.id)).toEqual([3])
  })
})
