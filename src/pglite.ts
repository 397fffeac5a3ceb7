import type { DrizzleSchema } from './catalog/drizzle/schema-tables.ts'
import type { PgliteDescriptor, PgliteOptions } from './config/source-descriptor.ts'

/**
 * An embedded PostgreSQL (PGlite) as a source of the config. Plain data: `@electric-sql/pglite`, an optional peer, is
 * loaded when Heddle opens the folder.
 *
 * @example
 * accounts: pglite({ dir: '.data/accounts', schema: accounts, migrations: 'drizzle/accounts' })
 */
export function pglite<S extends DrizzleSchema = Record<never, never>>(options: PgliteOptions<S>): PgliteDescriptor<S> {
  return { ...options, kind: 'pglite' }
}

export type { PgliteDescriptor, PgliteOptions } from './config/source-descriptor.ts'
