import { access, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HeddleError } from '../../errors.ts'
import type { Events } from '../../events.ts'
import type { Driver } from '../connection.ts'
import { Pool } from '../pool.ts'
import { defaultPoolOptions } from '../pool-options.ts'
import { createPooledSource } from '../pooled-source.ts'
import { poolOptions, reach } from '../reach.ts'
import type { Source } from '../source.ts'
import type { PgliteSpec } from '../source-spec.ts'
import { classifyPgliteError } from './classify-error.ts'
import { connectPglite } from './connection.ts'
import { lockFolder, type Unlock } from './folder-lock.ts'

/** A first start makes the database, which takes seconds. */
const START_MS = 60_000
const slowStart = { ...defaultPoolOptions, connectMs: START_MS, timeoutMs: START_MS }

/**
 * A source over PGlite: PostgreSQL inside this process, in a thread of its own. It has one session, so one lease at a time;
 * others wait in the order of asking.
 *
 * @throws HeddleError CONFIG_INVALID (the missing driver) or SOURCE_UNREACHABLE.
 */
export async function openPglite(spec: PgliteSpec, events: Events): Promise<Source> {
  const path = spec.url.replace(/^pglite:/, '')
  const folder = path === ':memory:' ? null : resolve(path)
  const unlock = folder === null ? async () => {} : await takeFolder(spec, folder)
  let started = false
  const driver: Driver = {
    source: spec.name,
    async connect(limits) {
      if (started && folder === null) throw lostMemory(spec.name)
      const connection = await connectPglite({ folder, readOnly: spec.readOnly ?? false }, limits)
      started = true
      return connection
    },
    classify: (error) => classifyPgliteError(spec.name, error),
  }
  const pool = new Pool(driver, { ...poolOptions(spec.pool, slowStart), mode: 'static' }, events)
  try {
    await reach(pool, driver, {
      place: folder ?? 'memory',
      check: 'Check that the folder holds a database of PGlite 0.5, and that this process may write to it.',
    })
  } catch (error) {
    await unlock()
    throw error
  }
  const lane = { driver, pool }
  const source = createPooledSource({
    name: spec.name,
    dialect: 'postgres',
    isolation: spec.isolation,
    inMemory: folder === null,
    events,
    lanes: [lane],
    laneFor: () => lane,
  })
  return { ...source, close: () => source.close().then(unlock) }
}

async function takeFolder(spec: PgliteSpec, folder: string): Promise<Unlock> {
  if (spec.create === true) await mkdir(folder, { recursive: true })
  else if (!(await exists(join(folder, 'PG_VERSION')))) {
    const hint = 'Check the path; pglite: takes the folder of an existing PGlite database.'
    const message = `Source "${spec.name}" at ${folder} cannot be reached: there is no PGlite database. ${hint}`
    throw new HeddleError('SOURCE_UNREACHABLE', message, { source: spec.name, hint })
  }
  return lockFolder(spec.name, folder)
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

/** A new thread would hold an empty database: worse than none. */
function lostMemory(source: string): HeddleError {
  const message = `Source "${source}": the database in memory was lost with the thread that held it.`
  return new HeddleError('DATABASE_UNAVAILABLE', message, { source, hint: 'Restart the server.' })
}
