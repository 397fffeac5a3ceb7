import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildCommand } from './support/heddle-command.ts'
import { createDatabase, describePostgres, type TestDatabase } from './support/postgres-server.ts'

/** A million different keys decide: nothing is refused, and they are never a million objects. */

const million = 1_000_000

let folder: string
let file: string
let server: TestDatabase

describePostgres('what a million keys of the other database decide', () => {
  beforeAll(async () => {
    buildCommand()
    folder = mkdtempSync(join(tmpdir(), 'heddle-million-'))
    file = join(folder, 'right.db')
    const right = new Database(file)
    right.exec('create table visits (id integer primary key, person_id integer, cost integer)')
    right.exec(`with recursive n(v) as (select 1 union all select v + 1 from n where v < ${million})
      insert into visits select v, v, v % 10 from n`)
    right.exec('create index visits_of on visits (person_id)')
    right.close()
    server = await createDatabase('million')
    await server.query('create table people (id integer primary key, name text, first_visit_id integer)')
    await server.query(`insert into people select n, 'person ' || n, n + 4 from generate_series(1, ${million}, 10) n`)
    await server.query('analyze')
  }, 120_000)

  afterAll(async () => {
    await server.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const filters: [name: string, document: string, data: unknown][] = [
    ['all', '{ found: peopleAggregate(where: {visits: {some: {}}}) { count } }', { found: { count: 100_000 } }],
    [
      'none of most',
      '{ found: peopleAggregate(where: {visits: {none: {cost: {gte: 1}}}}) { count } }',
      { found: { count: 0 } },
    ],
    [
      'none of most, or another',
      '{ found: peopleAggregate(where: {OR: [{visits: {none: {cost: {gte: 1}}}}, {name: {eq: "person 11"}}]}) { count } }',
      { found: { count: 1 } },
    ],
    [
      'from the server to the file',
      '{ found: visitsAggregate(where: {person: {name: {startsWith: "person"}}}) { count } }',
      { found: { count: 100_000 } },
    ],
    [
      'counted',
      '{ found: peopleConnection(where: {visits: {some: {}}}, first: 2) { totalCount nodes { id } } }',
      { found: { totalCount: 100_000, nodes: [{ id: 1 }, { id: 11 }] } },
    ],
  ]

  const orders: [name: string, document: string, data: unknown][] = [
    [
      'by an aggregate, nulls first',
      '{ found: people(orderBy: [{visits: {max: {cost: desc}}}, {id: desc}], limit: 2) { id } }',
      { found: [{ id: 999_991 }, { id: 999_981 }] },
    ],
    [
      'by an aggregate, from the end',
      '{ found: peopleConnection(orderBy: [{visits: {max: {id: asc}}}], last: 1) { totalCount nodes { id } } }',
      { found: { totalCount: 100_000, nodes: [{ id: 999_991 }] } },
    ],
    [
      'of a million rows, by a column',
      '{ found: visits(where: {id: {gt: 9}}, orderBy: [{person: {name: desc_nulls_last}}], limit: 1) { id } }',
      { found: [{ id: 999_991 }] },
    ],
    [
      'of those that a filter leaves',
      '{ found: people(where: {visits: {some: {cost: {lt: 5}}}}, orderBy: [{visits: {sum: {cost: asc}}}], offset: 90000, limit: 1) { id } }',
      { found: [{ id: 900_001 }] },
    ],
  ]

  const groups: [name: string, document: string, data: unknown][] = [
    [
      'by a column',
      '{ found: peopleGroupBy(by: [{firstVisit: {column: cost}}]) { key { firstVisit { cost } } count } }',
      { found: [{ key: { firstVisit: { cost: 5 } }, count: 100_000 }] },
    ],
    [
      'by a column with as many values as keys',
      '{ found: visitsGroupBy(by: [{person: {column: name}}], orderBy: [{count: desc}, {key: {person: {name: asc}}}], limit: 2) { key { person { name } } count } }',
      {
        found: [
          { key: { person: { name: null } }, count: 900_000 },
          { key: { person: { name: 'person 1' } }, count: 1 },
        ],
      },
    ],
  ]

  describe.each([
    ['a filter', filters, 64],
    ['an order', orders, 96], // each key with its rank: twice the text
    ['groups', groups, 96],
  ])('%s', (_what, cases, mebibytes) => {
    it.each(cases)('%s: is answered within its memory', { timeout: 90_000 }, (_name, document, data) => {
      const { over, ...answer } = measure(document)
      expect(answer.errors).toBeUndefined()
      expect(answer.data).toEqual(data)
      expect(over / 2 ** 20).toBeLessThan(mebibytes)
    })
  })
})

function measure(document: string): ExecutionResult & { over: number; ms: number } {
  const script = join(import.meta.dirname, 'support/measure-memory.mjs')
  const sources = JSON.stringify({ left: server.url, right: `sqlite:${file}` })
  const first = '{ people(where: {visits: {some: {id: {eq: 1}}}}) { id } }'
  const links = JSON.stringify([
    'left.people.id=right.visits.person_id',
    'right.visits.id=left.people.first_visit_id as starters/firstVisit',
  ])
  const args = [script, sources, links, first, document]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ExecutionResult & {
    over: number
    ms: number
  }
}
