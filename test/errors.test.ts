import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes } from '../src/errors.ts'

it('has a section for every code in docs/errors.md, in the order of errors.ts, and for nothing else', () => {
  const sections = readFileSync('docs/errors.md', 'utf8').split(/^#+ /m)
  const described = sections.filter((section) => /^[A-Z_]+\n\n\S/.test(section))
  expect(described.map((section) => section.split('\n')[0])).toEqual([...errorCodes])
})
