import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type AnyConfig, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** What one request may spend, and what it is told when it has. */

let folder: string
const opened: Heddle[] = []

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-budgets-'))
  const rows = 'with recursive n(v) as (select 1 union all select v + 1 from n where v < 500)'
  const left = new Database(join(folder, 'left.db'))
  left.exec(`create table people (id integer primary key, name text);
    ${rows} insert into people select v, 'person' from n`)
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec(`create table visits (id integer primary key, person_id integer);
    ${rows} insert into visits select v, v from n; create index visits_of on visits (person_id)`)
  right.close()
})

afterAll(async () => {
  for (const heddle of opened) await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

const counted = '{ found: peopleAggregate(where: {visits: {some: {}}}) { count } }'

async function run(budgets: object, document = counted, permissions?: AnyConfig['permissions']) {
  const heddle = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.people.id=right.visits.person_id'],
    limits: { budgets },
    ...(permissions ? { permissions } : {}),
    log: 'silent',
  })
  opened.push(heddle)
  return (await runEngine(heddle, document)).result
}

it('answers what just keeps to its budgets', async () => {
  expect(await run({ keys: 500, rows: 500, statements: 2, time: '10s' })).toEqual({ data: { found: { count: 500 } } })
})

it.each([
  ['keys', { keys: 499 }, 'limits.budgets.keys'],
  ['rows', { rows: 499 }, 'limits.budgets.rows'],
  ['statements', { statements: 1 }, 'limits.budgets.statements'],
])('refuses what needs more %s, names the budget, and says what to do', async (what, budgets, setting) => {
  const { data, errors } = await run(budgets)
  expect(data).toEqual({ found: null })
  expect(errors).toHaveLength(1)
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(new RegExp(`budget of (\\d+ )?${what} is spent`)),
    path: ['found'],
    extensions: { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining(setting) },
  })
})

it('counts the keys of links as well', async () => {
  const { errors } = await run({ keys: 99 }, '{ people(limit: 100) { id visits { id } } }')
  expect(errors?.[0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } })
})

it.each([
  ['an order', '{ found: people(orderBy: [{visits: {count: asc}}]) { id } }'],
  ['groups', '{ found: visitsGroupBy(by: [{person: {column: name}}]) { count } }'],
])('refuses %s of more keys than may be moved, and names what it is by', async (_what, document) => {
  expect(await run({ keys: 500 }, document)).not.toHaveProperty('errors')
  const { errors } = await run({ keys: 499 }, document)
  expect(errors?.[0]).toMatchObject({
    message: expect.stringMatching(/^The order or grouping by (Person\.visits|Visit\.person) takes more keys/),
    extensions: { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('limits.budgets.keys') },
  })
})

it('names nothing that the viewer may not name, where a rule asks for too many keys', async () => {
  const rules = { anonymous: { people: { read: { where: () => ({ visits: { some: {} } }) } } } }
  const document = '{ found: peopleAggregate { count } }'
  expect(await run({ keys: 500 }, document, rules)).toEqual({ data: { found: { count: 500 } } })
  const { errors } = await run({ keys: 499 }, document, rules)
  expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }])
  expect(JSON.stringify(errors)).not.toMatch(/visit/i)
})

it('stops what takes longer than its time, and says so', async () => {
  const { errors } = await run({ time: 1 }) // less than starting a process takes
  expect(errors?.[0]).toMatchObject({
    message: expect.stringContaining('its budget of time is spent'),
    extensions: { code: 'LIMIT_EXCEEDED', hint: expect.stringContaining('limits.budgets.time') },
  })
})

it.each([
  ['objects', { answerRows: 1_000 }, { answerRows: 999 }],
  ['fields', { answerCells: 1_501 }, { answerCells: 1_500 }],
])('refuses an answer of more %s than it may have', async (_what, enough, few) => {
  const document = '{ people(limit: 500) { id visits { id } } }'
  expect(await run(enough, document)).not.toHaveProperty('errors')
  const { errors } = await run(few, document)
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/^The answer has more than \d+ (rows|cells)\.$/),
      extensions: { code: 'LIMIT_EXCEEDED', limit: `budgets.${Object.keys(few)[0]}` },
    },
  ])
})

it('is told of a setting that is none', async () => {
  await expect(run({ megabytes: 5 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  await expect(run({ keys: 0 })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
