import { createConnection, type Connection } from 'mysql2/promise'
import { inject } from 'vitest'
import type { TestDatabase } from './postgres-server.ts'
import { describeUnless } from './describe-unless.ts'

/** The two servers that `source/mariadb/` speaks with. */
export type TestServer = 'mariadb' | 'mysql'

const found = { mariadb: inject('mariadbServer'), mysql: inject('mysqlServer') } as const

/** Why there is no MariaDB server in this run, or null. See {@link describeMariadb}. */
export const noMariadb = missing('mariadb')
/** Why there is no MySQL server in this run, or null. */
export const noMysql = missing('mysql')

function missing(server: TestServer): string | null {
  const there = found[server]
  return 'unavailable' in there ? there.unavailable : null
}

/** A database of one's own on the run's server. Drop it in `afterAll`. */
export async function createMariadbDatabase(label: string, server: TestServer = 'mariadb'): Promise<TestDatabase> {
  const there = found[server]
  if ('unavailable' in there) throw new Error(there.unavailable)
  const name = `heddle_test_${label}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const connection = await administrator(there.url)
  await connection.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`)
  await connection.query(`use ${name}`)
  const url = new URL(there.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async query(text) {
      const [rows] = await connection.query(text)
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : []
    },
    async drop() {
      await connection.query(`drop database if exists ${name}`)
      await connection.end()
    },
  }
}

function administrator(url: string): Promise<Connection> {
  return createConnection({ uri: url, charset: 'utf8mb4_bin', timezone: 'Z', multipleStatements: true })
}

/** A suite over the run's MariaDB server; where there is none, one skipped test says why. */
export function describeMariadb(name: string, suite: () => void): void {
  describeOn('mariadb', name, suite)
}

/** A suite over each of the two servers; where one is missing, a skipped test says why. */
export function describeServers(name: string, suite: (server: TestServer) => void): void {
  for (const server of ['mariadb', 'mysql'] as const) describeOn(server, `${name}, on ${server}`, () => suite(server))
}

function describeOn(server: TestServer, name: string, suite: () => void): void {
  describeUnless(missing(server), name, suite)
}
