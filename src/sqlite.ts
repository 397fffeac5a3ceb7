import type { DrizzleSchema } from './catalog/drizzle/schema-tables.ts'
import type { SqliteDescriptor, SqliteOptions } from './config/source-descriptor.ts'

/**
 * A SQLite file as a source of the config. Plain data: the driver (`better-sqlite3`, an optional peer) is loaded when
 * Heddle opens the file.
 *
 * @example
 * shop: sqlite({ file: 'shop.db', schema: shop })
 */
export function sqlite<S extends DrizzleSchema = Record<never, never>>(options: SqliteOptions<S>): SqliteDescriptor<S> {
  return { ...options, kind: 'sqlite' }
}

export type { SqliteDescriptor, SqliteOptions } from './config/source-descriptor.ts'
