import { execute, isObjectType, parse } from 'graphql'
import { describe, expect, test } from 'vitest'
import { metaOf, tableOf } from '../../src/catalog/field-meta.ts'
import { HeddleError } from '../../src/errors.ts'
import { buildSchema, type SchemaOptions } from '../../src/graphql/build-schema.ts'
import { extendSchema, type SchemaExtension } from '../../src/graphql/extend-schema.ts'
import { printSchema } from '../../src/graphql/print-schema.ts'
import { readField } from '../../src/graphql/read-field.ts'
import { markRow } from '../../src/graphql/row.ts'
import { catalogOf, column, storeCatalog, table } from '../support/catalog-factory.ts'
import { schemaErrors } from './schema-errors.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }
const extendBy =
  (extension: SchemaExtension): SchemaOptions['extend'] =>
  (generated, options) =>
    extendSchema(generated, extension, options)
const extended = (extension: SchemaExtension) => buildSchema(storeCatalog(), { limits, extend: extendBy(extension) })

const weather: SchemaExtension = {
  typeDefs: [
    'extend type Query { weather(city: String!): Weather! oldest: User node2: Node }',
    parse(`
      type Weather { city: String! sky: Sky! at: DateTime }
      enum Sky { clear cloudy }
      extend type User { shout(times: Int = 1): String! key: String }
    `),
  ],
  resolvers: {
    Query: {
      weather: (_root: unknown, { city }: { city: string }) => ({ city, sky: '#', at: new Date(0) }),
      oldest: () => ({ id: 1, name: 'Ada', role: () => 'admin', createdAt: new Date(1500), orders: [] }),
      node2: () => ({ __typename: 'User', nodeId: 'User:7' }),
    },
    Sky: { clear: '#' },
    User: {
      shout: {
        needs: ['name'],
        resolve: (user: { name: string }, { times }: { times: number }) => user.name.toUpperCase().repeat(times),
      },
      key: (user: { id: number; email: string }, _args: unknown, { sign }: { sign: string }) =>
        `${user.id}${sign}${user.email}`,
    },
  },
}

describe('an extension', () => {
  test('adds types and root fields with their resolvers', async () => {
    const result = await execute({
      schema: extended(weather),
      document: parse('{ weather(city: "Bern") { city sky at } }'),
      rootValue: markRow({}),
    })
    expect(result).toEqual({ data: { weather: { city: 'Bern', sky: 'clear', at: '1970-01-01T00:00:00Z' } } })
  })

  test('may answer with a table type: its fields are read by name, and its custom fields too', async () => {
    const result = await execute({
      schema: extended(weather),
      document: parse(
        '{ oldest { n: name role createdAt shout(times: 2) orders { id } } node2 { __typename nodeId } }',
      ),
      rootValue: markRow({}),
      contextValue: {},
    })
    expect(result).toEqual({
      data: {
        oldest: { n: 'Ada', role: 'admin', createdAt: '1970-01-01T00:00:01.5Z', shout: 'ADAADA', orders: [] },
        node2: { __typename: 'User', nodeId: 'User:7' },
      },
    })
  })

  test('keeps what generated fields and types mean, and their resolver', () => {
    const schema = extended(weather)
    expect(schemaErrors(schema)).toEqual([])
    const user = schema.getType('User')
    const fields = isObjectType(user) ? user.getFields() : {}
    expect(isObjectType(user) && tableOf(user)).toBe('accounts.users')
    expect(metaOf(fields['email']!)).toEqual({ kind: 'column', column: 'email' })
    expect(fields['email']?.resolve).toBe(readField)
    expect(metaOf(schema.getQueryType()!.getFields()['users']!)).toEqual({ kind: 'list', table: 'accounts.users' })
    expect(metaOf(schema.getQueryType()!.getFields()['weather']!)).toBeUndefined()
    expect(printSchema(schema)).toContain('type User implements Node @source(database: "accounts", table: "users") {')
    expect(printSchema(schema)).toContain('input UserUnique @oneOf {')
  })

  test('gives a field on a table the columns it needs, by default all, whatever the client selected', async () => {
    const schema = extended(weather)
    const user = schema.getType('User')
    const fields = isObjectType(user) ? user.getFields() : {}
    expect(metaOf(fields['shout']!)).toEqual({ kind: 'custom', field: 'shout', needs: ['name'] })
    expect(metaOf(fields['key']!)).toMatchObject({
      needs: ['id', 'email', 'name', 'country', 'role', 'createdAt'],
    })
    const row = markRow({ '.needs:shout': { name: 'Ada' }, '.needs:key': { id: 1, email: 'a@b.c' }, name: 'alias' })
    const result = await execute({
      schema,
      document: parse('{ users { name: email shout(times: 2) key } }'),
      rootValue: markRow({ users: [row] }),
      contextValue: { sign: ':' },
    })
    expect(result).toEqual({ data: { users: [{ name: 'alias', shout: 'ADAADA', key: '1:a@b.c' }] } })
  })

  test('may define mutations, which become the root of their operations', async () => {
    const schema = extended({
      typeDefs: 'type Mutation { ping: String! }',
      resolvers: { Mutation: { ping: () => 'pong' } },
    })
    expect(await execute({ schema, document: parse('mutation { ping }') })).toEqual({ data: { ping: 'pong' } })
  })
})

