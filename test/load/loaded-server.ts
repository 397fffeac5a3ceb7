import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'

const command = resolve(import.meta.dirname, '../../dist/cli/main.js')
const report = resolve(import.meta.dirname, 'report-memory.mjs')
const generator = resolve(import.meta.dirname, 'generate-load.mjs')

/** Why loads are not measured in this run, or null: their bars are times, which a machine that does something else misses. */
export const noLoad = process.env['HEDDLE_LOAD'] === '1' ? null : 'it needs a quiet machine: npm run test:load'

/** What a server holds, in bytes, and its open files. */
export interface Held {
  readonly heapUsed: number
  readonly external: number
  readonly rss: number
  readonly files: number
  /** By how many milliseconds the event loop was late, since it was asked the last time. */
  readonly stallP99: number
}

/** `heddle serve` in a process of its own, until the test ends. */
export interface LoadedServer {
  readonly url: string
  readonly pid: number | undefined
  /** After garbage was collected. */
  measure(): Promise<Held>
  signal(name: NodeJS.Signals): void
  /** What it wrote to standard error. */
  log(): string
  readonly ended: Promise<number | null>
}

/**
 * The build must be fresh: `buildCommand`.
 *
 * @param config as JSON: what `heddle.config.ts` would export
 */
export async function serveLoaded(config: object): Promise<LoadedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-load-'))
  const file = join(folder, 'heddle.config.mjs')
  writeFileSync(file, `export default ${JSON.stringify(config)}`)
  const { PORT: _port, NODE_ENV: _env, NODE_OPTIONS: _options, ...env } = process.env
  const flags = ['--expose-gc', '--import', report]
  const child = spawn(process.execPath, [...flags, command, 'serve', '--config', file, '--port', '0', '--json'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  const line = await Promise.race([
    new Promise<string>((done) => createInterface({ input: child.stdout! }).once('line', done)),
    ended.then(() => Promise.reject(new Error(`The server did not start: ${log}`))),
  ])
  const { url } = JSON.parse(line) as { readonly url: string }
  return {
    url: url.endsWith('/graphql') ? url : `${url}/graphql`,
    pid: child.pid,
    measure: () =>
      new Promise((done) => {
        child.once('message', (held) => done(held as Held))
        child.send('measure')
      }),
    signal: (name) => void child.kill(name),
    log: () => log,
    ended,
  }
}

/** See `generate-load.mjs`. */
export interface Load {
  readonly url: string
  readonly query: string
  readonly seconds: number
  readonly clients?: number
  readonly rate?: number
}

export interface Outcome {
  readonly seconds: number
  readonly counts: Readonly<Record<string, number>>
  readonly p99: Readonly<Record<string, number>>
}

/** Puts a load on a server, from a process of its own. */
export function generateLoad(load: Load): Promise<Outcome> {
  return new Promise((done, fail) => {
    // Garbage in small pieces: a collection that takes long would be taken for the server's.
    const args = ['--max-semi-space-size=1', generator, JSON.stringify(load)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    child.once('close', (code) =>
      code === 0 ? done(JSON.parse(text) as Outcome) : fail(new Error(`The load ended with ${code}.`)),
    )
  })
}
