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
  const settings = [...commonSettings(statementMs)]
  if (readOnly) settings.push('set default_transaction_read_only to on')
  return settings.join(';\n')
}

/** The same for one transaction, right after it has begun: behind a pooler nothing lasts longer. */
export function transactionSettings({ readOnly, statementMs }: SessionOptions): string {
  const settings = commonSettings(statementMs).map((setting) => setting.replace(/^set /, 'set local '))
  if (readOnly) settings.push('set transaction read only')
  return settings.join('; ')
}

function commonSettings(statementMs: number | undefined): readonly string[] {
  return [
    "set time zone 'UTC'",
    "set datestyle to 'ISO, YMD'",
    'set intervalstyle to iso_8601',
    'set bytea_output to hex',
    'set client_encoding to UTF8',
    'set extra_float_digits to 1',
    // What sql/ quotes is quoted for this.
    'set standard_conforming_strings to on',
    // A net below Heddle's own deadline, which cancels: for the moment in which Heddle is not there to do it.
    ...(statementMs === undefined ? [] : [`set statement_timeout to ${Math.ceil(statementMs)}`]),
  ]
}

/**
 * Undoes whatever a statement may have left in a session, which then has to be set anew. `discard all` would forget the
 * prepared statements too, which are Heddle's.
 */
export const cleanSessionText = [
  'rollback',
  'close all',
  'set session authorization default',
  'reset all',
  'unlisten *',
  'select pg_advisory_unlock_all()',
  'discard temp',
  'discard sequences',
].join('; ')

/** Whether a command with this tag leaves no transaction open behind it. */
export function endsTransaction(tag: string): boolean {
  return tag === 'COMMIT' || tag === 'ROLLBACK' || tag === 'PREPARE TRANSACTION'
}

/** One snapshot for all statements, none of which may write. */
export const beginSnapshotText = 'begin transaction isolation level repeatable read, read only'
