import { HeddleError } from '../../errors.ts'
import type { Server } from '../../sql/mariadb/types.ts'
import type { Cell } from '../source.ts'

/**
 * What every MariaDB and MySQL session is set to, so that neither a value's text nor the meaning of a statement depends on
 * the server's configuration. What stands in `checked` is read back: a proxy, a pooler or `init_connect` may have had
 * another mind.
 */
const common: readonly Setting[] = [
  { name: 'time_zone', set: "'+00:00'", checked: '+00:00' },
  // The JSON of a page is one text. It would be cut at 1 MiB, in silence.
  { name: 'group_concat_max_len', set: '1073741824', checked: '1073741824' },
  // A mean has 6 digits more than its column; what follows them is for rounding it right.
  { name: 'div_precision_increment', set: '30', checked: '30' },
]

/** What does not fit is an error, not a warning. No ANSI_QUOTES, no NO_BACKSLASH_ESCAPES: `sql/` quotes for neither. */
const strict = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'

/** MariaDB's. */
const mariadbSettings: readonly Setting[] = [
  sqlMode(strict),
  // Its cache of a subquery's answers finds them by the row's own text in the column's collation: of 'x' and 'X' one would get
  // what was found for the other, whatever the subquery itself compares by.
  {
    name: 'optimizer_switch',
    set: "'subquery_cache=off'",
    checked: 'subquery_cache=off',
    read: "regexp_substr(@@session.optimizer_switch, 'subquery_cache=[a-z]+')",
  },
]

/** MySQL's. */
const mysqlSettings: readonly Setting[] = [
  // Its numbers of rows have no sign: less than none of them would be an error.
  sqlMode(`NO_UNSIGNED_SUBTRACTION,${strict}`),
  // What it says of how many rows a table has would be a day old.
  { name: 'information_schema_stats_expiry', set: '0', checked: '0' },
]

function sqlMode(modes: string): Setting {
  return { name: 'sql_mode', set: `'${modes}'`, checked: modes }
}

interface Setting {
  readonly name: string
  readonly set: string
  readonly checked: string
  /** What is read back; without it, the setting itself. */
  readonly read?: string
}

/** The collation is that of the texts which functions of JSON give: two others could not be joined. */
const names = 'set names utf8mb4 collate utf8mb4_bin'

interface ServerSession {
  readonly settings: readonly Setting[]
  /** The variable that says how transactions are isolated. */
  readonly isolation: string
  /** The variable after which the server ends a statement (MySQL: one that reads), and its value for milliseconds. */
  readonly limit: (milliseconds: number) => string
}

const sessions: Readonly<Record<Server, ServerSession>> = {
  mariadb: {
    settings: [...common, ...mariadbSettings],
    isolation: 'tx_isolation',
    limit: (milliseconds) => `max_statement_time = ${milliseconds / 1000}`,
  },
  mysql: {
    settings: [...common, ...mysqlSettings],
    isolation: 'transaction_isolation',
    limit: (milliseconds) => `max_execution_time = ${Math.ceil(milliseconds)}`,
  },
}

/** Sets the session, in one statement; then {@link isolationText}. */
export function settingsText(server: Server): string {
  return [names, ...sessions[server].settings.map(({ name, set }) => `session ${name} = ${set}`)].join(', ')
}

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
export function limitText(server: Server, { statementMs }: SessionOptions): string | null {
  return statementMs === undefined ? null : `set session ${sessions[server].limit(Math.max(statementMs, 1))}`
}

/** Snapshots are read under it, and writes say otherwise where they mean otherwise. */
export function isolationText({ readOnly }: SessionOptions): string {
  return `set session transaction isolation level repeatable read${readOnly ? ', read only' : ''}`
}

const charset = ['character_set_client', 'character_set_connection', 'character_set_results'] as const

/** What is read back, and what it must be. */
function expected(server: Server): readonly Omit<Setting, 'set'>[] {
  const { settings, isolation } = sessions[server]
  return [
    ...charset.map((name) => ({ name, checked: 'utf8mb4' })),
    ...settings,
    { name: isolation, checked: 'REPEATABLE-READ' },
  ]
}

/** Which server it is, for `serverOf`. */
export const versionText = 'select version()'

/** Reads the session back: one row, for {@link checkSession}. */
export function checkText(server: Server): string {
  const cells = expected(server).map(({ name, read = `@@session.${name}` }) => `cast(${read} as char)`)
  return `select version(), ${cells.join(', ')}`
}

/**
 * Holds what {@link checkText} answered against what was set.
 *
 * @throws HeddleError CONFIG_INVALID that names the setting that is wrong.
 */
export function checkSession(source: string, server: Server, row: readonly Cell[]): void {
  const [version = '', ...found] = row.map(String)
  for (const [index, { name, checked }] of expected(server).entries()) {
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

/** One snapshot for all statements, none of which may write. */
export const beginSnapshotText = 'start transaction with consistent snapshot, read only'
