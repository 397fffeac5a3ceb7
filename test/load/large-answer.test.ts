import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeUnless } from '../support/describe-unless.ts'
import { buildCommand } from '../support/heddle-command.ts'
import { createDatabase, noPostgres, type TestDatabase } from '../support/postgres-server.ts'
import { serveLoaded } from './loaded-server.ts'

const ROWS = 1_000
const ROW_BYTES = 40_000
const noPeak = process.platform === 'linux' ? null : 'only Linux says how much memory a process had at most'

describeUnless(noPeak ?? noPostgres, 'an answer of 40 MB', () => {
  let database: TestDatabase
  beforeAll(async () => {
    buildCommand()
    database = await createDatabase('large')
    await database.query(`create table pages (id int primary key, text text not null);
      insert into pages select i, repeat('x', ${ROW_BYTES}) from generate_series(1, ${ROWS}) i`)
  }, 180_000)
  afterAll(() => database.drop())

  it('passes through a process that does not hold it twice', async () => {
    const sources = { pg: database.url }
    const server = await serveLoaded({ sources, secret: 'a secret of the tests', log: 'silent' })
    const peak = (): number =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024
    for (let time = 0; time < 50; time += 1) await bytesOf(server.url, '{ pages(limit: 10) { id text } }')
    const base = peak()
    const bytes = await bytesOf(server.url, `{ pages(limit: ${ROWS}) { id text } }`)
    const over = peak() - base
    console.log(
      `${(bytes / 1e6).toFixed(1)} MB answered, ${(over / 1e6).toFixed(1)} MB over the base of ${(base / 1e6).toFixed(0)}`,
    )
    expect(bytes).toBeGreaterThan(ROWS * ROW_BYTES)
    expect(over).toBeLessThan(1.7 * bytes)
  }, 60_000)
})

/** Asks, and keeps nothing of the answer. */
function bytesOf(url: string, query: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => (bytes += chunk.length))
      response.on('end', () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${response.statusCode}`)),
      )
    })
    asked.on('error', reject).end(JSON.stringify({ query }))
  })
}
