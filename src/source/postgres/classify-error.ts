import { ConstraintError, HeddleError, type ErrorCode, type ErrorDetails, type Violation } from '../../errors.ts'

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
  const refused = violationCode(state)
  if (refused) {
    const details = refused === 'SERIALIZATION_FAILURE' ? { source, ...retryable } : { source }
    const message = `Source "${source}": the database refused the statement (SQLSTATE ${state}).`
    return new ConstraintError(refused, message, violationOf(error), details, { cause: error })
  }
  // The viewer's role in the database may not, or a policy of the database's own refuses the row.
  if (state === '42501')
    return make('FORBIDDEN', source, `the database does not allow it (SQLSTATE ${state})`, error, {})
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

/** Classes 23 and 22, and what two transactions do to each other. */
function violationCode(state: string): ErrorCode | null {
  if (state === '23505' || state === '23P01') return 'UNIQUE_VIOLATION'
  if (state === '23503' || state === '23001') return 'FOREIGN_KEY_VIOLATION'
  if (state === '23502') return 'NOT_NULL_VIOLATION'
  if (state === '23514' || state === '44000') return 'CHECK_VIOLATION'
  if (/^(?:22001|22003|22007|22008|22P02|22P03|22026)$/.test(state)) return 'VALUE_OUT_OF_RANGE'
  return /^(?:40001|40P01|55P03)$/.test(state) ? 'SERIALIZATION_FAILURE' : null
}

/** The server names the constraint; which columns a key has stands in its detail, before their values. */
function violationOf(error: unknown): Violation {
  const named = (key: string) => text(error, `${key}_name`) ?? text(error, key)
  const detail = text(error, 'detail') ?? ''
  // Where a row is still referred to, the table is the one that refers, and the key that of the row.
  const referred = detail.includes('is still referenced from')
  const column = named('column')
  const [, key = ''] = /^[^(]*\(((?:"(?:[^"]|"")+"|[^()"])+)\)=\(/.exec(detail) ?? []
  const columns = key.match(/"(?:[^"]|"")+"|[^,\s]+/g) ?? []
  return {
    schema: named('schema'),
    table: referred ? undefined : named('table'),
    columns: column === undefined ? columns.map(unquoted) : [column],
    constraint: referred ? undefined : named('constraint'),
  }
}

function unquoted(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
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
