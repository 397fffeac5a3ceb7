import { expect, it } from 'vitest'
import { exitCodeOf, exitCodeOfCodes } from '../../src/cli/exit-code.ts'
import { printError, printErrorJson } from '../../src/cli/print-error.ts'
import { HeddleError } from '../../src/errors.ts'

const refused = new HeddleError(
  'SOURCE_UNREACHABLE',
  'Source "shop" at postgres://ann:hunter2@db/x cannot be reached. Check the host.',
  { source: 'shop', table: 'shop.orders', columns: ['a', 'b'], hint: 'Check the host.' },
  { cause: new Error('connect ECONNREFUSED') },
)

it('prints what, where, why, fix and code, each once, without a password', () => {
  expect(printError(refused)).toBe(
    [
      'error  Source "shop" at postgres://ann:***@db/x cannot be reached.',
      'where  source shop, table shop.orders, columns a, b',
      'why    connect ECONNREFUSED',
      'fix    Check the host.',
      'code   SOURCE_UNREACHABLE',
      'more   docs/errors.md#source_unreachable',
      '',
    ].join('\n'),
  )
  expect(JSON.parse(printErrorJson(refused))).toMatchObject({
    error: { code: 'SOURCE_UNREACHABLE', source: 'shop', help: 'docs/errors.md#source_unreachable' },
  })
  expect(printErrorJson(refused)).not.toContain('hunter2')
})

it('does not repeat a cause that the message has told', () => {
  const error = new HeddleError('CONFIG_INVALID', 'No config: bad file', {}, { cause: new Error('bad file') })
  expect(printError(error)).toBe(
    'error  No config: bad file\ncode   CONFIG_INVALID\nmore   docs/errors.md#config_invalid\n',
  )
})

it('exits with 3 for a database, 2 for usage and config, 1 for what a check found', () => {
  expect(exitCodeOf(refused)).toBe(3)
  expect(exitCodeOf(new HeddleError('LINK_INVALID', 'x'))).toBe(2)
  expect(exitCodeOf(new TypeError('x'))).toBe(1)
  expect(exitCodeOfCodes([])).toBe(0)
  expect(exitCodeOfCodes(['GRAPHQL_VALIDATION_FAILED'])).toBe(2)
  expect(exitCodeOfCodes(['VALUE_NOT_REPRESENTABLE'])).toBe(1)
  expect(exitCodeOfCodes(['VALUE_NOT_REPRESENTABLE', 'DATABASE_UNAVAILABLE'])).toBe(3)
})
