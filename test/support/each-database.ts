import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createMariadbDatabase, noMariadb } from './mariadb-server.ts'
import { createDatabase, noPostgres } from './postgres-server.ts'

/** A database that a test fills by itself, of whatever kind. */
export interface OwnDatabase {
  /** As Heddle opens it. */
  readonly url: string
  exec(sql: string): Promise<unknown>
  drop(): Promise<void>
}

/** One of each kind, and why it cannot be had here. */
export const databases: readonly {
  readonly name: string
  readonly missing: string | null
  /** @param folder for files */
  open(folder: string): Promise<OwnDatabase>
}[] = [
  {
    name: 'SQLite',
    missing: null,
    async open(folder) {
      const file = join(folder, 'own.db')
      const database = new Database(file)
      return { url: `sqlite:${file}`, exec: async (sql) => database.exec(sql), drop: async () => void database.close() }
    },
  },
  {
    name: 'PostgreSQL',
    missing: noPostgres,
    async open() {
      const database = await createDatabase('own')
      return { url: database.url, exec: (sql) => database.query(sql), drop: () => database.drop() }
    },
  },
  {
    name: 'MariaDB',
    missing: noMariadb,
    async open() {
      const database = await createMariadbDatabase('own')
      return { url: database.url, exec: (sql) => database.query(sql), drop: () => database.drop() }
    },
  },
]
