import { describe, expect, it } from 'vitest'
import { all, ask, open, ownTasks, ownUsers, runAs, type Context } from './people.ts'

describe('a row policy', () => {
  it('holds at every root: list, one row, node, connection, aggregate, groups', async () => {
    const heddle = await open({ user: { ...all, 'people.users': ownUsers, 'work.tasks': ownTasks } })
    const { data, errors } = await ask(
      heddle,
      `{ tasks { id } mine: task(where: {id: 2}) { title } theirs: task(where: {id: 3}) { title }
         node(nodeId: "Task:3") { nodeId } nodes(nodeIds: ["Task:1", "Task:4", "User:2"]) { nodeId }
         tasksConnection(last: 1) { totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage } }
         tasksAggregate { count sum { hours } max { title } }
         tasksGroupBy(by: [{column: title}], having: {count: {gte: 1}}) { key { title } count } }`,
      { id: 1 },
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      tasks: [{ id: 1 }, { id: 2 }],
      mine: { title: 'fill' },
      theirs: null,
      node: null,
      nodes: [{ nodeId: 'Task:1' }, null, null],
      tasksConnection: {
        totalCount: 2,
        nodes: [{ id: 2 }],
        pageInfo: { hasNextPage: false, hasPreviousPage: true },
      },
      tasksAggregate: { count: 2, sum: { hours: '12' }, max: { title: 'fill' } },
      tasksGroupBy: [
        { key: { title: 'dig' }, count: 1 },
        { key: { title: 'fill' }, count: 1 },
      ],
    })
  })

  it('may name a column that its role may not read', async () => {
    const read = { where: { secret: { ne: 'b2' } }, columns: { except: ['secret'] } }
    const heddle = await open({ user: { ...all, 'people.users': { read } } })
    expect((await ask(heddle, '{ users { name } }')).data).toEqual({ users: [{ name: 'Ann' }, { name: 'Cleo' }] })
    expect((await ask(heddle, '{ users { secret } }')).errors).toHaveLength(1)
  })

  it('asks about all rows, whatever the viewer sees of them', async () => {
    const heddle = await open({
      user: { ...all, 'people.users': { read: { where: { id: { eq: 99 } } } }, 'work.tasks': ownTasks },
    })
    expect((await ask(heddle, '{ tasks { id user { name } } users { id } }', { id: 2 })).data).toEqual({
      tasks: [{ id: 3, user: null }],
      users: [],
    })
  })

  it.each<[string, Context, number[]]>([
    ['a value', { id: 2 }, [3]],
    ['undefined', {}, []],
    ['null', { id: null }, []],
  ])('sees the rows of %s', async (_, context, ids) => {
    const heddle = await open({ user: { ...all, 'work.tasks': ownTasks } })
    const { data } = await ask(heddle, '{ tasks { id } tasksAggregate { count } }', context)
    expect(data).toEqual({ tasks: ids.map((id) => ({ id })), tasksAggregate: { count: ids.length } })
  })

  it.each<[string, unknown]>([
    ['is not there', undefined],
    ['is null', null],
    ['has an operand that is not there, under NOT', { NOT: { id: { eq: undefined } } }],
    ['has one beside what is true', { OR: [{ id: { gt: 0 } }, { id: { eq: undefined } }] }],
    ['has a column that is not there', { id: undefined }],
    ['has a list with a hole', { id: { in: [1, undefined, 2] } }],
    ['has a relation that is not there', { user: null }],
    ['asks whether nothing is null', { hours: { isNull: undefined } }],
  ])('shows nothing where its filter %s', async (_, filter) => {
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where: (c: Context) => c.filter } } } })
    expect((await ask(heddle, '{ tasks { id } users { tasks { id } } }', { filter })).data).toEqual({
      tasks: [],
      users: [{ tasks: [] }, { tasks: [] }, { tasks: [] }],
    })
  })

  it.each<[string, unknown]>([
    ['a promise', Promise.resolve({ id: { eq: 1 } })],
    ['a date', { id: { eq: new Date(0) } }],
    ['a column that there is not', { owner: { eq: 1 } }],
    ['a value of another type', { id: { eq: 'one' } }],
    ['no object', true],
  ])('is a fault, and no answer, where it returns %s', async (_, filter) => {
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where: (c: Context) => c.filter } } } })
    await expect(runAs(heddle, '{ tasks { id } }', { filter })).rejects.toThrow(TypeError)
    await expect(runAs(heddle, '{ users { tasks { id } } }', { filter })).rejects.toThrow(TypeError)
    expect((await ask(heddle, '{ users { name } }', { filter })).data).toMatchObject({ users: [{}, {}, {}] })
  })

  it('that throws answers nothing, and HTTP shows none of its words', async () => {
    const where = () => {
      throw new Error('password is 123')
    }
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where } } } }, { role: () => 'user' })
    const faults: unknown[] = []
    heddle.events.on((event) => event.kind === 'fault' && faults.push(event.error))
    const response = await heddle.yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ users { name } tasks { id } }' }),
    })
    const body = await response.text()
    expect(body).toContain('INTERNAL_SERVER_ERROR')
    expect(body).not.toContain('123')
    expect(body).not.toContain('Ann')
    expect(String(faults[0])).toContain('password')
  })

  it('that is the same for everyone is checked at the start', async () => {
    const start = (where: object) => open({ user: { ...all, 'work.tasks': { read: { where } } } })
    await expect(start({ owner: { eq: 1 } })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(start({ user: { id: { eq: 'x' } } })).rejects.toThrow(/rule of user to read work.tasks is no filter/)
  })

  it.each<[string, object, RegExp]>([
    ['of another type', { hours: 'many' }, /preset hours of work.tasks is no value of the column: .*Int/],
    ['that is a promise', { hours: Promise.resolve(1) }, /preset hours of work.tasks is a promise/],
    ['null, where the column takes none', { title: null }, /preset title of work.tasks is no value of the column/],
  ])('has no preset %s that the start would not refuse', async (_, set, message) => {
    const start = (action: 'create' | 'update') =>
      open({ user: { ...all, 'work.tasks': { read: true, create: true, update: true, [action]: { set } } } })
    for (const action of ['create', 'update'] as const) {
      await expect(start(action)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(message) as string,
        extensions: { table: 'work.tasks' },
      })
    }
  })

  it('is asked once a request, and not where nothing leads to its table', async () => {
    let asked = 0
    const where = (c: Context) => {
      asked += 1
      return { id: { eq: c.id } }
    }
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { where } } } })
    const run = (document: string) => runAs(heddle, document, { id: 1 })
    await run('{ users { name } }')
    expect(asked).toBe(0)
    await run(
      '{ a: tasks { id } b: tasks(where: {title: {eq: "dig"}}) { id } users(orderBy: [{id: asc}]) { tasks { id } } }',
    )
    expect(asked).toBe(1)
  })
})
