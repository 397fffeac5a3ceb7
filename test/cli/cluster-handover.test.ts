import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, runs, workersAt } from '../support/ask-workers.ts'
import { buildCommand, startHeddle, type Running } from '../support/heddle-command.ts'

/** `heddle serve --workers 2` while workers are reloaded, leave and die under a load: who is answered, and who is not. */

const cwd = mkdtempSync(join(tmpdir(), 'heddle-handover-'))
const extend = `{ typeDefs: 'extend type Query { pid: Int! }', resolvers: { Query: { pid: () => process.pid } } }`
/** Half of them ask on a connection that they keep. */
const CLIENTS = 8
/** Who has waited for so long waits in vain. Milliseconds. */
const HANG_MS = 10_000

beforeAll(() => {
  buildCommand()
  const database = new Database(join(cwd, 'shop.db'))
  database.exec('create table orders (id integer primary key); insert into orders values (1), (2)')
  database.close()
  writeFileSync(
    join(cwd, 'heddle.config.ts'),
    `export default { sources: { shop: 'sqlite:shop.db' }, extend: ${extend} }`,
  )
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const serve = () => startHeddle(['serve', '--workers', '2', '--port', '0', '--log', 'info'], { cwd })

type End = 'answered' | 'lost' | 'hangs'

function end(url: string, agent: Agent | false): Promise<End> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json' }
    const asked = request(url, { method: 'POST', headers, agent, timeout: HANG_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('error', () => resolve('lost'))
      response.on('end', () => resolve(text === '{"data":{"orders":[{"id":1},{"id":2}]}}' ? 'answered' : 'lost'))
    })
    asked.on('timeout', () => {
      resolve('hangs')
      asked.destroy()
    })
    asked.on('error', () => resolve('lost'))
    asked.end(JSON.stringify({ query: '{ orders { id } }' }))
  })
}

/** Asks without end while `work` runs. Counts how the requests ended. */
async function whileAsking({ url }: Running, work: () => Promise<void>): Promise<Record<End, number>> {
  const ends = { answered: 0, lost: 0, hangs: 0 }
  const kept = new Agent({ keepAlive: true })
  let over = false
  const client = async (agent: Agent | false): Promise<void> => {
    while (!over) {
      ends[await end(url, agent)] += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const clients = Array.from({ length: CLIENTS }, (_, number) => client(number % 2 === 0 ? kept : false))
  try {
    await work()
  } finally {
    over = true
    await Promise.all(clients)
    kept.destroy()
  }
  return ends
}

/** Ends one of the two with a signal, and waits for its successor. */
async function replaceOne(heddle: Running, round: number, signal: NodeJS.Signals): Promise<void> {
  const [one = 0, other = 0] = (await workersAt(heddle)).sort()
  const victim = round % 2 === 0 ? one : other
  const served = heddle.output().stderr.length
  process.kill(victim, signal)
  const since = () => heddle.output().stderr.slice(served)
  await expect.poll(since, { timeout: 30_000 }).toMatch(/Worker \d \(process \d+\) serves/)
  expect(runs(victim)).toBe(false)
}

it('loses no request to a reload, nor to a worker that is asked to leave', async () => {
  const heddle = await serve()
  await workersAt(heddle)
  const reloading = await whileAsking(heddle, async () => {
    for (let time = 1; time <= 3; time += 1) {
      heddle.signal('SIGHUP')
      const reloads = () => heddle.output().stderr.match(/^Reloaded\.$/gm)
      await expect.poll(reloads, { timeout: 30_000 }).toHaveLength(time)
    }
  })
  const leaving = await whileAsking(heddle, async () => {
    for (let round = 0; round < 4; round += 1) await replaceOne(heddle, round, 'SIGTERM')
  })
  console.log('reloading', reloading, 'leaving', leaving)
  expect(reloading).toMatchObject({ lost: 0, hangs: 0 })
  expect(leaving).toMatchObject({ lost: 0, hangs: 0 })
}, 180_000)

it('loses what a worker had to do when it was killed, and nobody waits in vain', async () => {
  const heddle = await serve()
  await workersAt(heddle)
  const killed = 4
  const ends = await whileAsking(heddle, async () => {
    for (let round = 0; round < killed; round += 1) await replaceOne(heddle, round, 'SIGKILL')
  })
  console.log('killed', killed, ends)
  expect(ends.hangs).toBe(0)
  expect(ends.lost).toBeLessThanOrEqual(killed * CLIENTS)
}, 180_000)

it('closes a connection that was given to a worker which then died without a word', async () => {
  const heddle = await serve()
  const [stopped = 0, other = 0] = await workersAt(heddle)
  process.kill(stopped, 'SIGSTOP')
  const present = Array.from({ length: 4 }, () => ask<{ pid: number }>(heddle.url, '{ pid }'))
  const answered = new Set<unknown>()
  const all = present.map((each) =>
    each.then(
      ({ pid }) => answered.add(pid) && 'answered',
      (error: Error) => error.message,
    ),
  )
  await expect.poll(() => [...answered]).toEqual([other])
  await new Promise((resolve) => setTimeout(resolve, 200))
  process.kill(stopped, 'SIGKILL')
  const ends = await Promise.all(all)
  expect(ends).toContain('answered')
  const lost = ends.filter((each) => each !== 'answered')
  expect(lost, 'one was handed to it').toHaveLength(1)
  expect(lost[0], 'and heard of its end').not.toContain('no answer')
}, 60_000)
