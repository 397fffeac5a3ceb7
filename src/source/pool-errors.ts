import { HeddleError, withoutStack } from '../errors.ts'

/** Why a source lends nothing that counts as down. */
export const DOWN = 'it could not be reached several times in a row, and is tried again in the background'

/** A pool that lends no connection, and why. */
export function lendsNone(source: string, why: string, cause?: unknown): HeddleError {
  const message = `Source "${source}" lends no connection: ${why}.`
  return withoutStack(() => new HeddleError('DATABASE_UNAVAILABLE', message, { source, retryable: true }, { cause }))
}

/** A pool for which more wait than may. */
export function saturated(source: string, waiting: number): HeddleError {
  const message = `Source "${source}" lends no connection: ${waiting} requests wait for one already.`
  return withoutStack(() => new HeddleError('OVERLOADED', message, { source, retryable: true, retryAfter: 1 }))
}
