import Database from 'better-sqlite3'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { runEngine } from '../support/run-engine.ts'
import { flatten, type Cell } from './flatten.ts'
import { chinook, loadCatalogue, loadSales } from './load-chinook.ts'
import { chinookOperations } from './operations.ts'
import { chinookQuestions } from './questions.ts'

let folder: string
let heddle: Heddle
let whole: Database.Database

beforeAll(async () => {
  if (chinook.missing !== null) return
  folder = await mkdtemp(join(tmpdir(), 'heddle-chinook-'))
  await loadCatalogue(join(folder, 'catalogue'))
  loadSales(join(folder, 'sales'))
  whole = new Database(chinook.whole, { readonly: true })
  heddle = await createHeddle({
    sources: { catalogue: `pglite:${join(folder, 'catalogue')}`, sales: `sqlite:${join(folder, 'sales')}` },
    links: ['catalogue.track.track_id=sales.InvoiceLine.TrackId'],
    log: 'silent',
  })
})

beforeEach(({ skip }) => {
  if (chinook.missing !== null) skip(chinook.missing)
})

afterAll(async () => {
  if (chinook.missing !== null) return
  await heddle.close()
  whole.close()
  await rm(folder, { recursive: true, force: true })
})

test.each([...chinookOperations, ...chinookQuestions])(
  '$name, as SQL on the whole does',
  async ({ document, columns, sql }) => {
    const { result } = await runEngine(heddle, document)
    expect(result.errors).toBeUndefined()
    const expected = whole.prepare(sql).raw().all()
    expect(expected.length).toBeGreaterThan(0)
    expect(flatten(result.data, columns).map((row) => row.map(sqlCell))).toEqual(expected)
  },
)

/** SQLite has no booleans; the SQL of these tests writes them as text. */
function sqlCell(cell: Cell): Cell {
  return typeof cell === 'boolean' ? String(cell) : cell
}
