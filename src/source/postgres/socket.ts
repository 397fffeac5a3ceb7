import { isIP, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { ConnectLimits, Limits } from '../limits.ts'
import { closed, connectWithInbox, destroyAt, happened } from '../socket.ts'
import { mustVerify, readCertificates } from '../tls.ts'
import type { PostgresTarget } from './parse-postgres-url.ts'

/** What identifies a server process to a cancel request. */
export interface BackendKey {
  readonly pid: number
  readonly secret: number
}

/** `Terminate`: the message that ends a session in peace. */
export const terminateMessage = Buffer.from([0x58, 0, 0, 0, 4])

/**
 * A socket to the first host of the target that answers, inside TLS where the target asks for it, before any byte of the
 * session itself. The driver gets it ready-made: it can neither reconnect nor retry on its own.
 */
export async function openSocket(target: PostgresTarget, limits: ConnectLimits): Promise<Socket> {
  let failure: unknown
  for (const { host, port } of target.hosts) {
    try {
      return await openHost(target, host, port, limits)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/**
 * Asks the server to stop what a backend runs, and resolves when the server has passed it on. The request names a process,
 * not a statement: whoever sends it must never use that session again, or a later statement might be hit.
 */
export async function requestCancel(target: PostgresTarget, key: BackendKey, limits: Limits): Promise<void> {
  const socket = await openSocket(target, limits)
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(80_877_102, 4)
  request.writeUInt32BE(key.pid, 8)
  request.writeUInt32BE(key.secret, 12)
  socket.resume()
  // The other side hangs up first: PgBouncer (1.18) dies of a client that has left while its request is passed on.
  socket.write(request)
  await destroyAt(limits, socket, closed(socket))
}

async function openHost(target: PostgresTarget, host: string, port: number, limits: ConnectLimits): Promise<Socket> {
  const unix = host.startsWith('/')
  const options = await tlsOptions(target, host)
  const socket = await connectWithInbox(unix ? { path: `${host}/.s.PGSQL.${port}` } : { host, port }, limits)
  if (unix || target.tls.mode === 'disable') return socket
  return destroyAt(limits, socket, secured(target, options, socket))
}

/** Asks for TLS; the server answers with one byte. */
async function secured(target: PostgresTarget, options: ConnectionOptions, socket: Socket): Promise<Socket> {
  const request = Buffer.alloc(8)
  request.writeInt32BE(8, 0)
  request.writeInt32BE(80_877_103, 4)
  socket.write(request)
  const answer = await happened(socket, 'data')
  // More than the one byte would be plain text that somebody slipped in before the encryption (CVE-2021-23222).
  if (answer?.length === 1 && answer[0] === 0x53) return encrypted(options, socket)
  if (answer?.length === 1 && target.tls.mode === 'prefer') return socket
  socket.destroy()
  throw new Error('the server offers no TLS, and sslmode asks for it')
}

async function encrypted(options: ConnectionOptions, socket: Socket): Promise<Socket> {
  const tls = connectTls({ ...options, socket })
  tls.on('error', () => {})
  await happened(tls, 'secureConnect')
  return tls
}

/** As libpq has it: only verify-ca and verify-full look at the certificate, and only the latter at its name. */
async function tlsOptions(target: PostgresTarget, host: string): Promise<ConnectionOptions> {
  const { tls } = target
  const options: ConnectionOptions = { rejectUnauthorized: mustVerify(tls), ...(await readCertificates(tls)) }
  if (isIP(host) === 0) options.servername = host
  if (tls.mode === 'verify-ca') options.checkServerIdentity = () => undefined
  return options
}
