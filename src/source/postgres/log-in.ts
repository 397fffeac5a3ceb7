import type { Socket } from 'node:net'
import type { PostgresTarget } from './parse-postgres-url.ts'
import type { Pg, PgClient } from './pg.ts'

/**
 * Logs in over a socket that stands, with whatever the server asks for (SCRAM, MD5, a password). Rejects with the server's
 * or the driver's error. The driver can neither reconnect nor retry.
 */
export async function logIn(pg: Pg, target: PostgresTarget, socket: Socket): Promise<PgClient> {
  class OverSocket extends pg.Connection {
    /** The socket is connected, and encrypted where it should be. */
    override connect(): void {
      this.stream.on('error', (error) => this.emit('error', error))
      this.stream.on('close', () => this.emit('end'))
      this.attachListeners(this.stream)
      queueMicrotask(() => this.emit('connect'))
    }

    override startup(settings: Readonly<Record<string, unknown>>): void {
      super.startup({ ...settings, application_name: 'heddle', ...target.settings })
    }
  }

  const client = new pg.Client({
    connection: new OverSocket({ stream: socket }),
    ssl: false,
    // Left out, these come from PGUSER, PGPASSWORD and PGDATABASE, as with every PostgreSQL client.
    ...(target.user === undefined ? {} : { user: target.user }),
    ...(target.password === undefined ? {} : { password: target.password }),
    ...(target.database === undefined ? {} : { database: target.database }),
  })
  client.on('error', () => {}) // told by the promise as well, or nobody's any more
  await client.connect()
  return client
}
