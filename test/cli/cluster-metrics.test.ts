import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, runs, workersAt } from '../support/ask-workers.ts'
import { buildCommand, startHeddle, type Running } from '../support/heddle-command.ts'

/** `/metrics` of `heddle serve --workers 2`: whichever worker is asked, it tells what all of them have counted. */

const cwd = mkdtempSync(join(tmpdir(), 'heddle-cluster-metrics-'))
const extend = `{ typeDefs: 'extend type Query { pid: Int! }', resolvers: { Query: { pid: () => process.pid } } }`
const config = (metrics: boolean) =>
  `export default { sources: { shop: 'sqlite:shop.db' }, metrics: ${metrics}, extend: ${extend} }`

beforeAll(() => {
  buildCommand()
  const database = new Database(join(cwd, 'shop.db'))
  database.exec('create table orders (id integer primary key); insert into orders values (1), (2)')
  database.close()
  writeFileSync(join(cwd, 'counted.config.ts'), config(true))
  writeFileSync(join(cwd, 'uncounted.config.ts'), config(false))
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const serve = (file: string) => startHeddle(['serve', '--config', file, '--workers', '2', '--port', '0'], { cwd })

async function metricsOf({ url }: Running): Promise<string> {
  const response = await fetch(url.replace('/graphql', '/metrics'), { headers: { connection: 'close' } })
  expect(response.status).toBe(200)
  return response.text()
}

/** The sum of a metric over its labels. */
function valueOf(text: string, name: string): number {
  const samples = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))]
  expect(samples.length, name).toBeGreaterThan(0)
  return samples.reduce((sum, [, value]) => sum + Number(value), 0)
}

async function askTimes({ url }: Running, times: number): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  for (let time = 0; time < times; time++) {
    const { pid } = await ask<{ pid: number }>(url, '{ pid orders { id } }')
    counts.set(pid, (counts.get(pid) ?? 0) + 1)
  }
  return counts
}

it("adds up what both workers have counted, in each one's answer", async () => {
  const heddle = await serve('counted.config.ts')
  await workersAt(heddle)
  const before = valueOf(await metricsOf(heddle), 'heddle_requests_total')
  const counts = await askTimes(heddle, 10)
  expect(counts.size).toBe(2)
  for (let time = 0; time < 4; time++) {
    const text = await metricsOf(heddle)
    expect(valueOf(text, 'heddle_requests_total')).toBe(before + 10)
    expect(valueOf(text, 'heddle_request_duration_seconds_count')).toBe(before + 10)
    expect(text.match(/^heddle_requests_total\{status="200",path="reference"\}/gm)).toHaveLength(1)
    expect(text.match(/^# TYPE heddle_requests_total counter$/gm)).toHaveLength(1)
    // Seen by both, of one database: no sum.
    expect(valueOf(text, 'heddle_transactions_in_doubt')).toBe(0)
  }
}, 90_000)

it('forgets nothing of a worker that has died, nor of what was served before a reload', async () => {
  const heddle = await serve('counted.config.ts')
  const [victim = 0] = await workersAt(heddle)
  await askTimes(heddle, 6)
  const before = valueOf(await metricsOf(heddle), 'heddle_requests_total')
  process.kill(victim, 'SIGKILL')
  await expect.poll(() => runs(victim)).toBe(false)
  expect(valueOf(await metricsOf(heddle), 'heddle_requests_total')).toBe(before)
  await expect.poll(() => heddle.output().stderr, { timeout: 30_000 }).toMatch(/Worker \d \(process \d+\) serves/)
  await workersAt(heddle)

  const asked = valueOf(await metricsOf(heddle), 'heddle_requests_total')
  expect(asked).toBeGreaterThan(before)
  heddle.signal('SIGHUP')
  await expect.poll(() => heddle.output().stderr, { timeout: 30_000 }).toContain('Reloaded.')
  expect(valueOf(await metricsOf(heddle), 'heddle_requests_total')).toBe(asked)
}, 90_000)

it('has no metrics where the config wants none', async () => {
  const heddle = await serve('uncounted.config.ts')
  expect((await fetch(heddle.url.replace('/graphql', '/metrics'))).status).toBe(404)
}, 90_000)
