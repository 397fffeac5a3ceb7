import { parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { defaultQuery } from '../../src/http/default-query.ts'
import { createFixtureEngine } from './fixture-engine.ts'

it('crosses from one database into the other, with columns of both', () => {
  const schema = createFixtureEngine().schemaFor('user')
  const query = defaultQuery(schema) ?? ''
  expect(query).toBe(`query Users {
  users(limit: 5) {
    id
    name
    orders(limit: 3) {
      id
      total
    }
  }
}
`)
  expect(validate(schema, parse(query))).toEqual([])
})
