import { ConstraintError, HeddleError, type ErrorCode, type ErrorDetails, type Violation } from '../../errors.ts'

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
  const refused = violationCode(number)
  if (refused) {
    const details = refused === 'SERIALIZATION_FAILURE' ? { source, ...retryableDetails } : { source }
    const message = `Source "${source}": the database refused the statement (error ${number}).`
    return new ConstraintError(refused, message, violationOf(number, error), details, { cause: error })
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

const uniques: ReadonlySet<number> = new Set([1022, 1062, 1169, 1586])
const foreignKeys: ReadonlySet<number> = new Set([1216, 1217, 1451, 1452, 1761, 1762])
const notNulls: ReadonlySet<number> = new Set([1048, 1364])
const checks: ReadonlySet<number> = new Set([3819, 4025])
/** Too large, too long, no value of the type; 1690 of an expression, 3157 of JSON that is nested more deeply than MySQL keeps. */
const outOfRange: ReadonlySet<number> = new Set([1264, 1265, 1292, 1366, 1367, 1406, 1690, 3157])

function violationCode(number: number): ErrorCode | null {
  if (uniques.has(number)) return 'UNIQUE_VIOLATION'
  if (foreignKeys.has(number)) return 'FOREIGN_KEY_VIOLATION'
  if (notNulls.has(number)) return 'NOT_NULL_VIOLATION'
  if (checks.has(number)) return 'CHECK_VIOLATION'
  if (outOfRange.has(number)) return 'VALUE_OUT_OF_RANGE'
  return conflicts.has(number) ? 'SERIALIZATION_FAILURE' : null
}

/** Names stand in the server's message among values; only what is quoted as a name, in its own place, is taken for one. */
function violationOf(number: number, error: unknown): Violation {
  const message = error instanceof Error ? error.message : ''
  if (uniques.has(number)) {
    const [, key = ''] = / for key '([^']*)'$/.exec(message) ?? []
    return { columns: [], constraint: key.slice(key.lastIndexOf('.') + 1) }
  }
  if (foreignKeys.has(number)) {
    const [, table, constraint, columns = ''] =
      /\(`[^`]*`\.`([^`]*)`, CONSTRAINT `([^`]*)` FOREIGN KEY \(([^)]*)\)/.exec(message) ?? []
    // Where a row is still referred to, the table is the one that refers.
    if (number === 1451 || number === 1217) return { columns: [], constraint }
    return { table, constraint, columns: [...columns.matchAll(/`([^`]*)`/g)].map(([, name = '']) => name) }
  }
  if (checks.has(number))
    return { columns: [], constraint: /(?:CONSTRAINT `|Check constraint ')([^`']*)[`']/.exec(message)?.[1] }
  const [, column] = /(?:[Cc]olumn|Field) '([^']*)'/.exec(message) ?? []
  return { columns: column === undefined ? [] : [column] }
}

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
