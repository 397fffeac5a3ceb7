import { HeddleError, type ErrorCode, type ErrorDetails } from '../../errors.ts'

/**
 * What an error of PostgreSQL or of its driver means. By SQLSTATE where the server sent one; anything else is a connection
 * that was lost or never stood. The message names the SQLSTATE, never the statement, a parameter or the server's own words.
 */
export function classifyPostgresError(source: string, error: unknown): HeddleError {
  if (error instanceof HeddleError) return error
  const state = sqlState(error)
  if (state === undefined) return make('DATABASE_UNAVAILABLE', source, 'the connection was lost', error, unavailable)
  if (isSchemaChange(state, error)) {
    return make('SCHEMA_CHANGED', source, `a table is not what it was (SQLSTATE ${state})`, error, { retryable: true })
  }
  if (state === '57014') return make('DATABASE_TIMEOUT', source, 'the server cancelled the statement', error, retryable)
  if (/^(?:08|57P0)|^53300$/.test(state)) {
    return make(
      'DATABASE_UNAVAILABLE',
      source,
      `the server ended the connection (SQLSTATE ${state})`,
      error,
      unavailable,
    )
  }
  if (/^28|^3D000$/.test(state)) {
    const hint = 'Check user, password and database name.'
    return make('DATABASE_UNAVAILABLE', source, `the server refused the login (SQLSTATE ${state})`, error, { hint })
  }
  const details = /^40|^55P03$/.test(state) ? retryable : {}
  return make('DATABASE_ERROR', source, `the statement failed (SQLSTATE ${state})`, error, details)
}

/** Whether an error ends the session that it came from: no server error at all, or one of severity FATAL or PANIC. */
export function endsSession(error: unknown): boolean {
  if (sqlState(error) === undefined) return true
  const severity = text(error, 'severity')
  return severity === 'FATAL' || severity === 'PANIC'
}

const retryable: ErrorDetails = { retryable: true }
const unavailable: ErrorDetails = { retryable: true, hint: 'Check that the database server runs and can be reached.' }

/**
 * Columns, tables, schemas and types that are gone, columns whose type has another operator, function or cast than the one
 * that was known (42883, 42804, 42846), and a prepared statement whose result has other columns now: reading the schema
 * again may help.
 */
function isSchemaChange(state: string, error: unknown): boolean {
  if (/^(?:42P01|42703|42704|42883|42804|42846|3F000)$/.test(state)) return true
  return state === '0A000' && text(error, 'routine') === 'RevalidateCachedQuery'
}

/** The five characters of the server's error code; the driver's own codes (CONNECTION_CLOSED, ECONNRESET) are none. */
function sqlState(error: unknown): string | undefined {
  const code = text(error, 'code')
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && text(error, 'severity') !== undefined ? code : undefined
}

function text(error: unknown, key: string): string | undefined {
  const value = typeof error === 'object' && error !== null ? (error as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' ? value : undefined
}

function make(code: ErrorCode, source: string, what: string, cause: unknown, details: ErrorDetails): HeddleError {
  return new HeddleError(code, `Source "${source}": ${what}.`, { source, ...details }, { cause })
}
