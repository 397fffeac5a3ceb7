import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildCommand } from './support/heddle-command.ts'
import { createDatabase, describePostgres, type TestDatabase } from './support/postgres-server.ts'

/** A million different keys decide: nothing is refused, and they are never a million objects. */

const million = 1_000_000
const bound = 64 * 1024 * 1024

let folder: string
let file: string
let server: TestDatabase

describePostgres('a filter that a million keys of the other database decide', () => {
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
    await server.query('create table people (id integer primary key, name text)')
    await server.query(`insert into people select n, 'person ' || n from generate_series(1, ${million}, 10) n`)
    await server.query('analyze')
  }, 120_000)

  afterAll(async () => {
    await server.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  const cases: [name: string, document: string, data: unknown][] = [
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

  it.each(cases)('%s: is answered within 64 MiB', { timeout: 60_000 }, (_name, document, data) => {
    const { over, ...answer } = measure(document)
    expect(answer.errors).toBeUndefined()
    expect(answer.data).toEqual(data)
    expect(over).toBeLessThan(bound)
  })
})

function measure(document: string): ExecutionResult & { over: number; ms: number } {
  const script = join(import.meta.dirname, 'support/measure-memory.mjs')
  const sources = JSON.stringify({ left: server.url, right: `sqlite:${file}` })
  const first = '{ people(where: {visits: {some: {id: {eq: 1}}}}) { id } }'
  const link = 'left.people.id=right.visits.person_id'
  const args = [script, sources, link, first, document]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as ExecutionResult & {
    over: number
    ms: number
  }
}
