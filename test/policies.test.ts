import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { compilePlan } from '../src/runtime/compile-plan.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** How many plans were made. */
const plans = vi.hoisted(() => ({ made: 0 }))
vi.mock(import('../src/runtime/compile-plan.ts'), async (original) => {
  const actual = await original()
  const counted: typeof compilePlan = (...given) => {
    plans.made += 1
    return actual.compilePlan(...given)
  }
  return { ...actual, compilePlan: counted }
})

interface Context {
  readonly id?: number | null
  readonly filter?: unknown
}

const folder = mkdtempSync(join(tmpdir(), 'heddle-policies-'))
const files = { people: join(folder, 'people.db'), work: join(folder, 'work.db') }
const databases: Heddle[] = []

beforeAll(() => {
  new Database(files.people)
    .exec(
      `create table users (id integer primary key, name text not null, secret text not null, team_id integer not null references teams (id));
       create table teams (id integer primary key, title text not null);
       insert into teams values (1, 'red'), (2, 'blue');
       insert into users values (1, 'Ann', 'a1', 1), (2, 'Bob', 'b2', 1), (3, 'Cleo', 'c3', 2)`,
    )
    .close()
  new Database(files.work)
    .exec(
      `create table tasks (id integer primary key, user_id integer not null, title text not null, hours integer);
       create index tasks_user on tasks (user_id);
       insert into tasks values (1, 1, 'dig', 5), (2, 1, 'fill', 7), (3, 2, 'dig', 9), (4, 3, 'rest', null)`,
    )
    .close()
})

afterAll(async () => {
  await Promise.all(databases.map((each) => each.close()))
  rmSync(folder, { recursive: true, force: true })
})

async function open(permissions: object, rest: Partial<AnyConfig> = {}): Promise<Heddle> {
  const heddle = await createHeddle({
    sources: { people: `sqlite:${files.people}`, work: `sqlite:${files.work}` },
    links: ['people.users.id=work.tasks.user_id'],
    role: () => 'nobody',
    permissions,
    log: 'silent',
    ...rest,
  })
  databases.push(heddle)
  return heddle
}

/** The data and errors of a document as a viewer of the role `user`. */
async function ask(heddle: Heddle, document: string, context: Context = {}, variables = {}) {
  const viewer = { role: 'user', context }
  const direct = await runEngine(heddle, document, variables, { viewer })
  const reference = await runEngine(heddle, document, variables, { viewer, reference: true })
  expect(reference.result).toEqual(direct.result)
  return direct.result
}

const all = { 'people.users': { read: true }, 'people.teams': { read: true }, 'work.tasks': { read: true } }
const ownUsers = { read: { where: (c: Context) => ({ id: { eq: c.id } }) } }
/** A rule across the link: tasks of the viewer. */
const ownTasks = { read: { where: (c: Context) => ({ user: { id: { eq: c.id } } }) } }

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

const runAs = (heddle: Heddle, document: string, context: Context) =>
  runEngine(heddle, document, {}, { viewer: { role: 'user', context } })

describe('a relation to rows that a policy hides', () => {
  it('is null, without an error, and its schema says so', async () => {
    const heddle = await open({ user: { ...all, 'people.teams': { read: { where: { title: { eq: 'red' } } } } } })
    const { data, errors } = await ask(heddle, '{ users { name team { title } } }')
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      users: [
        { name: 'Ann', team: { title: 'red' } },
        { name: 'Bob', team: { title: 'red' } },
        { name: 'Cleo', team: null },
      ],
    })
    const type = (role: string) => String(heddle.engine.schemaFor(role).getQueryType()?.getFields()['users']?.type)
    expect(type('user')).toBe('[User!]')
    const open_ = await open({ user: all })
    const team = (of: Heddle) => of.engine.schemaFor('user').getType('User')
    expect(JSON.stringify(fieldsOf(team(heddle)))).toContain('"team":"Team"')
    expect(JSON.stringify(fieldsOf(team(open_)))).toContain('"team":"Team!"')
  })

  it('is as good as none where rows are ordered by them', async () => {
    const heddle = await open({ user: { ...all, 'people.teams': { read: { where: { title: { eq: 'red' } } } } } })
    const { data } = await ask(heddle, '{ users(orderBy: [{team: {title: asc}}, {id: desc}]) { name } }')
    expect(data).toEqual({ users: [{ name: 'Bob' }, { name: 'Ann' }, { name: 'Cleo' }] })
  })

  it('is no relation in filters, orders and groups, where a missing row is told by nothing from a hidden one', async () => {
    const heddle = await open({ user: { ...all, 'people.users': { read: { where: { id: { lt: 3 } } } } } })
    expect(
      (
        await ask(
          heddle,
          `{ some: tasks(where: {user: {}}) { id } none: tasks(where: {NOT: {user: {}}}) { id }
             teams(where: {users: {none: {}}}) { title } every: teams(where: {users: {every: {name: {eq: "none"}}}}) { title }
             counted: teams(where: {users: {count: {eq: 0}}}) { title }
             ordered: teams(orderBy: [{users: {count: asc}}]) { title usersAggregate { count } } }`,
        )
      ).data,
    ).toEqual({
      some: [{ id: 1 }, { id: 2 }, { id: 3 }],
      none: [{ id: 4 }],
      teams: [{ title: 'blue' }],
      every: [{ title: 'blue' }],
      counted: [{ title: 'blue' }],
      ordered: [
        { title: 'blue', usersAggregate: { count: 0 } },
        { title: 'red', usersAggregate: { count: 2 } },
      ],
    })
  })
})

