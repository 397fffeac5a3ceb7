import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'

/** A MariaDB of a test's own, that may be killed. */
export interface OwnMariadb {
  /** `mysql://…`, of its root. */
  readonly url: string
  /** Runs statements as its root. */
  query(text: string): Promise<void>
  /** SIGSTOP: it holds what it has, and answers nothing, until `resume`. */
  pause(): void
  resume(): void
  /** SIGKILL, and a new start from what is on the disk. Resolves when the new one is on its way. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** Why this machine cannot start one, or null. */
export const noOwnMariadb =
  spawnSync('mariadbd', ['--version']).error === undefined &&
  spawnSync('mariadb-install-db', ['--help']).error === undefined
    ? null
    : 'mariadbd or mariadb-install-db is not installed'

/** @param flags of the server, beside its own */
export async function startOwnMariadb(flags: readonly string[] = []): Promise<OwnMariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-own-mariadb-'))
  const data = join(folder, 'data')
  const user = process.getuid?.() === 0 ? ['--user=root'] : []
  const made = spawnSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      `--tmpdir=${folder}`,
      ...user,
    ],
    { encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`The database cannot be made: ${made.stderr.trim()}`)
  const port = await freePort()
  const url = `mysql://root@127.0.0.1:${port}/`
  const start = (): ChildProcess =>
    spawn(
      'mariadbd',
      [
        ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, `--socket=${join(folder, 'socket')}`, ...user],
        ...[
          '--bind-address=127.0.0.1',
          `--pid-file=${join(folder, 'pid')}`,
          // A server that starts clears its folder for temporary tables: in a shared one, those of every other server.
          `--tmpdir=${folder}`,
          '--character-set-server=utf8mb4',
          ...flags,
        ],
      ],
      { stdio: 'ignore' },
    )
  let child = start()
  await answers(url)
  return {
    url,
    async query(text) {
      const connection = await createConnection({ uri: url, multipleStatements: true })
      await connection.query(text)
      await connection.end()
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      await ended(child, 'SIGKILL')
      child = start()
    },
    async stop() {
      await ended(child, 'SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

async function answers(url: string): Promise<void> {
  for (const end = performance.now() + 30_000; ;) {
    try {
      return await (await createConnection({ uri: url, connectTimeout: 1_000 })).end()
    } catch (error) {
      if (performance.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
