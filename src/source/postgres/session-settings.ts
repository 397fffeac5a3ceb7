import type { Session } from '../session.ts'
import type { BoundStatement } from '../source.ts'

export interface SessionOptions {
  readonly readOnly: boolean
  /** Milliseconds after which the server ends a statement by itself. */
  readonly statementMs?: number | undefined
}

/**
 * The settings of every PostgreSQL session, so that a value's text does not depend on the server's configuration. One
 * statement a line: PGlite's single session runs the same.
 */
export function sessionSettings({ readOnly, statementMs }: SessionOptions): string {
  const settings = [
    "set time zone 'UTC'",
    "set datestyle to 'ISO, YMD'",
    'set intervalstyle to iso_8601',
    'set bytea_output to hex',
    'set client_encoding to UTF8',
    'set extra_float_digits to 1',
    // What sql/ quotes is quoted for this.
    'set standard_conforming_strings to on',
  ]
  // A net below Heddle's own deadline, which cancels: for the moment in which Heddle is not there to do it.
  if (statementMs !== undefined) settings.push(`set statement_timeout to ${Math.ceil(statementMs)}`)
  if (readOnly) settings.push('set default_transaction_read_only to on')
  return settings.join(';\n')
}

/** Whether a command with this tag leaves no transaction open behind it. */
export function endsTransaction(tag: string): boolean {
  return tag === 'COMMIT' || tag === 'ROLLBACK' || tag === 'PREPARE TRANSACTION'
}

/** One snapshot for all statements, none of which may write. */
export const beginSnapshotText = 'begin transaction isolation level repeatable read, read only'

/**
 * What a viewer's session sets for the transaction that is open, and no longer. Names and values are parameters; the role
 * comes last, as it may not be allowed to set the rest.
 *
 * @example select set_config($1, $2, true), set_config($3, $4, true) // app.user_id = 5, role = app_user
 */
export function sessionStatement({ role, settings = {} }: Session): BoundStatement | null {
  const pairs = Object.entries(settings).map(([name, value]) => [name, String(value)] as const)
  if (role !== undefined) pairs.push(['role', role])
  if (pairs.length === 0) return null
  const calls = pairs.map((_, index) => `set_config($${2 * index + 1}, $${2 * index + 2}, true)`)
  return { text: `select ${calls.join(', ')}`, values: pairs.flat(), prepare: true }
}
