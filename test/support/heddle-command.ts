import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const command = join(root, 'dist/cli/main.js')

/**
 * Builds `dist/` where it is older than `src/`: the command is tested as users have it. For `beforeAll`. Several test files
 * may ask at the same time: one builds, and the others wait, for a half-written `dist/` looks as new as a whole one.
 */
export function buildCommand(): void {
  const lock = join(tmpdir(), `heddle-build-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`)
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  try {
    buildWhereStale()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

/** One that is two minutes old was left by a process that died. */
function take(lock: string): boolean {
  try {
    mkdirSync(lock)
    return true
  } catch {
    const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (made > 0 && Date.now() - made > 120_000) rmSync(lock, { recursive: true, force: true })
    return false
  }
}

function buildWhereStale(): void {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const newest = Math.max(...files.map((file) => statSync(join(root, 'src', file)).mtimeMs))
  if (existsSync(command) && statSync(command).mtimeMs >= newest) return
  const { status, stdout } = spawnSync('npm', ['run', 'build'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`The command cannot be built:\n${stdout}`)
}

export interface CommandOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** When standard output holds this, the command is ended with SIGTERM. */
  readonly until?: string
  /** As npm runs it: in a shell, which gets the signals and dies of them. */
  readonly throughShell?: boolean
}

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs `heddle …` to its end. */
export async function runHeddle(args: readonly string[], options: CommandOptions): Promise<Ended> {
  const child = start(args, options)
  const output = collect(child)
  child.stdin?.end(options.input ?? '')
  const { until } = options
  if (until !== undefined) child.stdout?.on('data', () => output().stdout.includes(until) && child.kill('SIGTERM'))
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, ...output() }
}

export interface Running {
  readonly url: string
  readonly pid: number
  readonly banner: Record<string, unknown>
  signal(name: NodeJS.Signals): void
  output(): { readonly stdout: string; readonly stderr: string }
  readonly ended: Promise<Ended>
}

/** Runs `heddle serve … --json`, or `demo`, until the test ends; ready when it has said where it serves. */
export async function startHeddle(args: readonly string[], options: CommandOptions): Promise<Running> {
  const child = start([...args, '--json'], options)
  onTestFinished(() => void child.kill('SIGKILL'))
  return whenServing(child)
}

/** The same for all tests of a file, in `beforeAll`: who calls it ends it. */
export async function serveHeddle(args: readonly string[], options: CommandOptions): Promise<Running> {
  return whenServing(start([...args, '--json'], options))
}

async function whenServing(child: ChildProcess): Promise<Running> {
  const output = collect(child)
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, ...output() })))
  const line = await Promise.race([
    new Promise<string>((done) => createInterface({ input: child.stdout! }).once('line', done)),
    ended.then(({ code, stderr }) => {
      throw new Error(`heddle ended with ${code}: ${stderr}`)
    }),
  ])
  const banner = JSON.parse(line) as Record<string, unknown>
  return {
    url: String(banner['url']),
    pid: child.pid ?? 0,
    banner,
    signal: (name) => void child.kill(name),
    output,
    ended,
  }
}

function start(args: readonly string[], { cwd, env, throughShell }: CommandOptions): ChildProcess {
  if (throughShell) {
    const line = [process.execPath, command, ...args].map((word) => `'${word}'`).join(' ')
    // The second command keeps the shell from becoming the first.
    return spawn('sh', ['-c', `${line}; true`], { cwd, env: { ...withoutOurs(), npm_command: 'exec' }, stdio: 'pipe' })
  }
  return spawn(process.execPath, [command, ...args], { cwd, env: { ...withoutOurs(), ...env }, stdio: 'pipe' })
}

/** What this run's own environment would otherwise decide. */
function withoutOurs(): NodeJS.ProcessEnv {
  const { PORT: _port, NODE_ENV: _env, NODE_OPTIONS: _options, ...rest } = process.env
  return rest
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const text = { stdout: '', stderr: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk))
  return () => ({ ...text })
}
