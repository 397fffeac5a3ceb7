import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { collapseErrors } from '../src/collapse-errors.ts'
import { HeddleError } from '../src/errors.ts'

const down = new HeddleError('DATABASE_UNAVAILABLE', 'down', { source: 'accounts' })

function at(path: readonly (string | number)[], originalError: Error = down): GraphQLError {
  return new GraphQLError(originalError.message, { path, originalError })
}

it('tells what one failure has cost once for each place of the document, with the first path and how many there are', () => {
  const errors = [
    ...Array.from({ length: 1_000 }, (_, index) => at(['orders', index, 'user'])),
    at(['users']),
    ...Array.from({ length: 3 }, (_, index) => at(['orders', 0, 'items', index, 'user'])),
  ]
  const told = collapseErrors(errors).map(({ path, extensions }) => ({ path, ...extensions }))
  const what = { code: 'DATABASE_UNAVAILABLE', source: 'accounts' }
  expect(told).toEqual([
    { path: ['orders', 0, 'user'], ...what, occurrences: 1_000 },
    { path: ['users'], ...what },
    { path: ['orders', 0, 'items', 0, 'user'], ...what, occurrences: 3 },
  ])
})

it('keeps apart what has failed for different reasons, and what nobody else failed of', () => {
  const other = new HeddleError('DATABASE_TIMEOUT', 'late', { source: 'shop' })
  const own = [new GraphQLError('one', { path: ['a', 0] }), new GraphQLError('two', { path: ['a', 1] })]
  const errors = [at(['a', 0]), at(['a', 1], other), ...own]
  expect(collapseErrors(errors)).toEqual(errors)
})
