import { describe, expect, it } from 'vitest'
import { all, ask, fieldsOf, open } from './people.ts'
import type { Heddle } from '../../src/start.ts'
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
