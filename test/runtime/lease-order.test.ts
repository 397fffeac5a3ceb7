import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bodyText } from '../../src/request.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

/** What may take long runs on the few connections that a file has for it. */
const scan = (name: string, operator = 'eq'): string => `${name}Rows(where: {note: {${operator}: "x"}}) { id }`
const folder = mkdtempSync(join(tmpdir(), 'heddle-lease-order-'))
const names = ['a', 'b', 'c']
let heddle: Heddle

beforeAll(async () => {
  for (const name of names) {
    new Database(join(folder, name))
      .exec(`create table ${name}_rows (id integer primary key, note text); insert into ${name}_rows values (1, 'x')`)
      .close()
  }
  const sources = names.map((name) => [name, `sqlite:${join(folder, name)}`] as const)
  heddle = await createHeddle({ sources: Object.fromEntries(sources), log: 'silent' })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true })
})

async function answer(document: string): Promise<unknown> {
  const deadline = performance.now() + 10_000
  const request = { document, variables: {}, viewer: { role: 'anonymous', context: {} }, deadline }
  const given = await heddle.engine.execute(request)
  return given.kind === 'text' ? JSON.parse(bodyText(given.body)) : given.result
}

it('lets requests wait for no connection of one another while they hold those of a snapshot', async () => {
  // Each asks one source twice, for which it holds a connection until its end, and all others once.
  const operations = names.map((twice) => {
    return `{ ${names.map((name) => `${name}: ${scan(name)}`).join(' ')} again: ${scan(twice, 'in')} }`
  })
  const rows = [{ id: 1 }]
  for (let round = 0; round < 5; round += 1) {
    const asked = await Promise.all(Array.from({ length: 12 }, (_, number) => answer(operations[number % 3]!)))
    for (const each of asked) expect(each).toEqual({ data: { a: rows, b: rows, c: rows, again: rows } })
  }
}, 60_000)
