import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AnswerSize, LEAST_OBJECT } from '../../src/runtime/answer-size.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'

let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-size-'))
  const left = new Database(join(folder, 'left.db'))
  left.exec("create table makers (id integer primary key, name text not null); insert into makers values (1, 'one')")
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec('create table things (id integer primary key, maker_id integer)')
  right.exec('create index things_maker on things (maker_id)')
  right.exec(
    'with recursive n(v) as (select 1 union all select v + 1 from n where v < 100) insert into things select v, 1 from n',
  )
  right.close()
  heddle = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.makers.id=right.things.maker_id'],
    limits: { cost: Number.MAX_SAFE_INTEGER }, // which would refuse it before it is asked
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true })
})

it('refuses an answer that links back and forth make enormous, before it is put together', async () => {
  // A hundred things of one maker, who has a hundred things …: 100^5 rows out of five statements with one key each.
  const inside = (depth: number): string => (depth === 0 ? 'id' : `things { maker { ${inside(depth - 1)} } }`)
  const started = performance.now()
  const { data, errors } = await heddle.execute(`{ makers { ${inside(5)} } }`)
  expect(data).toBeNull()
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED' })
  expect(performance.now() - started).toBeLessThan(10_000)
  expect((await heddle.execute('{ makers { id } }')).errors).toBeUndefined()
})

it('counts rows and cells exactly, wherever the answer is cut and whatever its texts hold', () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '{', ':', 'a') }))
  const rows = fc.array(fc.dictionary(fc.string({ unit: fc.constantFrom('a', 'b', '_') }), text, { minKeys: 1 }))
  fc.assert(
    fc.property(rows, fc.array(fc.nat()), (list, cuts) => {
      const bytes = Buffer.from(JSON.stringify({ data: { list } }))
      const cells = list.reduce((sum, row) => sum + Object.keys(row).length, 1) // `list` is one, too
      const count = (answerRows: number, answerCells: number): void => {
        const size = new AnswerSize({ bytes: Infinity, answerRows, answerCells }, LEAST_OBJECT)
        const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
        for (let part = 1; part < at.length; part += 1) size.count(bytes.subarray(at[part - 1], at[part]))
      }
      count(list.length, cells)
      expect(() => count(list.length, cells - 1)).toThrow(`more than ${cells - 1} cells`)
      if (list.length > 0) expect(() => count(list.length - 1, cells)).toThrow(`more than ${list.length - 1} rows`)
    }),
    { numRuns: 2_000 },
  )
})
