import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import { buildSchema as fromSdl, print, validateSchema } from 'graphql'
import { expect, test } from 'vitest'
import { buildSchema } from '../../src/graphql/build-schema.ts'
import { extendSchema } from '../../src/graphql/extend-schema.ts'
import { printSchema } from '../../src/graphql/print-schema.ts'
import { storeCatalog } from '../support/catalog-factory.ts'

const limits = { defaultLimit: 100, maxLimit: 1000 }

test('prints applied directives, directives first, then Query, then everything by name', () => {
  const sdl = printSchema(buildSchema(storeCatalog(), { limits }))
  const names = [...sdl.matchAll(/^(?:directive|type|input|enum|interface|scalar) (@?\w+)/gm)].map(([, name]) => name)
  expect(names.slice(0, 6)).toEqual(['@defer', '@semanticNonNull', '@source', '@stream', 'Query', 'Address'])
  expect(names.slice(5)).toEqual(names.slice(5).sort())
  expect(sdl).toContain('directive @semanticNonNull(levels: [Int!]! = [0]) on FIELD_DEFINITION\n')
  expect(sdl).toContain('directive @source(database: String!, table: String!) on OBJECT\n')
  expect(sdl).toContain('scalar UUID @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc9562")\n')
  expect(sdl).not.toMatch(/^schema/m)
})

test('prints the same bytes for the same catalog, and SDL that GraphQL reads back', () => {
  const sdl = printSchema(buildSchema(storeCatalog(), { limits }))
  expect(printSchema(buildSchema(storeCatalog(), { limits }))).toBe(sdl)
  expect(validateSchema(fromSdl(sdl))).toEqual([])
})

test('prints each definition as the printer with directives alone would, in the generated part and in the user’s', () => {
  const typeDefs = `
    """Shown to customers."""
    enum Grade { "best" A, B @deprecated(reason: "no longer given") }
    input Range @oneOf { "from here" least: Int most: Int }
    union Anything = User | Order
    interface Graded { grade(of: Range = { least: 1 }): Grade }
    type Report implements Graded { grade(of: Range): Grade total: Int }
    extend type Query { report: Report anything: Anything }
    extend type User { grade(of: Range = { most: 3 }, "which" when: DateTime, again: Boolean, everyone: Boolean): Grade }
  `
  const resolve = () => null
  const extension = { typeDefs, resolvers: { Query: { report: resolve, anything: resolve }, User: { grade: resolve } } }
  const schema = buildSchema(storeCatalog(), {
    limits,
    extend: (generated, options) => extendSchema(generated, extension, options),
  })
  const definitions = getDocumentNodeFromSchema(schema).definitions.map((definition) => print(definition))
  const expected = definitions.filter((definition) => !definition.startsWith('schema'))
  expect(
    printSchema(schema)
      .trimEnd()
      .split(/\n\n(?=\S)/)
      .sort(),
  ).toEqual(expected.sort())
})
