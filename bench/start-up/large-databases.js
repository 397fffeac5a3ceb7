import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { largeDatabase, largeLinks } from '../../test/support/large-schema.js'
import { connect, makeDatabase } from '../data/database.js'
import { databasePrefix } from '../data/places.js'
import { startPostgres } from '../data/postgres-server.js'

/**
 * Makes the large schema, empty: a SQLite file and a PostgreSQL database, gone after `drop`.
 */
export async function makeLargeDatabases() {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-start-up-'))
  const file = join(folder, 'left.db')
  new Database(file).exec(largeDatabase('sqlite').statements.join(';\n')).close()
  const server = await startPostgres()
  const url = new URL(server.url)
  url.pathname = `/${databasePrefix}large`
  await makeDatabase(server.url, url.href, largeDatabase('postgres').statements.join(';\n'))
  const links = largeLinks({ sqlite: 'left', postgres: 'right' })
  const sources = { left: `sqlite:${file}`, right: url.href }
  return {
    sources,
    links,
    /** The arguments of `heddle`. */
    args: [
      ...Object.entries(sources).map(([name, source]) => `${name}=${source}`),
      ...links.flatMap((link) => ['--link', link]),
    ],
    drop: async () => {
      rmSync(folder, { recursive: true })
      const admin = connect(server.url)
      await admin.unsafe(`drop database ${databasePrefix}large with (force)`)
      await admin.end()
      await server.close()
    },
  }
}