describe('an extension is refused at start, with what is wrong', () => {
  test.each<[string, string, SchemaExtension['resolvers'], RegExp]>([
    ['SDL that does not parse', 'extend type Query { a: }', {}, /^extend\.typeDefs: Syntax Error: Expected Name/],
    ['an unknown type', 'extend type Query { a: Nope }', { Query: { a: () => 1 } }, /Unknown type "Nope"/],
    ['a type that exists', 'type User { a: Int }', {}, /Type "User" already exists/],
    ['a field that exists', 'extend type User { email: Int }', {}, /Field "User\.email" already exists/],
    ['an extension of what is not there', 'extend type Nobody { a: Int }', {}, /Cannot extend type "Nobody"/],
    ['an extension of a generated connection', 'extend type UserConnection { a: Int }', {}, /keeps to itself/],
    ['an extension of a generated input', 'extend input UserWhere { a: Int }', {}, /keeps to itself/],
    ['a field without a resolver', 'extend type Query { a: Int }', {}, /Query\.a has no resolver/],
    [
      'a resolver of a generated field',
      'type A { a: Int }',
      { User: { email: () => 'x' } },
      /User\.email is not a field/,
    ],
    [
      'a resolver of a generated scalar',
      'type A { a: Int }',
      { DateTime: { serialize: String } },
      /DateTime\.serialize/,
    ],
    ['a resolver of a built-in scalar', 'type A { a: Int }', { String: { serialize: String } }, /GraphQL's own/],
    ['a resolver of an unknown type', 'type A { a: Int }', { B: { b: () => 1 } }, /"B" defined in resolvers/],
    [
      'a needed column that is not there',
      'extend type User { a: Int }',
      { User: { a: { needs: ['age'], resolve: () => 1 } } },
      /needs the column age/,
    ],
    ['a type without fields', 'type A', {}, /Type A must define one or more fields/],
  ])('%s', (_what, typeDefs, resolvers, message) => {
    let caught: unknown
    try {
      extended({ typeDefs, resolvers })
    } catch (error) {
      caught = error
    }
    expect(caught).toBeInstanceOf(HeddleError)
    expect((caught as HeddleError).code).toBe('CONFIG_INVALID')
    expect((caught as HeddleError).message).toMatch(message)
  })
})

describe('for a role that may not see all', () => {
  const sdl = `
    extend type Query { now: DateTime me: User report: Report stats(of: Scope): Int role: UserRole any: Any ping: Ping }
    extend type User { shout: String! twice: Int }
    extend type Order { late: Boolean }
    type Report { rows: [Line!]! }
    type Line { order: Order! }
    type Ping { at: Date from: User }
    union Any = Report | Ping
    input Scope { role: UserRole }
    type Mutation { cancel(order: Int!): Order }
  `
  const resolve = () => null
  const resolvers = {
    Query: { now: resolve, me: resolve, report: resolve, stats: resolve, role: resolve, any: resolve, ping: resolve },
    User: {
      shout: { needs: ['email'], resolve },
      twice: { needs: ['id'], resolve: ({ id }: { id: number }) => 2 * id },
    },
    Order: { late: resolve },
    Line: { order: resolve },
    Mutation: { cancel: resolve },
  }
  const forUsers = (...columns: string[]) =>
    buildSchema(
      catalogOf([
        table(
          'accounts.users',
          'User',
          columns.map((name) => column(name, name === 'id' ? 'int' : 'string')),
        ),
      ]),
      { limits, extend: extendBy({ typeDefs: sdl, resolvers }), restricted: true },
    )

  test('what names or needs something that does not exist for it is left out, and what is empty then', async () => {
    const schema = forUsers('id', 'name')
    const query = Object.keys(schema.getQueryType()?.getFields() ?? {})
    expect(query.slice(-4)).toEqual(['now', 'me', 'any', 'ping'])
    for (const gone of ['Order', 'Report', 'Line', 'Scope', 'Mutation', 'UserRole']) {
      expect(schema.getType(gone), gone).toBeUndefined()
    }
    const sdlOfRole = printSchema(schema)
    expect(sdlOfRole).toContain('union Any = Ping\n')
    expect(sdlOfRole).toMatch(/^ {2}twice: Int$/m)
    expect(sdlOfRole).not.toContain('shout')
    const row = markRow({ '.needs:twice': { id: 4 } })
    const result = await execute({
      schema,
      document: parse('{ users { twice } }'),
      rootValue: markRow({ users: [row] }),
    })
    expect(result).toEqual({ data: { users: [{ twice: 8 }] } })
  })

  test('a role that may see nothing at all keeps what stands by itself', () => {
    const schema = buildSchema(catalogOf([]), {
      limits,
      extend: extendBy({ typeDefs: sdl, resolvers }),
      restricted: true,
    })
    expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['_nothing', 'now', 'any', 'ping'])
  })

  test('what is wrong for everybody is wrong here too', () => {
    const extend = extendBy({ typeDefs: 'extend type Query { a: Int }', resolvers: {} })
    expect(() => buildSchema(catalogOf([]), { limits, extend, restricted: true })).toThrow(/Query\.a has no resolver/)
  })
})

describe('mutations that the user adds', () => {
  const users = table('accounts.users', 'User', [column('id', 'int'), column('name', 'string')], {
    writes: {
      create: null,
      update: { columns: [column('name', 'string')], set: [], ruled: false, checked: false, limit: null },
      delete: null,
    },
  })
  const extension = (keyword: string): SchemaExtension => ({
    typeDefs: `${keyword} Mutation { ping: String! }`,
    resolvers: { Mutation: { ping: () => 'pong' } },
  })

  test.each(['type', 'extend type'])(
    'stand beside the generated ones, and alone where there are none: %s',
    (keyword) => {
      const fields = (catalog: ReturnType<typeof catalogOf>) => {
        const schema = buildSchema(catalog, { limits, extend: extendBy(extension(keyword)) })
        return Object.keys(schema.getMutationType()?.getFields() ?? {})
      }
      expect(fields(catalogOf([users]))).toEqual(['updateUser', 'updateUsers', 'ping'])
      expect(fields(catalogOf([]))).toEqual(['ping'])
    },
  )
})
