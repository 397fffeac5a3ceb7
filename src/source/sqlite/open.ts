import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HeddleError } from '../../errors.ts'
import type { Events } from '../../events.ts'
import type { Driver } from '../connection.ts'
import { loadDriver } from '../load-driver.ts'
import { Pool } from '../pool.ts'
import { createPooledSource, type Lane } from '../pooled-source.ts'
import { poolOptions, reach } from '../reach.ts'
import type { Source } from '../source.ts'
import type { SqliteSpec } from '../source-spec.ts'
import { connectChild } from './child-connection.ts'
import { classifySqliteError } from './classify-error.ts'
import { MainConnection } from './main-connection.ts'
import { nextTurn } from './next-turn.ts'

/** Connections in the main thread. They cost a file handle; each snapshot that is open needs one. */
const MAIN_SIZE = 32

/** Processes: as many as this machine's usual two cores. */
const CHILD_SIZE = 2

/**
 * A source over a SQLite file. What is bounded runs in the main thread; what may take long runs in a
 * child process, started when first needed, killed at the deadline, and replaced. What writes runs in another one, where a
 * flush to the disk stalls nobody. A database in memory has one connection,
 * in the main thread, and may be written.
 *
 * @throws HeddleError CONFIG_INVALID (the missing driver) or SOURCE_UNREACHABLE.
 */
export async function openSqlite(spec: SqliteSpec, events: Events): Promise<Source> {
  const inMemory = spec.file === ':memory:'
  const file = inMemory ? spec.file : resolve(spec.file)
  if (!inMemory) await mustExist(spec.name, file)
  const { openSession } = await loadDriver(spec.name, 'better-sqlite3', () => import('./session.mjs'))
  const main = lane(spec, events, inMemory ? 1 : (spec.pool?.size ?? MAIN_SIZE), async () => {
    const connection = new MainConnection(openSession(file, { busyMs: 0, writes: inMemory }))
    // Opening reads nothing: a file that is no database shows with the first statement.
    await connection.run({ text: 'select count(*) from sqlite_schema', values: [], prepare: false })
    return connection
  })
  const child = inMemory ? main : lane(spec, events, CHILD_SIZE, (limits) => connectChild(file, false, limits))
  // One: SQLite has one writer at a time, and who waits here waits in order, and blocks nobody.
  const writer = inMemory ? main : lane(spec, events, 1, (limits) => connectChild(file, spec.readOnly !== true, limits))
  await reach(main.pool, main.driver, {
    place: inMemory ? 'memory' : file,
    check: 'Check that the file is a SQLite database, and that this process may read it.',
  })
  const source = createPooledSource({
    name: spec.name,
    dialect: 'sqlite',
    isolation: spec.isolation,
    inMemory,
    events,
    lanes: inMemory ? [main] : [main, child, writer],
    laneFor: ({ bounded, writes }) => (writes === true ? writer : bounded === true ? main : child),
  })
  const turn = nextTurn()
  return {
    ...source,
    run(statement, options) {
      // What Heddle asks for itself is small, and nobody's request.
      const waits = options.bounded === true && statement.bytes === true
      return waits ? turn().then(() => source.run(statement, options)) : source.run(statement, options)
    },
  }
}

function lane(spec: SqliteSpec, events: Events, size: number, connect: Driver['connect']): Lane {
  const driver: Driver = { source: spec.name, connect, classify: (error) => classifySqliteError(spec.name, error) }
  return { driver, pool: new Pool(driver, { ...poolOptions(spec.pool), size }, events) }
}

async function mustExist(source: string, file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() === true) return
  const why = found === null ? 'there is no such file' : 'that is not a file'
  const hint = 'Check the path; a database that is missing is never made.'
  throw new HeddleError('SOURCE_UNREACHABLE', `Source "${source}" at ${file} cannot be reached: ${why}. ${hint}`, {
    source,
    hint,
  })
}
