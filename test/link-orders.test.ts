import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HeddleConfig } from '../src/config/heddle-config.ts'
import { createHeddle, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/**
 * Orders across links where data is larger than a page of keys, full of ties and of keys without rows, held against SQL over
 * both databases at once; what orders answer at all is held by the random operations.
 */

const people = 3000
let folder: string
let heddle: Heddle
let both: InstanceType<typeof Database>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-link-orders-'))
  const numbers = (most: number) => `with recursive n(v) as (select 1 union all select v + 1 from n where v < ${most})`
  const left = new Database(join(folder, 'left.db'))
  left.exec('create table people (id integer primary key, city text not null, team_id integer)')
  left.exec(`${numbers(people)} insert into people select v, 'city ' || (v % 7), nullif(v % 40, 0) from n`)
  left.close()
  const right = new Database(join(folder, 'right.db'))
  right.exec('create table visits (id integer primary key, person_id integer, cost decimal(12,2), at datetime)')
  // Every fifth person has none; a third of the keys have no person, and among them are the dearest.
  right.exec(
    `${numbers(9000)} insert into visits select v, p, iif(p > ${people}, 9999, (p * 7) % 13), '2026-01-01 00:00:00.00000' || (p % 4)
     from (select v, (v * 7919) % (${people} * 3 / 2) as p from n) where p % 5 <> 0 or p > ${people}`,
  )
  right.exec('create index visits_person on visits (person_id)')
  right.exec('create table teams (id integer primary key, name text)')
  right.exec(`${numbers(200)} insert into teams select v, iif(v % 3 = 0, null, 'team ' || (v % 5)) from n`)
  right.close()
  heddle = await createHeddle(config())
  both = new Database(join(folder, 'left.db'))
  both.exec(`attach '${join(folder, 'right.db')}' as r`)
}, 60_000)

