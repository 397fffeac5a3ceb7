import type { MySqlRemoteDatabase } from 'drizzle-orm/mysql-proxy'
import type { PgRemoteDatabase } from 'drizzle-orm/pg-proxy'
import type { SqliteRemoteDatabase } from 'drizzle-orm/sqlite-proxy'
import type { DialectName } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import { onlyReads } from '../source/only-reads.ts'
import type { Source } from '../source/source.ts'
import type { SqlValue } from '../sql/statement.ts'
import type { RunText } from './drizzle/run-text.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/**
 * What code writes with inside of `heddle.transaction`: a Drizzle handle for each source, all of them on the connections of
 * one unit of work.
 */
export interface Transaction {
  /** Drizzle's handle of a source over PostgreSQL or PGlite. Throws CONFIG_INVALID for any other source. */
  postgres(source: string): PgRemoteDatabase
  /** Of a source over SQLite. */
  sqlite(source: string): SqliteRemoteDatabase
  /** Of a source over MariaDB or MySQL. */
  mariadb(source: string): MySqlRemoteDatabase
  /** Runs SQL in the words of its database; rows as arrays, values as the database's text. */
  run(source: string, text: string, values?: readonly SqlValue[]): Promise<readonly (readonly unknown[])[]>
}

export interface TransactionOptions {
  /**
   * The sources that will be written. Say them where you know them: what cannot be committed as one is then refused before
   * the first statement, and not at the second database. Default: all that may be written.
   */
  readonly writes?: readonly string[]
  readonly signal?: AbortSignal
}

/** Drizzle's own modules are loaded where they are asked for. */
export async function loadHandles() {
  const [postgres, sqlite, mariadb] = await Promise.all([
    import('./drizzle/postgres.ts'),
    import('./drizzle/sqlite.ts'),
    import('./drizzle/mariadb.ts'),
  ])
  return { ...postgres, ...sqlite, ...mariadb }
}

export type Handles = Awaited<ReturnType<typeof loadHandles>>

/** The handles of a unit of work. */
export function transactionOf(unit: UnitOfWork, sources: ReadonlyMap<string, Source>, handles: Handles): Transaction {
  const run = async (source: string, text: string, values: readonly SqlValue[]): Promise<unknown[][]> => {
    const statement = { text, values, prepare: false, foreign: true }
    const { rows } = await unit.run(source, statement, onlyReads(text) ? 'read' : 'write')
    return rows.map((row) => [...row])
  }
  const runOn = (name: string, dialect: DialectName): RunText => {
    const found = sources.get(name)?.dialect
    if (found === undefined) throw misnamed(`There is no source "${name}".`, [...sources.keys()])
    if (!isSpokenBy(found, dialect))
      throw misnamed(`The source "${name}" speaks ${found}, not ${dialect}.`, [
        `tx.${found === 'mysql' ? 'mariadb' : found}('${name}')`,
      ])
    return (text, params) => run(name, text, params as readonly SqlValue[]) // the dialect's handle made them
  }
  return {
    postgres: (name) => handles.postgresHandle(runOn(name, 'postgres')),
    sqlite: (name) => handles.sqliteHandle(runOn(name, 'sqlite')),
    mariadb: (name) => handles.mariadbHandle(runOn(name, 'mariadb')),
    run: (name, text, values = []) => run(name, text, values),
  }
}

/** MySQL is written with MariaDB's handle. */
function isSpokenBy(source: DialectName, handle: DialectName): boolean {
  return source === handle || (source === 'mysql' && handle === 'mariadb')
}

function misnamed(message: string, instead: readonly string[]): HeddleError {
  return new HeddleError('CONFIG_INVALID', message, { hint: `There is: ${instead.join(', ')}.` })
}
