import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { getHeapStatistics } from 'node:v8'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { buildCommand, startHeddle, type Running } from '../support/heddle-command.ts'

const command = resolve(import.meta.dirname, '../../dist/cli/main.js')
const cwd = mkdtempSync(join(tmpdir(), 'heddle-thread-'))

beforeAll(() => {
  buildCommand()
  new Database(join(cwd, 'shop.db')).exec('create table orders (id integer primary key)').close()
}, 120_000)
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Serves a config whose `context` runs `code` for each request. */
function serve(name: string, code: string, env: Record<string, string> = {}): Promise<Running> {
  writeFileSync(
    join(cwd, `${name}.config.mjs`),
    `import { isMainThread } from 'node:worker_threads'
     import { getHeapStatistics } from 'node:v8'
     import { writeSync } from 'node:fs'
     export default { sources: { shop: 'sqlite:shop.db' }, context(request) { if (request?.headers?.get('x-run')) { ${code} } return {} } }`,
  )
  return startHeddle(['serve', '--config', `${name}.config.mjs`, '--port', '0'], { cwd, env })
}

function ask({ url }: Running): Promise<Response> {
  const headers = { 'content-type': 'application/json', 'x-run': 'yes' }
  return fetch(url, { method: 'POST', headers, body: JSON.stringify({ query: '{ orders { id } }' }) })
}

it.each([
  ['a thread of its own', 'false', {}],
  ['the main thread where node is given flags', 'true', { NODE_OPTIONS: '--no-warnings' }],
])('serves in %s', async (_, inMain, env) => {
  const heddle = await serve(
    'where',
    'console.error(`main ${isMainThread}, ${getHeapStatistics().heap_size_limit}`)',
    env,
  )
  expect(await (await ask(heddle)).json()).toEqual({ data: { orders: [] } })
  await expect.poll(() => heddle.output().stderr).toContain(`main ${inMain}`)
  // As much memory as a process of node has, such as this one.
  const [, limit] = /main \w+, (\d+)/.exec(heddle.output().stderr) ?? []
  expect(Number(limit)).toBeGreaterThan(0.85 * getHeapStatistics().heap_size_limit)
  heddle.signal('SIGINT')
  expect((await heddle.ended).code).toBe(0)
})

it('serves from a heap that V8 does not reduce in a pause', async () => {
  writeFileSync(
    join(cwd, 'traced.config.mjs'),
    `import { setFlagsFromString } from 'node:v8'
     setTimeout(() => setFlagsFromString('--trace-gc-verbose'), 5_000) // when it has said where it listens
     export default { sources: { shop: 'sqlite:shop.db' } }`,
  )
  const heddle = await startHeddle(['serve', '--config', 'traced.config.mjs', '--port', '0'], { cwd, env: {} })
  await new Promise((resolve) => setTimeout(resolve, 9_500)) // V8 looks eight seconds after it has made a heap
  heddle.signal('SIGINT')
  await heddle.ended
  const heaps = [...heddle.output().stdout.matchAll(/\[\d+:(0x[\da-f]+)\].*Memory reducer/g)].map(([, heap]) => heap)
  // That of the main thread, where nothing is served: so it was looked for in vain in the other.
  expect(new Set(heaps).size).toBe(1)
}, 30_000)

it('shares the port of a cluster that somebody else has made', async () => {
  const program = `
    const cluster = require('node:cluster')
    const args = ['serve', 'shop=sqlite:shop.db', '--port', '0', '--json']
    cluster.setupPrimary({ exec: process.argv[1], args, execArgv: [] })
    let listening = 0
    for (let index = 0; index < 2; index += 1) cluster.fork().on('exit', (code) => process.exit(100 + code))
    cluster.on('listening', () => (listening += 1) === 2 && process.exit(0))`
  const child = spawn(process.execPath, ['--eval', program, command], { cwd, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  expect(await new Promise((done) => child.once('close', done))).toBe(0)
})

it.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const)('ends by a second %s where its code is busy for ever', async (signal, expected) => {
  const heddle = await serve('busy', 'writeSync(2, "busy"); for (;;);')
  void ask(heddle).catch(() => null)
  await expect.poll(() => heddle.output().stderr, { timeout: 10_000 }).toContain('busy')
  heddle.signal(signal)
  await new Promise((resolve) => setTimeout(resolve, 500)) // two at once would be one
  const asked = Date.now()
  heddle.signal(signal)
  expect((await heddle.ended).code).toBe(expected)
  expect(Date.now() - asked).toBeLessThan(5_000)
})

it.each([
  ['throws where nobody catches', 'setTimeout(() => { throw new Error("of the config") })', 1, 'Error: of the config'],
  ['rejects where nobody catches', 'void Promise.reject(new Error("of the config"))', 1, 'Error: of the config'],
  ['leaves', 'console.error("leaves"); process.exit(7)', 7, 'leaves'],
])('ends as a process does whose code %s', async (_, code, expected, told) => {
  const heddle = await serve('ends', code)
  void ask(heddle).catch(() => null)
  const ended = await heddle.ended
  expect(ended.code).toBe(expected)
  expect(ended.stderr).toContain(told)
})
