import { createConnection, type Connection } from 'mysql2/promise'
import { describe, inject, it } from 'vitest'
import type { TestDatabase } from './postgres-server.ts'

const server = inject('mariadbServer')

/** Why there is no MariaDB or MySQL server in this run, or null. See {@link describeMariadb}. */
export const noMariadb = 'unavailable' in server ? server.unavailable : null

/** A database of one's own on the run's server. Drop it in `afterAll`. */
export async function createMariadbDatabase(label: string): Promise<TestDatabase> {
  if ('unavailable' in server) throw new Error(server.unavailable)
  const name = `heddle_test_${label}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`
  const connection = await administrator(server.url)
  await connection.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`)
  await connection.query(`use ${name}`)
  const url = new URL(server.url)
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
  if (noMariadb === null) describe(name, suite)
  else describe(name, () => it('needs a MariaDB server', ({ skip }) => skip(noMariadb)))
}
