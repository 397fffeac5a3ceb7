import type { DrizzleSchema } from '../catalog/drizzle/schema-tables.ts'

/** A time: milliseconds, or a number with its unit. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h'}`

/** What every source may say of itself, whatever its database. */
export interface SourceOptions<S extends DrizzleSchema> {
  /** What the Drizzle schema file exports (`import * as shop from './schema/shop.ts'`). Absent: the database is introspected. */
  readonly schema?: S
  /** Refuse every write, also where the database would allow it. */
  readonly readOnly?: boolean
  /**
   * What a transaction that writes sees of others. Default: what the database is best at (PostgreSQL `read committed`);
   * SQLite's are always serializable.
   */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /** The folder of Drizzle's migrations: those that the database has not seen are applied at start. Absent: none. */
  readonly migrations?: string
}

/**
 * The connections of one source: SQLAlchemy's settings, and HikariCP's meaning of `timeout`.
 *
 * @example pool: { size: 10, maxOverflow: 20, timeout: '30s', recycle: '30m', prePing: true }
 */
export interface PoolOptions {
  /**
   * `queue` (default): connections are kept and lent again. `null`: one is made for each borrower and closed after it.
   * `static`: one connection for all.
   */
  readonly mode?: 'queue' | 'null' | 'static'
  /** Connections that are kept. Default 10. */
  readonly size?: number
  /** Connections beyond `size` while there is need; they are closed when nobody waits for them. Default 0. */
  readonly maxOverflow?: number
  /** Longest time from asking for a connection to having it: waiting, connecting and pinging together. Default 30 s. */
  readonly timeout?: Duration
  /** Longest time for making one connection. Default 10 s. */
  readonly connectTimeout?: Duration
  /** Requests that may wait for a connection at the same time; one more fails at once, as OVERLOADED. Default 100. */
  readonly maxWaiters?: number
  /** Age at which a connection that nobody holds is replaced, up to a tenth sooner. Default: never. */
  readonly recycle?: Duration
  /** Ask a connection that was idle for half a second for a sign of life before it is lent. Default false. */
  readonly prePing?: boolean
  /** Lend the connection that was used last, so that others may grow idle; false: in turn. Default true. */
  readonly lifo?: boolean
  /** What becomes of a connection that comes back with a transaction open: rolled back and kept (default), or closed. */
  readonly resetOnReturn?: 'rollback' | 'close'
  /** Report in the log who has kept a connection for so long, with the borrower's stack. Default: off. */
  readonly leakAfter?: Duration
}

export interface PostgresOptions<S extends DrizzleSchema> extends SourceOptions<S> {
  /** `postgres://user:password@host/database`, or `env:VARIABLE`. */
  readonly url: string
  readonly pool?: PoolOptions
  /**
   * What stands between Heddle and the server: a pooler like PgBouncer that lends a session for one `transaction` (nothing is
   * prepared then, and nothing set for longer), or for a whole `session`, or `none`. Default: found out; one that is found
   * counts as `transaction`.
   */
  readonly pooler?: 'none' | 'session' | 'transaction'
}

export interface MariadbOptions<S extends DrizzleSchema> extends SourceOptions<S> {
  /** `mysql://user:password@host/database`, `mariadb://…`, or `env:VARIABLE`. */
  readonly url: string
  readonly pool?: PoolOptions
}

export interface SqliteOptions<S extends DrizzleSchema> extends SourceOptions<S> {
  /** A path, or `:memory:`. */
  readonly file: string
}

export interface PgliteOptions<S extends DrizzleSchema> extends SourceOptions<S> {
  /** The folder of the database, or `:memory:`. */
  readonly dir: string
  /** Make the database where there is none. Default: with `migrations`, which then fill it. */
  readonly create?: boolean
}

export interface PostgresDescriptor<S extends DrizzleSchema = DrizzleSchema> extends PostgresOptions<S> {
  readonly kind: 'postgres'
}
export interface MariadbDescriptor<S extends DrizzleSchema = DrizzleSchema> extends MariadbOptions<S> {
  readonly kind: 'mariadb'
}
export interface SqliteDescriptor<S extends DrizzleSchema = DrizzleSchema> extends SqliteOptions<S> {
  readonly kind: 'sqlite'
}
export interface PgliteDescriptor<S extends DrizzleSchema = DrizzleSchema> extends PgliteOptions<S> {
  readonly kind: 'pglite'
}

/** What `postgres()`, `mariadb()`, `sqlite()` and `pglite()` return: plain data. No driver is loaded before `createHeddle`. */
export type SourceDescriptor<S extends DrizzleSchema = DrizzleSchema> =
  PostgresDescriptor<S> | MariadbDescriptor<S> | SqliteDescriptor<S> | PgliteDescriptor<S>

/** The sources of a config by name. A text is a URL (`postgres://…`, `mysql://…`, `mariadb://…`, `sqlite:path`, `pglite:path`, `env:VARIABLE`). */
export type Sources = Readonly<Record<string, SourceDescriptor | string>>
