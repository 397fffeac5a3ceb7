import { HeddleError } from '../errors.ts'
import type { Driver } from './connection.ts'
import { defaultPoolOptions, type Pool, type PoolOptions } from './pool.ts'
import type { PoolSpec } from './source-spec.ts'

/** The pool's options, from what the config says. */
export function poolOptions(spec: PoolSpec | undefined, size = defaultPoolOptions.size): PoolOptions {
  return {
    size: spec?.size ?? size,
    waitMs: spec?.waitMs ?? defaultPoolOptions.waitMs,
    maxWaiters: spec?.maxWaiters ?? defaultPoolOptions.maxWaiters,
    connectMs: spec?.connectMs ?? defaultPoolOptions.connectMs,
  }
}

/** Where a source is, in words that hold no password, and what to check when it does not answer. */
export interface Reach {
  readonly place: string
  readonly check: string
}

/**
 * Makes the first connection, so that a source which cannot be used is known at the start.
 *
 * @throws HeddleError SOURCE_UNREACHABLE, with the place, the server's reason and what to check. The pool is closed then.
 */
export async function reach(pool: Pool, driver: Driver, { place, check }: Reach): Promise<void> {
  try {
    await pool.release(await pool.acquire({}))
  } catch (error) {
    await pool.close()
    if (error instanceof HeddleError && error.code === 'CONFIG_INVALID') throw error
    const source = driver.source
    const reason = reasonOf(error)
    const message = `Source "${source}" at ${place} cannot be reached${reason === '' ? '' : `: ${reason}`}. ${check}`
    throw new HeddleError('SOURCE_UNREACHABLE', message, { source, hint: check }, { cause: error })
  }
}

/** The words of the driver or the server. No statement ran yet, so they hold none. */
function reasonOf(error: unknown): string {
  const cause = error instanceof HeddleError && error.cause !== undefined ? error.cause : error
  if (cause instanceof AggregateError) return cause.errors.map(reasonOf).join('; ')
  return cause instanceof Error ? cause.message.replace(/\.$/, '') : ''
}
