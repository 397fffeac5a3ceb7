import type { Socket } from 'node:net'
import type { ConnectLimits } from '../limits.ts'
import { connectSocket, destroyAt } from '../socket.ts'
import { mustVerify, readCertificates } from '../tls.ts'
import type { MariadbTarget } from './parse-mariadb-url.ts'

/** What Heddle uses of mysql2. */
export interface Mysql2 {
  createConnection(options: Readonly<Record<string, unknown>>): MariadbClient
  readonly TypedParameter: { LONGLONG: { (value: bigint): object; unsigned(value: bigint): object } }
}

/** The driver's one connection. */
export interface MariadbClient {
  readonly threadId: number | null
  connect(done: (error: Error | null) => void): void
  query(options: StatementOptions, done: Done): void
  execute(options: StatementOptions, done: Done): void
  /** COM_RESET_CONNECTION: forgets the session's state, its prepared statements too. */
  reset(done: (error: Error | null) => void): void
  on(event: 'error', listener: (error: Error) => void): void
}

export interface StatementOptions {
  readonly sql: string
  readonly values?: readonly unknown[]
}

/** Rows as arrays; of a statement without a result, an object that counts. */
type Done = (error: Error | null, result?: unknown) => void

/** Statements that one session keeps prepared. The server counts those of all sessions against one limit. */
const MAX_PREPARED = 256

/** A driver's connection, logged in, and the socket that it lives on. */
export interface LoggedIn {
  readonly client: MariadbClient
  readonly socket: Socket
}

/**
 * Logs in on a socket of our own, encrypted where the target asks for it and, where it only prefers it, where the server
 * can. Its own pool, reconnecting and type conversion are not used. Rejects with the driver's or the socket's error.
 */
export async function logIn(mysql2: Mysql2, target: MariadbTarget, limits: ConnectLimits): Promise<LoggedIn> {
  try {
    return await attempt(mysql2, target, target.tls.mode !== 'disable', limits)
  } catch (error) {
    const noTls = (error as { code?: unknown }).code === 'HANDSHAKE_NO_SSL_SUPPORT'
    if (!noTls || target.tls.mode !== 'prefer') throw error
    return attempt(mysql2, target, false, limits)
  }
}

async function attempt(
  mysql2: Mysql2,
  target: MariadbTarget,
  encrypt: boolean,
  limits: ConnectLimits,
): Promise<LoggedIn> {
  const ssl = encrypt ? { ssl: await tlsOptions(target) } : {}
  const socket = await connectSocket(target.address, limits)
  try {
    const client = mysql2.createConnection({
      ...('host' in target.address ? { host: target.address.host } : {}),
      ...credentials(target),
      ...ssl,
      ...sessionOptions,
      stream: socket,
    })
    // Whoever waits hears of it; at any other moment an error without a listener would end the process.
    client.on('error', () => {})
    const ready = new Promise<void>((resolve, reject) => client.connect((error) => (error ? reject(error) : resolve())))
    await destroyAt(limits, socket, ready)
    return { client, socket }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function credentials({ user, password, database }: MariadbTarget) {
  return { user, database, ...(password === undefined ? {} : { password }) }
}

/** The options of a plain connection of the driver's own. */
export function driverOptions(target: MariadbTarget) {
  const { address } = target
  return { ...credentials(target), ...('path' in address ? { socketPath: address.path } : address) }
}

const sessionOptions = {
  charset: 'utf8mb4_bin',
  // Connecting has a limit of ours.
  connectTimeout: 0,
  multipleStatements: false,
  // A statement cannot make this process read a file.
  flags: ['-LOCAL_FILES'],
  // Rows are arrays, read without generated code: a column may have any name.
  rowsAsArray: true,
  disableEval: true,
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  jsonStrings: true,
  decimalNumbers: false,
  timezone: 'Z',
  maxPreparedStatements: MAX_PREPARED,
  trace: false,
}

async function tlsOptions({ tls }: MariadbTarget): Promise<Readonly<Record<string, unknown>>> {
  const certificates = await readCertificates(tls)
  return { rejectUnauthorized: mustVerify(tls), verifyIdentity: tls.mode === 'verify-full', ...certificates }
}
