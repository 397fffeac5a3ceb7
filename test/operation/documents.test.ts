import { buildSchema } from 'graphql'
import { expect, it } from 'vitest'
import { defaultOperationLimits } from '../../src/operation/limits.ts'
import { createDocuments, RequestErrors } from '../../src/operation/documents.ts'

const documents = createDocuments(buildSchema('type Query { a: Int }'), {
  limits: defaultOperationLimits,
  introspection: true,
})

it.each([
  ['mutation', 'mutation { anything }'],
  ['subscription', 'query A { a } subscription B { anything }'],
])('refuses a %s where the schema has none', (operation, text) => {
  let refused: unknown
  try {
    documents.read(text)
  } catch (error) {
    refused = error
  }
  expect(refused).toBeInstanceOf(RequestErrors)
  expect((refused as RequestErrors).errors).toMatchObject([
    { message: `This API has no ${operation} operations.`, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  ])
})

it('reads a text once, valid or not', () => {
  expect(documents.read('{ a }')).toBe(documents.read('{ a }'))
  expect(() => documents.read('{ b }')).toThrow(RequestErrors)
  expect(() => documents.read('{ b }')).toThrow('Cannot query field "b"')
})

it.each([
  ['a variable', 'query ($a: Imt) { a @skip(if: $a) }', 'Unknown type "Imt". Did you mean "Int"?'],
  [
    'a fragment',
    'fragment F on Query { a } { ...F ... on Querry { a } }',
    'Unknown type "Querry". Did you mean "Query"?',
  ],
])('names the types that the schema does not have, of %s', (_what, text, message) => {
  expect(documents.errorsIn(text).map((error) => error.message)).toContain(message)
})
