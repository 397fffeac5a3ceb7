import { describe, expect, it } from 'vitest'
import { runEngine } from '../support/run-engine.ts'
import { all, ask, fieldsOf, open, ownTasks } from './people.ts'

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