function fieldsOf(type: unknown): Record<string, string> {
  const fields = (type as { getFields(): Record<string, { type: unknown }> }).getFields()
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, String(field.type)]))
}

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

  it('load the rows of a link each for themselves', async () => {
    const heddle = await open({ user: { ...all, 'people.users': ownUsers } })
    const document = '{ tasks(orderBy: [{id: asc}]) { user { name } } }'
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

describe('a role', () => {
  it.each(['stranger', 'empty'])('that may read nothing is refused: %s', async (role) => {
    const heddle = await open({ user: all, empty: { 'people.users': { read: false } } })
    const viewer = { role, context: {} }
    const { result } = await runEngine(heddle, '{ __typename }', {}, { viewer })
    expect(result).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
    const served = await open({ user: all, empty: {} }, { role: () => role })
    const body = JSON.stringify({ query: '{ __schema { types { name } } }' })
    const headers = { 'content-type': 'application/json' }
    const response = await served.yoga.fetch('http://localhost/graphql', { method: 'POST', headers, body })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] })
  })

  it('gets pages as long as its limit says', async () => {
    const heddle = await open({ user: { ...all, 'work.tasks': { read: { limit: 1 } } } })
    expect(
      (await ask(heddle, '{ tasks { id } users { tasks { id } } tasksConnection { nodes { id } } }')).data,
    ).toEqual({
      tasks: [{ id: 1 }],
      users: [{ tasks: [{ id: 1 }] }, { tasks: [{ id: 3 }] }, { tasks: [{ id: 4 }] }],
      tasksConnection: { nodes: [{ id: 1 }] },
    })
    expect((await ask(heddle, '{ tasks(limit: 2) { id } }')).errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED' } },
    ])
    const description = heddle.engine.schemaFor('user').getQueryType()?.getFields()['tasks']?.description
    expect(description).toBe('At most 1 rows unless `limit` says otherwise; at most 1.')
  })
})

describe('code of the config', () => {
  const fields = {
    'people.users': (f: { string(options: object): object }) => ({
      hint: f.string({ needs: ['secret'], resolve: (row: { secret: string }) => `${row.secret[0]}…` }),
    }),
  }
  const extend = {
    typeDefs: 'extend type User { initial: String }',
    resolvers: { User: { initial: { needs: ['secret'], resolve: (row: { secret: string }) => row.secret[0] } } },
  }
  const read = { where: { id: { lt: 3 } }, columns: { except: ['secret'] } }

  it('reads of the visible rows what their viewer may not, where the role has the field', async () => {
    const of = (rule: object) => ({ 'people.users': { read: { ...read, ...rule } } })
    const heddle = await open(
      {
        user: of({ fields: ['hint', 'initial'] }),
        every: of({ fields: true }),
        plain: of({}),
        none: of({ fields: [] }),
      },
      { fields, extend } as object,
    )
    expect((await ask(heddle, '{ users { name hint initial } }')).data).toEqual({
      users: [
        { name: 'Ann', hint: 'a…', initial: 'a' },
        { name: 'Bob', hint: 'b…', initial: 'b' },
      ],
    })
    const has = (role: string) => Object.keys(fieldsOf(heddle.engine.schemaFor(role).getType('User')))
    expect(has('every')).toEqual(expect.arrayContaining(['hint', 'initial']))
    expect(has('user')).not.toContain('secret')
    expect(has('plain')).toEqual(['nodeId', 'id', 'name', 'teamId'])
    expect(has('none')).toEqual(['nodeId', 'id', 'name', 'teamId'])
  })

  it('asks as its viewer', async () => {
    const peek = {
      typeDefs: 'extend type Query { peek: Int }',
      resolvers: {
        Query: {
          peek: async (
            _: unknown,
            __: unknown,
            context: { heddle: { query(q: string): Promise<{ data?: unknown }> } },
          ) => ((await context.heddle.query('{ tasks { id } }')).data as { tasks: unknown[] }).tasks.length,
        },
      },
    }
    const heddle = await open({ user: { ...all, 'work.tasks': ownTasks } }, { extend: peek } as object)
    expect((await ask(heddle, '{ peek }', { id: 1 })).data).toEqual({ peek: 2 })
    expect((await ask(heddle, '{ peek }', { id: 3 })).data).toEqual({ peek: 1 })
  })
})
