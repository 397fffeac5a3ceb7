import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../../src/start.ts'

// An answer is counted where it may hold too many objects by its length alone. Which lengths these are is worked out from
// the fields that are asked for: here, names of one letter and values of one digit.

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-least-'))
  for (const name of ['left', 'right']) {
    const database = new Database(join(folder, `${name}.db`))
    database.exec('create table tiny (id integer primary key, a integer not null, t integer, payload json, empty json)')
    database.exec('create index tiny_t on tiny (t)')
    database.exec(`with recursive n(v) as (select 1 union all select v + 1 from n where v < 2000)
      insert into tiny select v, v % 10, 1 + (v - 1) / 4, '[{"b":1},{"b":2},{"b":3}]', '[{},{},{},{},{},{},{},{}]' from n`)
    if (name === 'right') database.exec('alter table tiny rename to far')
    else database.exec('create table near (id integer primary key, t integer references tiny (id), a integer not null)')
    if (name === 'left') database.exec('insert into near select id, t, a from tiny')
    if (name === 'left') database.exec('create index near_t on near (t)')
    database.close()
  }
})

afterAll(() => rmSync(folder, { recursive: true }))

function start(answerRows: number): Promise<Heddle> {
  return createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.tiny.id=right.far.t as far/tiny'],
    limits: { maxLimit: 2_000, cost: Number.MAX_SAFE_INTEGER, budgets: { answerRows } },
    log: 'silent',
  })
}

async function answerTo(document: string, answerRows: number) {
  const heddle = await start(answerRows)
  try {
    return await heddle.execute(document)
  } finally {
    await heddle.close()
  }
}

function countObjects(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce<number>((sum, item) => sum + countObjects(item), 0)
  return inside + (Array.isArray(value) ? 0 : 1)
}

it.each([
  'a: tinies(limit: 2000) { a }',
  'a: tinies(limit: 2000) { b: a c: a }',
  'a: tinies(limit: 2000) { payload }',
  'a: tinies(limit: 2000) { empty }',
  'a: tinies(limit: 300) { a b: nears { a } }',
  'a: tinies(limit: 300) { b: nears { c: tTiny { payload } } }',
  'a: nears(limit: 2000) { b: tTiny { a } }',
  'a: fars(limit: 2000) { b: tiny { a } }',
  'a: tinies(limit: 300) { b: far { c: tiny { c: far { a } } } }',
  'a: tinies(limit: 300) { b: far { c: tiny { c: far { payload } } } }',
  'a: tinies(limit: 2000) { b: nearsAggregate { c: count } }',
  'a: tinies(limit: 500) { b: farAggregate { c: max { a } } }',
  'a: tinies(limit: 500) { b: nearsConnection { c: nodes { a } } }',
  'a: tinies(limit: 500) { b: farConnection { c: edges { d: node { a } } } }',
  'a: tinies(limit: 2000) { b: nearsConnection { c: pageInfo { d: hasNextPage } } }',
  'a: tiniesGroupBy(by: [{ column: id }], limit: 2000) { b: count }',
  'a: nearsGroupBy(by: [{ tTiny: { column: id } }], limit: 500) { b: key { c: tTiny { d: id } } }',
])('an answer of short objects is allowed with as many as it has, and refused with one less: %s', async (selection) => {
  const run = (answerRows: number) => answerTo(`{ ${selection} }`, answerRows)
  const whole = await run(1_000_000)
  expect(whole.errors).toBeUndefined()
  const objects = countObjects(whole.data) - 1 // `data` itself is none of them
  expect(objects).toBeGreaterThan(450)
  expect((await run(objects)).data).toEqual(whole.data)
  expect((await run(objects - 1)).errors?.[0]?.extensions).toMatchObject({ limit: 'budgets.answerRows' })
})

it('counts what stands around the rows of a mutation, of which there may be none', async () => {
  const updates = Array.from(
    { length: 40 },
    (_, at) => `u${at}: updateNears(where: { id: { eq: -1 } }, data: { a: 1 }) { count }`,
  )
  const document = `mutation { ${updates.join(' ')} }`
  const whole = await answerTo(document, 40)
  expect(whole.errors).toBeUndefined()
  expect(countObjects(whole.data) - 1).toBe(40)
  expect((await answerTo(document, 39)).errors?.[0]?.extensions).toMatchObject({ limit: 'budgets.answerRows' })
})