afterAll(async () => {
  both.close()
  await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

function config(): HeddleConfig {
  return {
    sources: { left: `sqlite:${join(folder, 'left.db')}`, right: `sqlite:${join(folder, 'right.db')}` },
    links: ['left.people.id=right.visits.person_id', 'right.teams.id=left.people.team_id'],
    log: 'silent',
  }
}

async function ask<T>(document: string, variables = {}) {
  const { result, path, statements } = await runEngine(heddle, document, variables)
  expect(result.errors).toBeUndefined()
  expect(path).toBe('text')
  return { data: result.data as T, statements }
}

/** Ids as one database would order them. */
function sorted(order: string, filter = 'true'): number[] {
  const joined = `people as p
    left join (select person_id, sum(cost) as total, count(*) as visits, max(at) as latest from r.visits group by person_id) as v
      on v.person_id = p.id
    left join r.teams as t on t.id = p.team_id`
  return both.prepare(`select p.id from ${joined} where ${filter} order by ${order}, p.id`).pluck().all() as number[]
}

interface Listed {
  readonly list: readonly { readonly id: number }[]
}

const ordersOf: readonly (readonly [orderBy: string, sql: string])[] = [
  ['{visits: {sum: {cost: desc_nulls_last}}}', 'total desc nulls last'],
  ['{visits: {sum: {cost: asc}}}', 'total asc nulls last'],
  ['{visits: {sum: {cost: desc}}}', 'total desc nulls first'],
  ['{visits: {count: desc}}', 'coalesce(visits, 0) desc'],
  ['{visits: {count: asc}}', 'coalesce(visits, 0) asc'],
  ['{visits: {max: {at: asc}}}, {city: desc}', 'latest asc nulls last, p.city desc'],
  ['{team: {name: asc}}', 't.name asc nulls last'],
  ['{team: {name: desc_nulls_last}}, {visits: {count: desc}}', 't.name desc nulls last, coalesce(visits, 0) desc'],
  ['{city: asc}, {team: {name: desc_nulls_first}}', 'p.city, t.name desc nulls first'],
]

describe.each(ordersOf)('an order by %s', (orderBy, sql) => {
  it.each([
    [1, 0],
    [10, 0],
    [40, 95],
    [120, 700],
    [300, 2350],
    [1000, 2500],
    [5, 3000],
  ])('has its %i rows from row %i on', async (limit, offset) => {
    const { data } = await ask<Listed>(
      `query ($o: Int) { list: people(orderBy: [${orderBy}], limit: ${limit}, offset: $o) { id } }`,
      { o: offset },
    )
    expect(data.list.map(({ id }) => id)).toEqual(sorted(sql).slice(offset, offset + limit))
  })

  it('orders what a filter leaves', async () => {
    const { data } = await ask<Listed>(
      `{ list: people(where: {id: {gt: 2000}, city: {ne: "city 3"}}, orderBy: [${orderBy}], limit: 50) { id } }`,
    )
    expect(data.list.map(({ id }) => id)).toEqual(sorted(sql, "p.id > 2000 and p.city <> 'city 3'").slice(0, 50))
  })

  it.each(['first', 'last'] as const)('comes in pages that join to the whole list, by %s', async (size) => {
    const [side, end, more] =
      size === 'first' ? ['after', 'endCursor', 'hasNextPage'] : ['before', 'startCursor', 'hasPreviousPage']
    const document = `query ($cursor: String) { page: peopleConnection(orderBy: [${orderBy}], ${size}: 700, ${side}: $cursor) {
      nodes { id } pageInfo { cursor: ${end} more: ${more} } } }`
    const ids: number[] = []
    for (let cursor: string | null = null, next = true; next;) {
      type Page = { nodes: { id: number }[]; pageInfo: { cursor: string; more: boolean } }
      const { page }: { page: Page } = (await ask<{ page: Page }>(document, { cursor })).data
      const own = page.nodes.map(({ id }) => id)
      ids.splice(size === 'first' ? ids.length : 0, 0, ...own)
      cursor = page.pageInfo.cursor
      next = page.pageInfo.more
      expect(ids.length).toBeLessThanOrEqual(people)
    }
    expect(ids).toEqual(sorted(sql))
  })
})

describe('an ordered merge', () => {
  const bestOf = (limit: number, order = 'desc_nulls_last', where = '{}') =>
    `{ list: people(where: ${where}, orderBy: [{visits: {sum: {cost: ${order}}}}], limit: ${limit}) { id } }`

  it('asks for more keys where the first have no rows, and so for few in all', async () => {
    const { statements } = await ask<Listed>(bestOf(3))
    // The dearest 1,500 keys have no person and share a value: of 100 keys none is sure, of 1,600 those have no rows.
    expect(statements).toEqual({ left: 2, right: 3 })
  })

  it('is not tried where rows without a value come first', async () => {
    expect((await ask<Listed>(bestOf(3, 'desc'))).statements).toEqual({ left: 1, right: 1 })
  })

  it('leaves a filtered list to the keys that its rows have', async () => {
    const { statements } = await ask<Listed>(bestOf(3, 'desc_nulls_last', '{id: {lt: 20}}'))
    expect(statements).toEqual({ left: 2, right: 1 })
  })

  it('runs no more statements than were promised where many keys of the rows do not fill the page either', async () => {
    const tuned = await createHeddle(config(), { keyThreshold: 2 })
    try {
      const document = bestOf(30, 'desc_nulls_last', '{id: {lt: 20}}')
      const { result, statements } = await runEngine(tuned, document, {})
      const expected = sorted('total desc nulls last', 'p.id < 20')
      expect(result.data).toEqual({ list: expected.map((id) => ({ id })) })
      // The keys of the rows twice: whether they are few, then all of them.
      expect(statements).toEqual({ left: 3, right: 2 })
      expect((await tuned.explain(document, {})).bound).toEqual({ left: 4, right: 2 })
    } finally {
      await tuned.close()
    }
  })

  it('asks the other database no more for keys that it has told, where rows without a value are needed', async () => {
    const { statements } = await ask<Listed>(
      '{ list: people(orderBy: [{team: {name: asc}}], limit: 1000, offset: 2000) { id } }',
    )
    expect(statements).toEqual({ left: 2, right: 1 })
  })
})
