import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const databases = [
  { name: 'accounts', dialect: 'postgresql' },
  { name: 'shop', dialect: 'sqlite' },
  { name: 'catalog', dialect: 'sqlite' },
]

let copy: string

// drizzle-kit writes a migration where it finds a change: into a copy, never into the checkout.
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'heddle-migrations-'))
  await cp('drizzle', copy, { recursive: true })
})
afterAll(() => rm(copy, { recursive: true, force: true }))

test.for(databases)('drizzle-kit finds no change between schema and migrations of $name', async ({ name, dialect }) => {
  const out = join(copy, name)
  const before = await readdir(out)
  const options = ['--dialect', dialect, '--schema', `schema/${name}.ts`, '--out', out]
  const { stdout } = await promisify(execFile)(process.execPath, [
    'node_modules/drizzle-kit/bin.cjs',
    'generate',
    ...options,
  ])
  expect(stdout).toContain('No schema changes')
  expect(await readdir(out)).toEqual(before)
})
