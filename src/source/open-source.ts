import type { Events } from '../events.ts'
import type { Source } from './source.ts'
import type { SourceSpec } from './source-spec.ts'

/**
 * Connects to a database. Drivers are imported here and only where they are used.
 *
 * @throws HeddleError CONFIG_INVALID where the URL or the driver is at fault, SOURCE_UNREACHABLE where the database is: its
 * message names the source and its place, without a password, and what to check.
 */
export async function openSource(spec: SourceSpec, events: Events): Promise<Source> {
  if (spec.dialect === 'sqlite') {
    const { openSqlite } = await import('./sqlite/open.ts')
    return openSqlite(spec, events)
  }
  if (spec.dialect === 'mariadb') {
    const { openMariadb } = await import('./mariadb/open.ts')
    return openMariadb(spec, events)
  }
  if (spec.driver === 'pglite') {
    const { openPglite } = await import('./pglite/open.ts')
    return openPglite(spec, events)
  }
  const { openPostgres } = await import('./postgres/open.ts')
  return openPostgres(spec, events)
}
