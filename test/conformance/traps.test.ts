import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { traps } from './traps.ts'
import { typeCases } from './types.ts'

it('knows all 35 traps', () => {
  expect(Object.keys(traps).map(Number)).toEqual(Array.from({ length: 35 }, (_, index) => index + 1))
})

it.each(Object.entries(traps))('trap %s is shown by tests that are there', (_, { shown }) => {
  expect(shown.length).toBeGreaterThan(0)
  for (const [file, title] of shown) {
    if (file === 'types.ts') expect(typeCases.map(({ name }) => name)).toContain(title)
    else expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).toContain(title)
  }
})
