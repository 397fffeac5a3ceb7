import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { createHeddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** Documents that fill every cache: more than any of them keeps. */
const filling = 2_500
const further = 5_000

it('keeps as much after 7,500 different documents as after 2,500', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-memory-'))
  const file = join(folder, 'shop.db')
  new Database(file).exec('create table items (id integer primary key, name text)').close()
  const heddle = await createHeddle({ sources: { shop: `sqlite:${file}` }, log: 'silent' })
  const send = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++) {
      expect((await runEngine(heddle, documentOf(number))).result).toEqual({ data: { items: [] } })
    }
  }
  try {
    await send(0, filling)
    const full = heapInUse()
    await send(filling, filling + further)
    expect(heapInUse() / full).toBeLessThan(1.15)
  } finally {
    await heddle.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Each has a plan and a statement of its own: which columns are compared says the number, bit by bit. */
function documentOf(number: number): string {
  const conditions = Array.from({ length: 14 }, (_, bit) =>
    (number >> bit) & 1 ? '{ id: { gt: 1 } }' : '{ name: { eq: "" } }',
  )
  return `{ items(where: { AND: [${conditions.join(', ')}] }) { id name } }`
}

function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) collect()
  return process.memoryUsage().heapUsed
}
