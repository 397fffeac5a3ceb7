import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { buildSchema, isObjectType, type GraphQLFieldMap, type GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openNotice } from '../src/config/resolve-permissions.ts'
import { buildCommand, runHeddle, startHeddle } from './support/heddle-command.ts'
import { largeDatabase, largeLinks } from './support/large-schema.js'
import { createDatabase, describePostgres, type TestDatabase } from './support/postgres-server.ts'

// `npm run start-up` in bench/ measures; here the bounds of time are three times the bar, for machines under load.
const readyWithinMs = 6_000
const printedWithinMs = 3_000
const memoryBytes = 250_000_000

const folder = mkdtempSync(join(tmpdir(), 'heddle-large-'))
let right: TestDatabase
let args: string[]

describePostgres('a schema of 300 tables, 3,000 columns and 600 foreign keys', () => {
  beforeAll(async () => {
    buildCommand()
    const file = join(folder, 'left.db')
    new Database(file).exec(largeDatabase('sqlite').statements.join(';\n')).close()
    right = await createDatabase('large')
    await right.query(largeDatabase('postgres').statements.join(';\n'))
    const links = largeLinks({ sqlite: 'left', postgres: 'right' })
    args = [`left=sqlite:${file}`, `right=${right.url}`, ...links.flatMap((link) => ['--link', link])]
  })
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true })
    await right?.drop()
  })

  it('has the size that it is called after', () => {
    const databases = [largeDatabase('sqlite'), largeDatabase('postgres')]
    const sum = (of: (database: (typeof databases)[number]) => number) =>
      databases.reduce((all, each) => all + of(each), 0)
    expect(new Set(databases.flatMap(({ tables }) => tables)).size).toBe(300)
    expect([sum(({ columns }) => columns), sum(({ foreignKeys }) => foreignKeys)]).toEqual([3_000, 600])
  })

  it('is ready soon, answers over both databases, and stays small', async () => {
    const started = performance.now()
    const heddle = await startHeddle(['serve', ...args, '--port', '0', '--log', 'error'], { cwd: folder })
    const ready = await fetch(new URL('/ready', heddle.url))
    expect(performance.now() - started).toBeLessThan(readyWithinMs)
    expect(ready.status).toBe(200)
    const answer = await fetch(heddle.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: '{ archiveAccounts { id billingAccounts { id } } billingEvents { owner { id } } }',
      }),
    })
    expect(await answer.json()).toEqual({ data: { archiveAccounts: [], billingEvents: [] } })
    if (process.platform === 'linux') expect(residentBytes(heddle.pid)).toBeLessThan(memoryBytes)
  })

  it('is printed soon, with all relations both ways, as SDL that GraphQL reads back', async () => {
    const started = performance.now()
    const { code, stdout, stderr } = await runHeddle(['schema', ...args], { cwd: folder })
    expect(performance.now() - started).toBeLessThan(printedWithinMs)
    expect([code, stderr]).toEqual([0, `! ${openNotice}\n`])
    const schema = buildSchema(stdout) // refuses two types, or two fields of a type, with one name
    const tables = [...stdout.matchAll(/^type (\w+) .*@source\(/gm)].map(([, name = '']) => name)
    expect(tables.length).toBe(300)
    const ends = tables.flatMap((name) => Object.keys(fieldsOf(schema, name)))
    expect(ends.filter((field) => field === 'parent' || field === 'owner').length).toBe(600)
    expect(ends.filter((field) => field === 'external').length).toBe(12)
    expect(ends.filter((field) => field.endsWith('Aggregate')).length).toBe(600 + 12) // the ways back
    expect(String(fieldsOf(schema, 'CrmOrder')['owner']?.type)).toBe('CrmAccount!')
    expect(String(fieldsOf(schema, 'CrmAccount')['crmOrdersByOwner']?.type)).toBe('[CrmOrder!]!')
    expect(String(fieldsOf(schema, 'BillingAccount')['external']?.type)).toBe('ArchiveAccount')
    expect(String(fieldsOf(schema, 'ArchiveAccount')['billingAccounts']?.type)).toBe('[BillingAccount!]')
  })
})

function fieldsOf(schema: GraphQLSchema, type: string): GraphQLFieldMap<unknown, unknown> {
  const found = schema.getType(type)
  return isObjectType(found) ? found.getFields() : {}
}

function residentBytes(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}
