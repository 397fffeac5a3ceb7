import { ConstraintError, HeddleError, type ErrorCode, type ErrorDetails, type Violation } from '../../errors.ts'
import { missingDriver } from '../load-driver.ts'

/**
 * What an error of SQLite or of its driver means. The message names SQLite's own code, never the statement or a parameter.
 */
export function classifySqliteError(source: string, error: unknown): HeddleError {
  if (error instanceof HeddleError) return error
  const missing = missingDriver(source, 'better-sqlite3', error)
  if (missing !== undefined) return missing
  const code = sqliteCode(error)
  if (code === undefined) {
    return make('DATABASE_UNAVAILABLE', source, 'its process ended', error, { retryable: true })
  }
  if (code === 'SQLITE_SCHEMA' || (code === 'SQLITE_ERROR' && isMissingName(error))) {
    return make('SCHEMA_CHANGED', source, `a table is not what it was (${code})`, error, { retryable: true })
  }
  if (/^SQLITE_(?:BUSY|LOCKED)/.test(code)) {
    const hint = 'Another process writes for long; WAL mode lets readers go on meanwhile.'
    return make('DATABASE_UNAVAILABLE', source, `the file is locked (${code})`, error, { retryable: true, hint })
  }
  if (/^SQLITE_(?:CANTOPEN|NOTADB|CORRUPT|IOERR)/.test(code)) {
    const hint = 'Check that the file is there, is a SQLite database, and may be read.'
    return make('DATABASE_UNAVAILABLE', source, `the file cannot be read (${code})`, error, { hint })
  }
  const refused = violationCode(code, error)
  if (refused) {
    const message = `Source "${source}": the database refused the statement (${code}).`
    return new ConstraintError(refused, message, violationOf(error), { source }, { cause: error })
  }
  return make('DATABASE_ERROR', source, `the statement failed (${code})`, error, {})
}

function violationCode(code: string, error: unknown): ErrorCode | null {
  if (/^SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY|ROWID)$/.test(code)) return 'UNIQUE_VIOLATION'
  if (code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return 'FOREIGN_KEY_VIOLATION'
  if (code === 'SQLITE_CONSTRAINT_NOTNULL') return 'NOT_NULL_VIOLATION'
  if (/^SQLITE_CONSTRAINT/.test(code))
    return code === 'SQLITE_CONSTRAINT_DATATYPE' ? 'VALUE_OUT_OF_RANGE' : 'CHECK_VIOLATION'
  if (code === 'SQLITE_TOOBIG' || code === 'SQLITE_MISMATCH') return 'VALUE_OUT_OF_RANGE'
  // What Heddle makes of a sum that its column cannot hold.
  return code === 'SQLITE_ERROR' && error instanceof Error && error.message === 'integer overflow'
    ? 'VALUE_OUT_OF_RANGE'
    : null
}

/** `UNIQUE constraint failed: users.email, users.name`: the names are the table's, no values stand with them. */
function violationOf(error: unknown): Violation {
  const message = error instanceof Error ? error.message : ''
  const [, kind = '', names = ''] = /^(\w+(?: \w+)?) constraint failed: (.*)$/s.exec(message) ?? []
  if (kind === 'CHECK') return { columns: [], constraint: names }
  const places = names.startsWith('index ') ? [] : names.split(', ').filter((name) => name.includes('.'))
  return {
    table: places[0]?.slice(0, places[0].lastIndexOf('.')),
    columns: places.map((place) => place.slice(place.lastIndexOf('.') + 1)),
  }
}

/** Whether another process holds a lock that will go away. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(?:BUSY|LOCKED)/.test(sqliteCode(error) ?? '')
}

function isMissingName(error: unknown): boolean {
  return error instanceof Error && /^no such (?:table|column)|has no column named/.test(error.message)
}

/** SQLite's code; the driver's own complaints (a wrong number of parameters) have none, and count as misuse. */
function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  if (code?.startsWith('SQLITE_')) return code
  return error instanceof Error && (error.name === 'TypeError' || error.name === 'RangeError')
    ? 'SQLITE_MISUSE'
    : undefined
}

function make(code: ErrorCode, source: string, what: string, cause: unknown, details: ErrorDetails): HeddleError {
  return new HeddleError(code, `Source "${source}": ${what}.`, { source, ...details }, { cause })
}
