import type { TestProject } from 'vitest/node'
import { startPostgres } from './start-postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The real PostgreSQL server of this run, or why there is none. */
    postgresServer: { readonly url: string; readonly local: boolean } | { readonly unavailable: string }
  }
}

/** One PostgreSQL server for the whole run; each test file makes its own databases on it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  if ('unavailable' in server) {
    // CI must not be green because a database was missing.
    if (process.env['CI']) throw new Error(`CI has no PostgreSQL server to test with. ${server.unavailable}`)
    project.provide('postgresServer', { unavailable: server.unavailable })
    return async () => {}
  }
  project.provide('postgresServer', { url: server.url, local: server.local })
  return server.stop
}
