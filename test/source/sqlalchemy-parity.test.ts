import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { covering, notApplicable, poolTests, reconnectTests } from './sqlalchemy-parity.ts'

it('accounts for all 94 tests of its pool and 56 of reconnecting', () => {
  const counts = [poolTests, reconnectTests].map((tests) => Object.keys(tests).length)
  expect(counts).toEqual([94, 56])
  const verdicts = [...Object.values(poolTests), ...Object.values(reconnectTests)]
  const covered = verdicts.filter((verdict) => !verdict.startsWith('not: '))
  console.log(`${covered.length} covered, ${verdicts.length - covered.length} not applicable`)
})

it('gives no reason that no test has, and names no test for nothing', () => {
  const used = new Set([...Object.values(poolTests), ...Object.values(reconnectTests)])
  const known = [...Object.keys(covering), ...Object.keys(notApplicable).map((why) => `not: ${why}`)]
  expect(new Set(known)).toEqual(used)
})

it.each(Object.entries(covering))('names a test that is there: %s', (_, [file, title]) => {
  expect(readFileSync(join(import.meta.dirname, file), 'utf8')).toContain(title)
})
