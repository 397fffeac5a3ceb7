import { HeddleError } from '../errors.ts'

/** The database's own code of what an error was made of: SQLSTATE, SQLite's name, MariaDB's number. */
export function databaseCode(error: unknown): string | undefined {
  const cause = error instanceof HeddleError ? error.cause : error
  if (typeof cause !== 'object' || cause === null) return undefined
  const { code, errno } = cause as { readonly code?: unknown; readonly errno?: unknown }
  if (typeof errno === 'number') return String(errno)
  return typeof code === 'string' ? code : undefined
}
