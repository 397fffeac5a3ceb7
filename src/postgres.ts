import type { DrizzleSchema } from './catalog/drizzle/schema-tables.ts'
import type { PostgresDescriptor, PostgresOptions } from './config/source-descriptor.ts'

/**
 * A PostgreSQL server as a source of the config. Plain data: the driver (`pg`, an optional peer) is loaded when
 * Heddle connects.
 *
 * @example
 * accounts: postgres({ url: process.env.ACCOUNTS_URL!, schema: accounts, pool: { size: 10, timeout: '30s' } })
 */
export function postgres<S extends DrizzleSchema = Record<never, never>>(
  options: PostgresOptions<S>,
): PostgresDescriptor<S> {
  return { ...options, kind: 'postgres' }
}

export type { PoolOptions, PostgresDescriptor, PostgresOptions } from './config/source-descriptor.ts'
