import { spawn, spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why this machine cannot start one, or null. */
export const noPgbouncer =
  spawnSync('pgbouncer', ['--version']).error === undefined ? null : 'pgbouncer is not installed'

export interface Pgbouncer {
  /** The URL of the same database, through it. */
  readonly url: string
  stop(): Promise<void>
}

/** It refuses to run as root, and needs no rights: `nobody`. */
const NOBODY = 65_534

/** A PgBouncer of a test's own before a database, which it gives `size` sessions. */
export async function startPgbouncer(
  databaseUrl: string,
  { mode, size }: { readonly mode: 'transaction' | 'session'; readonly size: number },
): Promise<Pgbouncer> {
  const target = new URL(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'heddle-pgbouncer-'))
  await chmod(folder, 0o755)
  const port = await freePort()
  const config = join(folder, 'pgbouncer.ini')
  const users = join(folder, 'users.txt')
  await writeFile(users, `"${decodeURIComponent(target.username)}" "${decodeURIComponent(target.password)}"\n`)
  const settings = [
    ...['[databases]', `* = host=${target.hostname} port=${target.port || '5432'}`, '[pgbouncer]'],
    ...['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir =', 'auth_type = plain'],
    ...[`auth_file = ${users}`, `pool_mode = ${mode}`, `default_pool_size = ${size}`],
  ]
  await writeFile(config, `${settings.join('\n')}\n`)
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
  const child = spawn('pgbouncer', [config], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.race([listening(port), ended.then(() => Promise.reject(new Error(`pgbouncer did not start: ${log}`)))])
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function listening(port: number): Promise<void> {
  for (const end = performance.now() + 10_000; performance.now() < end;) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('pgbouncer does not listen')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
