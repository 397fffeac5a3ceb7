import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import postgres from 'postgres'
import { shopFile, urlsOn } from '../data/places.js'
import { startPostgres } from '../data/postgres-server.js'
import { canPin, pin, postmasterOf } from './processes.js'

/** Where servers stay, and where load and PostgreSQL do. */
export const cores = { server: '0', rest: '1' }

/**
 * What all runs need: a PostgreSQL with the data, kept on its core, and the environment of the servers.
 *
 * @param {number} connections that all servers together may open to one database
 */
export async function setStage(connections) {
  // Ended by a signal, a process runs no 'exit' handlers unless it asks for them.
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
  const server = await startPostgres()
  const urls = urlsOn(server.url)
  const accounts = postgres(urls.accounts, { max: 1 })
  try {
    const [{ allowed } = {}] = await accounts`select current_setting('max_connections')::int as allowed`
    if (Number(allowed) < connections) {
      throw new Error(`PostgreSQL allows ${allowed} connections, ${connections} are needed: raise max_connections.`)
    }
    if (!existsSync(shopFile)) throw new Error(`${shopFile} does not exist.`)
    const music = postgres(urls.music, { max: 1 })
    const everything = postgres(urls.everything, { max: 1 })
    const [{ users, backend } = {}] = await accounts`select max(id) as users, pg_backend_pid() as backend from users`
    const [{ artists } = {}] = await music`select max(artist_id) as artists from artist`
    const [{ orders } = {}] = await everything`select max(id) as orders from orders`
    await Promise.all([music.end(), everything.end()])
    const postmaster = postmasterOf(Number(backend))
    if (postmaster !== undefined) pinUntilExit(postmaster)
    return {
      size: { users: Number(users), orders: Number(orders), artists: Number(artists) },
      postmaster,
      pinned: canPin,
      /** @type {Record<string, string>} */
      env: {
        BENCH_ACCOUNTS_URL: urls.accounts,
        BENCH_MUSIC_URL: urls.music,
        BENCH_EVERYTHING_URL: urls.everything,
        BENCH_SHOP_FILE: shopFile,
      },
      clear: async () => {
        await accounts.end()
        await server.close()
      },
    }
  } catch (error) {
    await accounts.end()
    await server.close()
    const where = process.env['BENCH_POSTGRES_URL'] ? 'that BENCH_POSTGRES_URL names' : 'embedded here'
    throw new Error(`The PostgreSQL ${where}, or SQLite, is not ready. Is the data made (\`npm run data\`)?`, {
      cause: error,
    })
  }
}

/**
 * Keeps PostgreSQL, which may be others' as well, on its core until this process ends, however it does.
 *
 * @param {number} postmaster
 */
function pinUntilExit(postmaster) {
  pin(postmaster, cores.rest)
  process.once('exit', () => pin(postmaster, `0-${cpus().length - 1}`))
}
