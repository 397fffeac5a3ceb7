import { HeddleError, type ErrorCode, type ErrorDetails } from '../../errors.ts'

/**
 * What an error of MariaDB, MySQL or of their driver means. By the server's error number where it sent one; anything else is
 * a connection that was lost or never stood. The message names the number, never the statement, a parameter or the server's
 * own words.
 */
export function classifyMariadbError(source: string, error: unknown): HeddleError {
  if (error instanceof HeddleError) return error
  const number = errorNumber(error)
  if (number === undefined) return make('DATABASE_UNAVAILABLE', source, 'the connection was lost', error, unavailable)
  if (schemaChanges.has(number)) {
    return make('SCHEMA_CHANGED', source, `a table is not what it was (error ${number})`, error, retryableDetails)
  }
  if (timeouts.has(number)) {
    return make('DATABASE_TIMEOUT', source, 'the server cancelled the statement', error, retryableDetails)
  }
  if (lostConnections.has(number)) {
    return make('DATABASE_UNAVAILABLE', source, `the server ended the connection (error ${number})`, error, unavailable)
  }
  if (refusedLogins.has(number)) {
    const hint = 'Check user, password and database name.'
    return make('DATABASE_UNAVAILABLE', source, `the server refused the login (error ${number})`, error, { hint })
  }
  if (tooLarge.has(number)) {
    const hint = "Ask for less, or raise the server's max_allowed_packet."
    return make('LIMIT_EXCEEDED', source, `the answer is larger than max_allowed_packet (error ${number})`, error, {
      hint,
    })
  }
  const details = conflicts.has(number) ? retryableDetails : {}
  return make('DATABASE_ERROR', source, `the statement failed (error ${number})`, error, details)
}

/** Whether an error ends the session that it came from: no server error at all, or one of a server that hangs up. */
export function endsSession(error: unknown): boolean {
  const number = errorNumber(error)
  return number === undefined || lostConnections.has(number) || refusedLogins.has(number) || isFatal(error)
}

const retryableDetails: ErrorDetails = { retryable: true }
const unavailable: ErrorDetails = { retryable: true, hint: 'Check that the database server runs and can be reached.' }

/** Unknown tables, columns, functions and views that no longer work; definitions that changed under a prepared statement. */
const schemaChanges: ReadonlySet<number> = new Set([1051, 1054, 1146, 1305, 1356, 1412, 1615])
/** Killed statements, max_statement_time of MariaDB, max_execution_time of MySQL. */
const timeouts: ReadonlySet<number> = new Set([1317, 1969, 3024])
/** Too many connections, shutdown, killed or aborted connections, a host that is blocked, an idle session's end. */
const lostConnections: ReadonlySet<number> = new Set([
  1040, 1053, 1129, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1927, 4031,
])
const refusedLogins: ReadonlySet<number> = new Set([1044, 1045, 1049, 1130, 1226, 1251, 1275, 1698, 3118, 4151])
/** Lock waits, deadlocks, rows that changed since they were read. */
const conflicts: ReadonlySet<number> = new Set([1020, 1205, 1213])
/** A result, or a text within, that does not fit into a packet. */
export const tooLarge: ReadonlySet<number> = new Set([1153, 1260, 1301])

/** The server's error number; the driver's own errors (PROTOCOL_CONNECTION_LOST, ECONNRESET) have none. */
function errorNumber(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { errno, sqlState } = error as { errno?: unknown; sqlState?: unknown }
  return typeof errno === 'number' && errno > 0 && typeof sqlState === 'string' ? errno : undefined
}

function isFatal(error: unknown): boolean {
  return (error as { fatal?: unknown }).fatal === true
}

function make(code: ErrorCode, source: string, what: string, cause: unknown, details: ErrorDetails): HeddleError {
  return new HeddleError(code, `Source "${source}": ${what}.`, { source, ...details }, { cause })
}
