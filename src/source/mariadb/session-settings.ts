import { HeddleError } from '../../errors.ts'
import type { Cell } from '../source.ts'

/**
 * What every MariaDB and MySQL session is set to, so that neither a value's text nor the meaning of a statement depends on
 * the server's configuration. What stands in `checked` is read back: a proxy, a pooler or `init_connect` may have had
 * another mind.
 */
const settings: readonly Setting[] = [
  { name: 'time_zone', set: "'+00:00'", checked: '+00:00' },
  // Strict: what does not fit is an error, not a warning. No ANSI_QUOTES, no NO_BACKSLASH_ESCAPES: `sql/` quotes for neither.
  {
    name: 'sql_mode',
    set: "'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    checked: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  },
  // The JSON of a page is one text. It would be cut at 1 MiB, in silence.
  { name: 'group_concat_max_len', set: '1073741824', checked: '1073741824' },
  // A mean has 6 digits more than its column; what follows them is for rounding it right.
  { name: 'div_precision_increment', set: '30', checked: '30' },
  // Its cache of a subquery's answers finds them by the row's own text in the column's collation: of 'x' and 'X' one would get
  // what was found for the other, whatever the subquery itself compares by.
  {
    name: 'optimizer_switch',
    set: "'subquery_cache=off'",
    checked: 'subquery_cache=off',
    read: "regexp_substr(@@session.optimizer_switch, 'subquery_cache=[a-z]+')",
  },
]

interface Setting {
  readonly name: string
  readonly set: string
  readonly checked: string
  /** What is read back; without it, the setting itself. */
  readonly read?: string
}

const names = 'set names utf8mb4 collate utf8mb4_bin'

/** Sets the session, in one statement; then {@link isolationText}. */
export const settingsText = [names, ...settings.map(({ name, set }) => `session ${name} = ${set}`)].join(', ')

/** Goes back to the database of the source: a session that is reset stays where somebody has gone. */
export function databaseText(database: string): string {
  return `use \`${database.replaceAll('`', '``')}\``
}

export interface SessionOptions {
  readonly readOnly: boolean
  /** Milliseconds after which the server ends a statement by itself. */
  readonly statementMs?: number | undefined
}

/**
 * A net below Heddle's own deadline, which kills: for the moment in which Heddle is not there to do it. Null where the config
 * asks for none.
 */
export function limitText({ statementMs }: SessionOptions): string | null {
  return statementMs === undefined ? null : `set session max_statement_time = ${Math.max(statementMs, 1) / 1000}`
}

/** Snapshots are read under it, and writes say otherwise where they mean otherwise. */
export function isolationText({ readOnly }: SessionOptions): string {
  return `set session transaction isolation level repeatable read${readOnly ? ', read only' : ''}`
}

const charset = ['character_set_client', 'character_set_connection', 'character_set_results'] as const

/** What is read back, and what it must be. */
const expected: readonly Omit<Setting, 'set'>[] = [
  ...charset.map((name) => ({ name, checked: 'utf8mb4' })),
  ...settings,
  { name: 'tx_isolation', checked: 'REPEATABLE-READ' },
]

/** For {@link checkVersion}: what is read back has other names on other servers. */
export const versionText = 'select version()'

/** Reads the session back: one row, for {@link checkSession}. */
export const checkText = `select version(), ${expected.map(({ name, read = `@@session.${name}` }) => `cast(${read} as char)`).join(', ')}`

/**
 * Holds what {@link checkText} answered against what was set.
 *
 * @throws HeddleError CONFIG_INVALID that names the setting that is wrong.
 */
export function checkSession(source: string, row: readonly Cell[]): void {
  const [version = '', ...found] = row.map(String)
  for (const [index, { name, checked }] of expected.entries()) {
    if (found[index] === checked) continue
    throw new HeddleError(
      'CONFIG_INVALID',
      `Source "${source}" (${version}) did not take the session's setting ${name}: it is ${JSON.stringify(found[index])}, and Heddle needs ${JSON.stringify(checked)}.`,
      {
        source,
        hint: 'Is there a proxy between Heddle and the server that answers SET itself, or an init_connect that sets it back? Connect to the server itself.',
      },
    )
  }
}

/**
 * MariaDB says its name; MySQL says a number alone.
 *
 * @throws HeddleError CONFIG_INVALID for a server that this release does not speak
 */
export function checkVersion(source: string, version: string): void {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)[^-]*-MariaDB/i.exec(version) ?? []).map(Number)
  if (major > 10 || (major === 10 && minor >= 7)) return
  throw new HeddleError(
    'CONFIG_INVALID',
    `Source "${source}" is a server of version ${version}, and this release speaks MariaDB from 10.7 on: others lack JSON_NORMALIZE, a limit in GROUP_CONCAT, or collations by code point.`,
    { source, hint: 'Serve the tables from MariaDB 10.11 or later; MySQL 8 is not spoken yet.' },
  )
}

/** One snapshot for all statements, none of which may write. */
export const beginSnapshotText = 'start transaction with consistent snapshot, read only'
