import postgres from 'postgres'
import { inject } from 'vitest'
import { describeUnless } from './describe-unless.ts'

const server = inject('postgresServer')

/** Why there is no real PostgreSQL server in this run, or null. See {@link describePostgres}. */
export const noPostgres = 'unavailable' in server ? server.unavailable : null

/** Whether the server's processes can be stopped with signals from here. */
export const postgresIsLocal = !('unavailable' in server) && server.local

export interface TestDatabase {
  /** `postgres://…`, of a database that nobody else uses. */
  readonly url: string
  /** Runs statements apart from what is tested; rows as objects. */
  query(text: string): Promise<Record<string, unknown>[]>
  /** Ends whoever is connected, and drops it. */
  drop(): Promise<void>
}

/** A database of one's own on the run's server. Drop it in `afterAll`. */
export async function createDatabase(label: string): Promise<TestDatabase> {
  if ('unavailable' in server) throw new Error(server.unavailable)
  const name = `heddle_test_${label}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  await administrate(server.url, `create database ${name}`)
  const url = withDatabase(server.url, name)
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  return {
    url,
    query: async (text) => [...(await sql.unsafe(text))],
    async drop() {
      await sql.end({ timeout: 1 })
      await administrate(server.url, `drop database if exists ${name} with (force)`)
    },
  }
}

async function administrate(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  await sql.unsafe(text)
  await sql.end({ timeout: 1 })
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = `/${name}`
  return changed.href
}

/** A suite over the run's PostgreSQL server; where there is none, one skipped test says why. */
export function describePostgres(name: string, suite: () => void): void {
  describeUnless(noPostgres, name, suite)
}
