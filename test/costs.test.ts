import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { allocatedBytes } from './support/allocated-bytes.ts'

/** What requests cost, without a clock. Bounds are about twice what was measured when they were written, beside each. */

const rows = 10_000
let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-costs-'))
  const numbers = `with recursive n(v) as (select 1 union all select v + 1 from n where v < ${rows})`
  const left = new Database(join(folder, 'left.db'))
  left.exec('create table makers (id integer primary key, name text not null, city text)')
  left.exec(`${numbers} insert into makers select v, 'maker ' || v, 'city ' || (v % 100) from n`)
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec('create table things (id integer primary key, maker_id integer not null, label text not null)')
  right.exec('create index things_maker on things (maker_id)')
  right.exec(`${numbers} insert into things select 3 * v, v, 'thing ' || v from n`)
  right.exec(`${numbers} insert into things select 3 * v + 1, 1 + (v * 7) % ${rows}, 'other ' || v from n`)
  right.close()
  heddle = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.makers.id=right.things.maker_id'],
    limits: { maxLimit: rows },
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(document: string, variables: Record<string, unknown>) {
  const answer = await heddle.engine.execute({ document, variables, viewer: { role: 'anonymous', context: {} } })
  if (answer.kind !== 'text') throw new Error(`the general path answered ${document}`)
  return answer
}

const one = 'query ($id: Int!) { maker(where: { id: $id }) { id name city } }'
/** The relations below a maker, by how many there are. */
const levels = [
  '',
  'things(limit: 5) { id label }',
  'things(limit: 5) { id label maker { id name things(limit: 5) { label } } }',
].map((below) => `query ($n: Int!) { makers(limit: $n) { id name city ${below} } }`)

/** Kilobytes of a warm request on the heap. */
async function kilobytes(document: string, variables: Record<string, unknown>, times: number): Promise<number> {
  for (let run = 0; run < times; run++) await ask(document, variables)
  return (await allocatedBytes(times, () => ask(document, variables))) / 1024
}

describe('the heap that a request takes', () => {
  it('is bounded for one row', async () => {
    expect(await kilobytes(one, { id: 77 }, 2_000)).toBeLessThan(36) // 17
  })

  it('has no object for a row of one database: a thousand rows cost what ten do', async () => {
    const [document = ''] = levels
    const few = await kilobytes(document, { n: 10 }, 1_000)
    const many = await kilobytes(document, { n: 1_010 }, 300)
    expect(few).toBeLessThan(36) // 18
    expect(many - few).toBeLessThan(8) // 0: 8 bytes a row would be too much
  })

  it.each([
    ['a link', 1, 2_000], // 950 bytes, with two rows below
    ['three links', 2, 7_000], // 3,300 bytes, with two rows below, and two more below each
  ])('is bounded for a row and the rows below it, over %s', async (_links, level, most) => {
    const document = levels[level] ?? ''
    const few = await kilobytes(document, { n: 10 }, 300)
    const many = await kilobytes(document, { n: 1_010 }, 30)
    expect(((many - few) * 1024) / 1_000).toBeLessThan(most)
  })
})

describe('ten times the rows', () => {
  /** The least of several runs: what else the machine does makes a run dearer, never cheaper. */
  async function cpuOf(document: string, n: number): Promise<number> {
    let least = Infinity
    for (let run = 0; run < 7; run++) {
      const before = process.cpuUsage()
      await ask(document, { n })
      const { user, system } = process.cpuUsage(before)
      least = Math.min(least, user + system)
    }
    return least
  }

  it.each([
    ['no link', 0],
    ['a link', 1],
    ['three links', 2],
  ])(
    'take as many statements and about ten times the heap and the CPU, over %s',
    { retry: 2 },
    async (_links, level) => {
      const document = levels[level] ?? ''
      const [few, many] = [rows / 10, rows]
      const statementsOf = async (n: number) => (await ask(document, { n })).timings.map(({ statements }) => statements)
      expect(await statementsOf(many)).toEqual(await statementsOf(few))
      expect((await kilobytes(document, { n: many }, 3)) / (await kilobytes(document, { n: few }, 10))).toBeLessThan(14)
      expect((await cpuOf(document, many)) / (await cpuOf(document, few))).toBeLessThan(17)
    },
  )
})
