import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { isInputObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** Conditions across links where data is large, missing or odd; what they answer at all is held by the random operations. */

const people = 100_001
let folder: string
let heddle: Heddle
/** With a small budget. */
let strict: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-link-filters-'))
  const numbers = (most: number) => `with recursive n(v) as (select 1 union all select v + 1 from n where v < ${most})`
  const left = new Database(join(folder, 'left.db'))
  left.exec('create table people (id integer primary key, code text collate nocase, city text)')
  left.exec(`${numbers(people)} insert into people select v, null, 'city ' || (v % 100) from n`)
  left.exec(
    `update people set code = case id when 1 then 'abc' when 2 then 'ABC' when 3 then 'abc ' when 4 then 'é' end`,
  )
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec('create table visits (id integer primary key, person_id integer, place text, cost decimal(12,2))')
  right.exec(
    `${numbers(people)} insert into visits select v, v, case when v <= 10000 then 'near' else 'far' end, 1 from n`,
  )
  right.exec(
    `insert into visits values (200001, null, 'nowhere', 5), (200002, -7, 'nowhere', 5), (200003, 5, 'twice', 2)`,
  )
  right.exec('create index visits_of on visits (person_id)')
  right.exec('create table calls (id integer primary key, person_id integer, kind text)')
  right.exec(`${numbers(20)} insert into calls select v, v, 'a' from n`)
  right.exec(`${numbers(5)} insert into calls select 20 + v, v, 'b' from n`)
  right.exec('create table badges (id integer primary key, code text unique, kind text)')
  right.exec(`insert into badges values (1, 'ABC', 'a'), (2, 'e' || char(0x301), 'b'), (3, null, 'c'), (4, 'é', 'd')`)
  right.close()
  heddle = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: [
      'left.people.id=right.visits.person_id',
      'left.people.id=right.calls.person_id',
      'right.badges.code=left.people.code as owners/badge',
    ],
    log: 'silent',
  })
  strict = await createHeddle({
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.people.id=right.visits.person_id'],
    limits: { budgets: { keys: 100_000 } },
    log: 'silent',
  })
}, 60_000)

