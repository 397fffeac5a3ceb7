import type { DrizzleSchema } from './catalog/drizzle/schema-tables.ts'
import type { MariadbDescriptor, MariadbOptions } from './config/source-descriptor.ts'

/**
 * A MariaDB server, from 10.7 on, or a MySQL server, from 8.0.21 on, as a source of the config: it says itself which one it is.
 * Plain data: the driver (`mysql2`, an optional peer) is loaded when Heddle connects.
 *
 * @example
 * catalogue: mariadb({ url: process.env.CATALOGUE_URL!, schema: catalogue, pool: { size: 10, timeout: '30s' } })
 */
export function mariadb<S extends DrizzleSchema = Record<never, never>>(
  options: MariadbOptions<S>,
): MariadbDescriptor<S> {
  return { ...options, kind: 'mariadb' }
}

/** The same: neither name says which server answers. */
export const mysql = mariadb

export type { MariadbDescriptor, MariadbOptions, PoolOptions } from './config/source-descriptor.ts'
