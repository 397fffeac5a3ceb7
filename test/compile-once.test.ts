import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import type { Wire } from './reference/values.ts'
import { noPhases, phasesOf } from './support/count-phases.ts'
import { readCase } from './support/golden/read-case.ts'
import { rewrites } from './support/operations/rewrite-operation.ts'
import { runEngine } from './support/run-engine.ts'
import { openWorld, type OpenWorld } from './support/worlds/open-world.ts'
import { storeWorld } from './support/worlds/store-world.ts'

vi.mock('graphql', async (original) => {
  const graphql = await original<typeof import('graphql')>()
  return { ...graphql, parse: vi.fn(graphql.parse), validate: vi.fn(graphql.validate) }
})
vi.mock('../src/operation/bind-selection.ts', { spy: true })
vi.mock('../src/plan/build-plan.ts', { spy: true })
vi.mock('../src/sql/compile-fetch.ts', { spy: true })

const folder = join(import.meta.dirname, 'cases')
const cases = readdirSync(folder)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => readCase(join(folder, file)))
  .filter(({ error }) => error === null)
const [aliased] = rewrites
/** Cursors are bound to the values of filters, and a node id says itself which type is read: no form stands for others. */
const boundEachTime = /Connection|\bnode\(|\bnodes\(|nodeId: "/

describe('what is compiled once', () => {
  let world: OpenWorld

  beforeAll(async () => {
    world = await openWorld(storeWorld)
  })

  afterAll(() => world.close())

  it.each(cases)(
    'case $name: nothing at the second request; neither plan nor SQL for other aliases',
    async (golden) => {
      const ask = (document: string) => runEngine(world.heddle, document, golden.variables)
      const first = await phasesOf(() => ask(golden.document))
      expect(first).toMatchObject({ parse: 1, validate: 1 })
      expect(first.bind).toBeGreaterThan(0)
      const bind = boundEachTime.test(golden.document) ? 1 : 0
      expect(await phasesOf(() => ask(golden.document))).toEqual({ ...noPhases, bind })
      if (!aliased) throw new Error('there is no rewrite')
      // The schema's names stand in the SQL, a client's come as parameters: the first aliases may need a statement of their own.
      await ask(aliased.apply(golden.document))
      const otherwise = aliased.apply(golden.document).replaceAll(/\bz_/g, 'y_')
      expect(await phasesOf(() => ask(otherwise))).toMatchObject({ parse: 1, validate: 1, plan: 0, compile: 0 })
    },
  )

  it.each<[string, string, Record<string, Wire>, Record<string, Wire>]>([
    ['a key', 'query ($id: Int!) { user(where: { id: $id }) { id name } }', { id: 1 }, { id: 2 }],
    [
      'a filter in a variable, with links below',
      'query ($w: UserWhere) { users(where: $w, limit: 3) { id orders { id items { sku } } } }',
      { w: { country: { in: ['CH', 'DE'] }, id: { gt: 3 } } },
      { w: { country: { in: ['FR'] }, id: { gt: 50 } } },
    ],
    [
      'a list of filters',
      'query ($w: [OrderWhere!]) { orders(where: { OR: $w }, limit: 3) { id user { name } } }',
      { w: [{ status: { eq: 'paid' } }, { total: { gt: '100.00' } }] },
      { w: [{ status: { eq: 'draft' } }, { total: { gt: '7.00' } }] },
    ],
  ])('nothing for other values of %s', async (_what, document, variables, others) => {
    const { result } = await runEngine(world.heddle, document, variables)
    expect(result.errors).toBeUndefined()
    expect(await phasesOf(() => runEngine(world.heddle, document, others))).toEqual(noPhases)
  })

  it('a document that is not valid is validated once, though Yoga words the answer', async () => {
    const ask = async (): Promise<void> => {
      const response = await world.heddle.yoga.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ users { a: id a: name } } # not valid' }),
      })
      expect(await response.text()).toContain('conflict because')
    }
    expect(await phasesOf(ask)).toMatchObject({ validate: 1, bind: 0 })
    expect(await phasesOf(ask)).toMatchObject({ validate: 0, bind: 0 })
  })

  it('what a variable decides is bound anew, once for each form', async () => {
    const document = 'query ($desc: Boolean!) { users(limit: 2) { id name @skip(if: $desc) } }'
    await runEngine(world.heddle, document, { desc: false })
    const other = await phasesOf(() => runEngine(world.heddle, document, { desc: true }))
    expect(other).toMatchObject({ parse: 0, validate: 0, plan: 1 })
    for (const desc of [true, false]) {
      expect(await phasesOf(() => runEngine(world.heddle, document, { desc }))).toEqual(noPhases)
    }
  })
})

describe('what is kept is bounded: the oldest goes', () => {
  let directory: string
  let heddle: Heddle

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'heddle-once-'))
    const file = join(directory, 'shop.db')
    new Database(file).exec('create table items (id integer primary key, name text)').close()
    heddle = await createHeddle({
      sources: { shop: `sqlite:${file}` },
      limits: { maxLimit: 100_000 },
      log: 'silent',
    })
  })

  afterAll(async () => {
    await heddle.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const ask = (document: string, variables: Record<string, Wire> = {}) => runEngine(heddle, document, variables)

  it('documents, of 1,000', async () => {
    const document = (number: number) => `{ items(limit: 1) { a${number}: id } }`
    for (let number = 0; number < 1_010; number++) await ask(document(number))
    expect(await phasesOf(() => ask(document(1_009)))).toEqual(noPhases)
    expect(await phasesOf(() => ask(document(0)))).toMatchObject({ parse: 1, validate: 1, plan: 0 })
  })

  it('forms of one operation, of 100', async () => {
    const document = 'query ($n: Int!) { items(limit: $n) { id } }'
    for (let n = 0; n < 110; n++) await ask(document, { n })
    expect(await phasesOf(() => ask(document, { n: 109 }))).toEqual(noPhases)
    expect(await phasesOf(() => ask(document, { n: 0 }))).toMatchObject({ parse: 0, plan: 0 })
    expect((await phasesOf(() => ask(document, { n: 1 }))).bind).toBeGreaterThan(0)
  })

  it('plans, of 2,000', async () => {
    const document = 'query ($n: Int!) { items(limit: $n) { name } }'
    for (let n = 1; n <= 2_010; n++) await heddle.explain(document, { n })
    const anew = `${document} # not known by its text`
    expect(await phasesOf(() => heddle.explain(anew, { n: 2_010 }))).toMatchObject({ plan: 0, compile: 0 })
    expect(await phasesOf(() => heddle.explain(anew, { n: 1 }))).toMatchObject({ plan: 1, compile: 1 })
  })

  it('statements of a SQLite connection, of 256', async () => {
    const prepare = vi.spyOn(Database.prototype, 'prepare')
    const prepared = async (limit: number): Promise<number> => {
      prepare.mockClear()
      await ask(`{ items(limit: ${limit}) { id name } }`)
      return prepare.mock.calls.length
    }
    for (let limit = 1; limit <= 260; limit++) expect(await prepared(limit)).toBe(1)
    expect(await prepared(260)).toBe(0)
    expect(await prepared(1)).toBe(1)
    prepare.mockRestore()
  })
})