afterAll(async () => {
  await heddle.close()
  await strict.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(document: string, variables = {}) {
  const { result, path, statements } = await runEngine(heddle, document, variables)
  expect(result.errors).toBeUndefined()
  expect(path).toBe('text')
  return { data: result.data as Record<string, never>, statements }
}

const count = async (where: string) => {
  const { data } = await ask(`{ counted: peopleAggregate(where: ${where}) { count } }`)
  return (data['counted'] as { count: unknown } | undefined)?.count
}

describe('a condition across a link', () => {
  it('takes ten thousand keys in one statement', async () => {
    const { data, statements } = await ask(
      '{ all: peopleAggregate(where: {visits: {some: {place: {eq: "near"}}}}) { count } }',
    )
    expect(data).toEqual({ all: { count: 10_000 } })
    expect(statements).toEqual({ left: 1, right: 1 })
  })

  it('is true for no row where no key is answered, and its opposite for every row', async () => {
    expect(await count('{visits: {some: {place: {eq: "none"}}}}')).toBe(0)
    expect(await count('{visits: {some: {id: {in: []}}}}')).toBe(0)
    expect(await count('{visits: {none: {place: {eq: "none"}}}}')).toBe(people)
    expect(await count('{NOT: {visits: {some: {place: {eq: "none"}}}}}')).toBe(people)
  })

  it('passes over keys that are null and keys that match nothing', async () => {
    expect(await count('{visits: {some: {place: {eq: "nowhere"}}}}')).toBe(0)
    expect(await count('{visits: {none: {place: {eq: "nowhere"}}}}')).toBe(people)
    expect(await count('{NOT: {badge: {}}}')).toBe(people - 2)
  })

  it('compares text keys code point by code point, whatever the column folds', async () => {
    const { data } = await ask(`{ some: people(where: {badge: {}}) { id } }`)
    expect(data).toEqual({ some: [{ id: 2 }, { id: 4 }] })
  })

  it('counts a row without partners as 0, also where the count is a variable', async () => {
    const document =
      'query ($n: Int!) { all: peopleAggregate(where: {calls: {count: {ne: $n}}, id: {lte: 30}}) { count } }'
    const of = async (n: number) => (await ask(document, { n })).data
    expect(await of(1)).toEqual({ all: { count: 15 } })
    expect(await of(2)).toEqual({ all: { count: 25 } })
    expect(await of(0)).toEqual({ all: { count: 20 } })
    expect(await count('{calls: {count: {eq: 0}}}')).toBe(people - 20)
    expect(await count('{calls: {count: {in: [0, 1]}}}')).toBe(people - 5)
    expect(await count('{calls: {max: {kind: {gt: "a"}}}}')).toBe(5)
    expect(await count('{NOT: {calls: {max: {kind: {gt: "a"}}}}}')).toBe(15)
  })

  it('asks once for what two fields ask alike', async () => {
    const where = '{visits: {some: {place: {eq: "near"}}}}'
    const { statements } = await ask(
      `{ a: people(where: ${where}, orderBy: {city: asc}, limit: 2) { id } b: peopleAggregate(where: ${where}) { count } }`,
    )
    expect(statements).toEqual({ left: 2, right: 1 })
  })

  it('reads as many keys as the page needs, where the page is in the order of the keys', async () => {
    const page = (where: string) => ask(`{ page: people(where: {${where}}, limit: 3) { id } }`)
    const first = await page('visits: {some: {place: {eq: "near"}}}')
    expect(first).toEqual({ data: { page: [{ id: 1 }, { id: 2 }, { id: 3 }] }, statements: { left: 1, right: 1 } })
    // -7 is nobody's: the page is not full, and as many keys again are asked for.
    const second = await page('visits: {some: {place: {in: ["nowhere", "twice", "near"]}}}')
    expect(second).toEqual({ data: { page: [{ id: 1 }, { id: 2 }, { id: 3 }] }, statements: { left: 2, right: 2 } })
    const few = await page('visits: {some: {place: {in: ["nowhere", "twice"]}}}')
    // Two keys among the first 2,000 rows, none further among the next 100,000 and the rest: too few to ask for rows before.
    expect(few).toEqual({ data: { page: [{ id: 5 }] }, statements: { left: 1, right: 3 } })
  })

  it('looks in windows of the rows that other conditions leave, where there are many keys', async () => {
    const page = (where: string) => ask(`{ page: people(where: {${where}}, limit: 3) { id } }`)
    // The table is known to be large: a window, its keys, its page.
    const far = await page('city: {eq: "city 99"}, visits: {some: {}}')
    expect(far).toEqual({ data: { page: [{ id: 99 }, { id: 199 }, { id: 299 }] }, statements: { left: 2, right: 1 } })
  })

  it('is refused where it selects more keys than the budget has, and the rest is answered', async () => {
    const { result } = await runEngine(
      strict,
      '{ all: peopleAggregate(where: {visits: {some: {}}}) { count } visits(limit: 1) { id } }',
    )
    expect(result.data).toEqual({ all: null, visits: [{ id: 1 }] })
    expect(result.errors?.[0]).toMatchObject({
      message: expect.stringContaining("the request's budget of 100000 keys is spent"),
      path: ['all'],
      extensions: { code: 'LIMIT_EXCEEDED', source: 'right', table: 'Visit' },
    })
  })

  it('costs the fields that needed it where its database fails, and no other', async () => {
    const broken = join(folder, 'broken.db')
    const database = new Database(broken)
    database.exec('create table visits (id integer primary key, person_id integer)')
    const other = await createHeddle({
      sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${broken}` },
      links: ['left.people.id=right.visits.person_id'],
      log: 'silent',
    })
    try {
      database.exec('drop table visits')
      const { result } = await runEngine(
        other,
        '{ all: people(where: {visits: {some: {}}}) { id } one: people(limit: 1) { id } }',
      )
      expect(result.data).toEqual({ all: null, one: [{ id: 1 }] })
      expect(result.errors).toHaveLength(1)
      expect(result.errors?.[0]?.path).toEqual(['all'])
    } finally {
      await other.close()
      database.close()
    }
  })

  it('does not exist for a role that may not read what it leads to', async () => {
    const restricted = await createHeddle({
      sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
      links: ['left.people.id=right.visits.person_id'],
      permissions: {
        all: { people: { read: true }, visits: { read: true } },
        near: { people: { read: true } },
        keyless: { people: { read: true }, visits: { read: { columns: { except: ['personId'] } } } },
      },
      role: () => 'near',
      log: 'silent',
    })
    const fieldsOf = (role: string) => {
      const where = restricted.engine.schemaFor(role).getType('PersonWhere')
      return isInputObjectType(where) ? Object.keys(where.getFields()) : []
    }
    try {
      expect(fieldsOf('all')).toContain('visits')
      expect(fieldsOf('near')).not.toContain('visits')
      expect(fieldsOf('keyless')).not.toContain('visits')
    } finally {
      await restricted.close()
    }
  })
})
