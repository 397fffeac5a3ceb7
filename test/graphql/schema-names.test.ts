import { describe, expect, test } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { catalogOf, column, enumOf, relation, table } from '../support/catalog-factory.ts'
import { errorOf } from '../support/error-of.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }

describe('names that clash', () => {
  test('a table called like the filter of another is refused with both origins', () => {
    const catalog = catalogOf([
      table('shop.user_where', 'UserWhere', [column('id', 'int')]),
      table('accounts.users', 'User', [column('id', 'int')]),
    ])
    const error = errorOf(() => buildSchema(catalog, { limits }))
    expect(error.code).toBe('NAME_CLASH')
    expect(error.message).toBe(
      'Two types would be called UserWhere: table shop.user_where and the filter of table accounts.users.',
    )
    expect(error.details.hint).toContain('prefix')
  })

  test.each([
    ['an enum called Sort', 'Sort', 'the enum Sort', "Heddle's own enum of directions"],
    ['an enum called PageInfo', 'PageInfo', 'the enum PageInfo', "Heddle's own type PageInfo"],
    ['an enum called Date', 'Date', 'the enum Date', "Heddle's own scalar Date"],
    ['an enum called Mutation', 'Mutation', 'the enum Mutation', "GraphQL's own Mutation"],
  ])('%s is refused', (_what, name, ...origins) => {
    const catalog = catalogOf(
      [table('db.t', 'T', [column('id', 'int'), column('e', 'enum', { type: { enum: name } })])],
      {
        enums: [enumOf(name, 'a')],
      },
    )
    const error = errorOf(() => buildSchema(catalog, { limits }))
    expect(error.code).toBe('NAME_CLASH')
    for (const origin of origins) expect(error.message).toContain(origin)
  })

  test('a column called nodeId, and a relation called like the aggregate of another, are refused', () => {
    const withNodeId = catalogOf([table('db.t', 'T', [column('id', 'int'), column('nodeId', 'string')])])
    expect(errorOf(() => buildSchema(withNodeId, { limits })).message).toBe(
      'T would have two fields called nodeId: the node id and column node_id of table db.t.',
    )
    const withAggregate = catalogOf([
      table('db.t', 'T', [column('id', 'int'), column('partsAggregate', 'int')], {
        relations: [relation('parts', 'many', 'db.t', { id: 'partsAggregate' })],
      }),
    ])
    expect(errorOf(() => buildSchema(withAggregate, { limits })).code).toBe('NAME_CLASH')
  })

  test('two tables with one list name are refused', () => {
    const catalog = catalogOf([
      table('a.users', 'User', [column('id', 'int')]),
      table('b.users', 'Person', [column('id', 'int')], { plural: 'users' }),
    ])
    expect(errorOf(() => buildSchema(catalog, { limits })).message).toBe(
      'Query would have two fields called users: table a.users and table b.users.',
    )
  })

  test('a name that GraphQL keeps to itself is refused', () => {
    const catalog = catalogOf([table('db.t', 'T', [column('id', 'int'), column('__secret', 'int')])])
    expect(errorOf(() => buildSchema(catalog, { limits })).code).toBe('NAME_INVALID')
  })
})
