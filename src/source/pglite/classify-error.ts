import { HeddleError } from '../../errors.ts'
import { missingDriver } from '../load-driver.ts'
import { classifyPostgresError } from '../postgres/classify-error.ts'

/** What an error of PGlite means: PostgreSQL's own errors, and the loss of the worker thread that holds it. */
export function classifyPgliteError(source: string, error: unknown): HeddleError {
  return missingDriver(source, '@electric-sql/pglite', error) ?? classifyPostgresError(source, error)
}
