import fc from 'fast-check'
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { beforeAll, expect, it } from 'vitest'
import { buildCatalogs } from '../../src/catalog/build-catalog.ts'
import type { SourceDescription } from '../../src/catalog/description.ts'
import type { Permissions } from '../../src/catalog/permissions.ts'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { describeSqlite } from '../catalog/databases.ts'
import { catalogOf, column, storeCatalog, table } from '../support/catalog-factory.ts'
import { errorOf } from '../support/error-of.ts'
import { schemaErrors } from './schema-errors.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }
const columns = {
  users: ['id', 'email', 'data', 'bossId'],
  orders: ['id', 'userId', 'total', 'at', 'done'],
  tags: ['id', 'word'],
  orderTags: ['orderId', 'tagId'],
  notes: ['true_', 'text'],
} as const

let source: SourceDescription
beforeAll(async () => {
  source = await describeSqlite(`
    create table users (id integer primary key, email text unique, data json, boss_id integer references users);
    create table orders (
      id integer primary key, user_id int not null references users, total decimal(10,2), at datetime, done boolean);
    create table tags (id integer primary key, word text generated always as ('a') stored);
    create table order_tags (order_id int references orders, tag_id int references tags, primary key (order_id, tag_id));
    create table notes ("true" int, text text)`)
})

const someOf = (names: readonly string[]): fc.Arbitrary<boolean | { columns: string[] }> =>
  fc.oneof(
    fc.boolean(),
    fc.subarray([...names], { minLength: 1 }).map((chosen) => ({ columns: chosen })),
  )
/** Not those that the database writes. */
const given = (names: readonly string[]): readonly string[] => names.filter((name) => name !== 'word')
const permissions: fc.Arbitrary<Permissions> = fc
  .record(
    Object.fromEntries(
      Object.entries(columns).map(([name, own]) => [
        name,
        fc.record({ read: someOf(own), create: someOf(given(own)), update: someOf(given(own)), delete: fc.boolean() }),
      ]),
    ),
    { requiredKeys: [] },
  )
  .map((user) => ({ user }) as Permissions)

it('graphql-js finds nothing wrong with the schema of any role, which says so of itself', () => {
  const open = buildCatalogs({ sources: [source], relations: [] })
  expect(schemaErrors(buildSchema(open.forRole('any'), { limits }))).toEqual([])
  expect(schemaErrors(buildSchema(storeCatalog(), { limits }))).toEqual([])
  let written = 0
  fc.assert(
    fc.property(permissions, (drawn) => {
      const { forRole } = buildCatalogs({ sources: [source], relations: [], permissions: drawn })
      const schema = buildSchema(forRole('user'), { limits, restricted: true, whole: open.whole })
      if (schema.getMutationType()) written += 1
      expect(schemaErrors(schema)).toEqual([])
    }),
    { numRuns: 300 },
  )
  expect(written).toBeGreaterThan(50)
})

it('names that GraphQL keeps to itself are refused', () => {
  const reserved = catalogOf([table('db.t', 'T', [column('id', 'int'), column('__x', 'int')])])
  expect(errorOf(() => buildSchema(reserved, { limits }))).toMatchObject({
    code: 'NAME_INVALID',
    message: 'The catalog makes no valid GraphQL schema: it would have the name __x, which GraphQL keeps to itself.',
  })
})

it('what is asked of graphql-js here is asked of a schema that assumes too much', () => {
  const query = new GraphQLObjectType({ name: 'Query', fields: { __no: { type: GraphQLString } } })
  expect(schemaErrors(new GraphQLSchema({ query, assumeValid: true }))).toHaveLength(1)
})
