import type { Catalog } from '../catalog/catalog.ts'
import { HeddleError, withoutStack } from '../errors.ts'

/**
 * An error as whoever asks may have it. A policy may ask a database that the role may not name: where that one fails, the
 * answer fails with the same code, and says no more.
 *
 * @param visible the catalog of the role
 */
export function errorForViewer(visible: Catalog, error: HeddleError): HeddleError {
  const { source, retryable, retryAfter } = error.details
  if (source === undefined || visible.sources.has(source)) return error
  const details = {
    ...(retryable === undefined ? {} : { retryable }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
  const message = 'What decides which rows may be seen could not be asked.'
  return withoutStack(() => new HeddleError(error.code, message, details, { cause: error }))
}
