import { HeddleError } from '../errors.ts'
import type { Isolation } from '../sql/transaction.ts'
import type { PoolOptions } from './pool-options.ts'
import type { Pooler } from './postgres/pooler.ts'

export { durabilities, type Durability } from '../sql/decisions.ts'
export { poolers } from './postgres/pooler.ts'
export { isolations } from '../sql/transaction.ts'

/** The pool of a source as far as the config says: see {@link PoolOptions} for the rest. */
export type PoolSpec = { readonly [K in keyof PoolOptions]?: PoolOptions[K] | undefined }

interface SpecBase {
  readonly name: string
  readonly pool?: PoolSpec | undefined
  /** Of transactions that write. Default: the dialect's. */
  readonly isolation?: Isolation | undefined
}

export interface PostgresSpec extends SpecBase {
  readonly dialect: 'postgres'
  readonly driver: 'postgres'
  /** `postgres://…` */
  readonly url: string
  /** The database refuses every write of these sessions. */
  readonly readOnly?: boolean | undefined
  /** Open the source also where the server does not answer now: its tables are known. */
  readonly mayBeDown?: boolean | undefined
  /** Milliseconds after which the server itself ends a statement. */
  readonly statementMs?: number | undefined
  /** What stands before the server. Default: found out. */
  readonly pooler?: Pooler | undefined
}

export interface PgliteSpec extends SpecBase {
  readonly dialect: 'postgres'
  readonly driver: 'pglite'
  /** `pglite::memory:` or `pglite:` and a folder's path. */
  readonly url: string
  readonly readOnly?: boolean | undefined
  /** Make the database where the folder is missing or empty. Without it, that is an error: a typo makes no database. */
  readonly create?: boolean | undefined
}

export interface MariadbSpec extends SpecBase {
  readonly dialect: 'mariadb'
  /** `mysql://…` or `mariadb://…` */
  readonly url: string
  /** The database refuses every write of these sessions. */
  readonly readOnly?: boolean | undefined
  /** Open the source also where the server does not answer now: its tables are known. */
  readonly mayBeDown?: boolean | undefined
  /** Milliseconds after which the server itself ends a statement. */
  readonly statementMs?: number | undefined
}

export interface SqliteSpec extends SpecBase {
  readonly dialect: 'sqlite'
  /** A path, or `:memory:`: one database of this source alone, gone when it is closed. */
  readonly file: string
  readonly readOnly?: boolean | undefined
}

/** One database to connect to. */
export type SourceSpec = PostgresSpec | PgliteSpec | MariadbSpec | SqliteSpec

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the URL of a source: `postgres://…`, `postgresql://…`, `mysql://…`, `mariadb://…`, `pglite:folder`, `pglite::memory:`, `sqlite:path`,
 * `sqlite::memory:`, or `env:VARIABLE`, which holds one of these.
 *
 * @throws HeddleError CONFIG_INVALID.
 */
export function parseSourceUrl(name: string, url: string, environment: Environment = process.env): SourceSpec {
  const [, scheme = '', rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url.trim()) ?? []
  switch (scheme.toLowerCase()) {
    case 'postgres':
    case 'postgresql':
      return { name, dialect: 'postgres', driver: 'postgres', url: url.trim() }
    case 'pglite':
      return { name, dialect: 'postgres', driver: 'pglite', url: `pglite:${path(name, rest)}` }
    case 'sqlite':
      return { name, dialect: 'sqlite', file: path(name, rest) }
    case 'env':
      return fromEnvironment(name, rest, environment)
    case 'mysql':
    case 'mariadb':
      return { name, dialect: 'mariadb', url: url.trim() }
    default:
      // An unknown URL is not repeated: it may be a password in the wrong place.
      throw invalid(name, scheme === '' ? 'it has no scheme' : `the scheme "${scheme}" is unknown`)
  }
}

function fromEnvironment(name: string, variable: string, environment: Environment): SourceSpec {
  const value = environment[variable]
  if (value === undefined || value === '') throw invalid(name, `the environment variable ${variable} is not set`)
  if (/^\s*env:/i.test(value)) throw invalid(name, `the environment variable ${variable} names another variable`)
  return parseSourceUrl(name, value, environment)
}

/** `sqlite:shop.db`, `sqlite:./shop.db` and `sqlite:///var/shop.db` are all read as people write them. */
function path(name: string, rest: string): string {
  const found = rest.startsWith('//') ? rest.slice(2) : rest
  if (found === '') throw invalid(name, 'its path is missing')
  return found
}

function invalid(source: string, why: string): HeddleError {
  const hint =
    'Use postgres://…, mysql://…, mariadb://…, sqlite:path, sqlite::memory:, pglite:path, pglite::memory: or env:VARIABLE'
  return new HeddleError('CONFIG_INVALID', `The URL of source "${source}" cannot be used: ${why}. ${hint}.`, {
    source,
    hint,
  })
}
