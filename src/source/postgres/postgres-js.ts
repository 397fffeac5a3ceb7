import type { Socket } from 'node:net'
import type { PostgresTarget } from './parse-postgres-url.ts'

/** What Heddle uses of postgres.js: its own types lack the `socket` option and `simple`. */
export type PostgresJs = (options: Readonly<Record<string, unknown>>) => PostgresClient

export interface PostgresClient {
  unsafe(text: string, values: readonly (string | null)[], options: { prepare: boolean; simple: boolean }): PendingQuery
}

/** Sent when it is awaited. Statements without rows, however many, answer with one result. */
export interface PendingQuery {
  /** The rows as arrays of texts; `state` is the session's key. */
  values(): PromiseLike<
    (string | null)[][] & { readonly state?: { readonly pid: number; readonly secret: number } | null }
  >
  /** The rows as arrays of the bytes of texts. */
  raw(): PromiseLike<(Uint8Array | null)[][]>
}

/**
 * A driver instance for exactly one socket. Its own pool, reconnecting, pipelining, transactions, cancelling and type
 * conversion are not used: each of them can lose a statement, hang, or end the process when a connection dies.
 */
export function createClient(postgres: PostgresJs, target: PostgresTarget, socket: Socket): PostgresClient {
  let taken = false
  const [{ host, port }] = target.hosts as [{ host: string; port: number }]
  return postgres({
    host,
    port,
    // Left out, these come from PGUSER, PGPASSWORD and PGDATABASE, as with every PostgreSQL client.
    ...(target.user === undefined ? {} : { user: target.user }),
    ...(target.password === undefined ? {} : { pass: target.password }),
    ...(target.database === undefined ? {} : { database: target.database }),
    socket: () => {
      if (taken) throw new Error('the connection was lost, and is never opened again')
      taken = true
      return socket
    },
    // The socket is encrypted already, where it should be.
    ssl: false,
    sslnegotiation: null,
    target_session_attrs: undefined,
    max: 1,
    // Zero: one statement at a time. One would send a second statement behind a slow first one.
    max_pipeline: 0,
    idle_timeout: 0,
    max_lifetime: 0,
    connect_timeout: 0,
    keep_alive: 0,
    backoff: 0,
    prepare: true,
    debug: false,
    fetch_types: false,
    no_subscribe: true,
    types: textTypes,
    connection: { application_name: 'heddle', ...target.settings },
    onnotice: () => {},
  })
}

const asIs = (value: unknown) => value

/** Replaces every conversion that the driver has: values leave and arrive as the server's text. */
const textTypes = {
  string: { to: 25, from: [25], serialize: asIs, parse: asIs },
  number: { to: 0, from: [21, 23, 26, 700, 701], serialize: asIs, parse: asIs },
  json: { to: 114, from: [114, 3802], serialize: asIs, parse: asIs },
  boolean: { to: 16, from: [16], serialize: asIs, parse: asIs },
  date: { to: 1184, from: [1082, 1114, 1184], serialize: asIs, parse: asIs },
  bytea: { to: 17, from: [17], serialize: asIs, parse: asIs },
}
