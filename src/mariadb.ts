import type { DrizzleSchema } from './catalog/drizzle/schema-tables.ts'
import type { MariadbDescriptor, MariadbOptions } from './config/source-descriptor.ts'

/**
 * A MariaDB server, from 10.7 on, as a source of the config; MySQL 8 is refused at the start so far. Plain data: the driver (`mysql2`, an optional peer) is loaded when
 * Heddle connects.
 *
 * @example
 * catalogue: mariadb({ url: process.env.CATALOGUE_URL!, schema: catalogue, pool: { size: 10, timeout: '30s' } })
 */
export function mariadb<S extends DrizzleSchema = Record<never, never>>(
  options: MariadbOptions<S>,
): MariadbDescriptor<S> {
  return { ...options, kind: 'mariadb' }
}

/** The same under the name of the URL's other scheme. */
export const mysql = mariadb

export type { MariadbDescriptor, MariadbOptions, PoolOptions } from './config/source-descriptor.ts'
