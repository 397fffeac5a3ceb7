import type { TestProject } from 'vitest/node'
import { findMariadb, findMysql } from './start-mariadb.ts'
import { startPostgres } from './start-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The real PostgreSQL server of this run, or why there is none. */
    postgresServer: { readonly url: string; readonly local: boolean } | { readonly unavailable: string }
    /** The MariaDB server of this run, or why there is none. */
    mariadbServer: { readonly url: string } | { readonly unavailable: string }
    /** The MySQL server of this run, or why there is none. */
    mysqlServer: { readonly url: string } | { readonly unavailable: string }
  }
}

/** The servers of the whole run; each test file makes its own databases on them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, mariadb, mysql] = await Promise.all([startPostgres(), findMariadb(), findMysql()])
  // CI must not be green because a database was missing. MySQL cannot be installed there.
  for (const [name, server] of Object.entries({ PostgreSQL: postgres, MariaDB: mariadb })) {
    if (!('unavailable' in server) || !process.env['CI']) continue
    if (!('unavailable' in postgres)) await postgres.stop()
    throw new Error(`CI has no ${name} server to test with. ${server.unavailable}`)
  }
  project.provide('mariadbServer', mariadb)
  project.provide('mysqlServer', mysql)
  if ('unavailable' in postgres) {
    project.provide('postgresServer', postgres)
    return async () => {}
  }
  project.provide('postgresServer', { url: postgres.url, local: postgres.local })
  return postgres.stop
}
