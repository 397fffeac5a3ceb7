import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { errorCodes, helpFor } from '../src/errors.ts'
import manifest from '../package.json' with { type: 'json' }

it('has a section for every code in docs/errors.md, in the order of errors.ts, and for nothing else', () => {
  const sections = readFileSync('docs/errors.md', 'utf8').split(/^#+ /m)
  const described = sections.filter((section) => /^[A-Z_]+\n\n\S/.test(section))
  expect(described.map((section) => section.split('\n')[0])).toEqual([...errorCodes])
})

it('names for each code a file of the package, and a section as GitHub names it', () => {
  const anchors = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  )
  for (const code of errorCodes) {
    const [file, anchor] = helpFor(code).split('#')
    expect(file).toBe('docs/errors.md')
    expect(anchors).toContain(anchor)
  }
  expect(manifest.files).toContain('docs/*.md')
})
