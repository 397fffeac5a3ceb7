import { HeddleError } from '../errors.ts'
import type { Driver } from './connection.ts'
import type { Pool } from './pool.ts'
import { defaultPoolOptions, type PoolOptions } from './pool-options.ts'
import type { PoolSpec } from './source-spec.ts'

/** The pool's options: what the config says, and the defaults for the rest. */
export function poolOptions(spec: PoolSpec | undefined, defaults = defaultPoolOptions): PoolOptions {
  const said = Object.entries(spec ?? {}).filter(([, value]) => value !== undefined)
  return { ...defaults, ...(Object.fromEntries(said) as Partial<PoolOptions>) }
}

/** Where a source is, in words that hold no password, and what to check when it does not answer. */
export interface Reach {
  readonly place: string
  readonly check: string
  /** Hears that the database does not answer, where a source is of use all the same. Absent: it is not. */
  readonly onDown?: ((message: string) => void) | undefined
}

const SCHEMA_HINT =
  'Its tables are read from it: with `schema` in the config they would be known, and the others could be served meanwhile.'

/**
 * Makes the first connection, so that a source which cannot be used is known at the start.
 *
 * @throws HeddleError SOURCE_UNREACHABLE, with the place, the server's reason and what to check. The pool is closed then.
 */
export async function reach(pool: Pool, driver: Driver, { place, check, onDown }: Reach): Promise<void> {
  try {
    await pool.release(await pool.acquire({}))
  } catch (error) {
    const source = driver.source
    const reason = reasonOf(error)
    const message = `Source "${source}" at ${place} cannot be reached${reason === '' ? '' : `: ${reason}`}. ${check}`
    // A server that refuses the login will refuse it tomorrow: that is no database that is down.
    const isDown = error instanceof HeddleError && error.details.retryable === true
    if (onDown && isDown) return onDown(message)
    await pool.close()
    if (error instanceof HeddleError && error.code === 'CONFIG_INVALID') throw error
    const hint = isDown ? `${check} ${SCHEMA_HINT}` : check
    throw new HeddleError('SOURCE_UNREACHABLE', message, { source, hint }, { cause: error })
  }
}

/** The words of the driver or the server. No statement ran yet, so they hold none. */
function reasonOf(error: unknown): string {
  const cause = error instanceof HeddleError && error.cause !== undefined ? error.cause : error
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ')
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : ''
}
