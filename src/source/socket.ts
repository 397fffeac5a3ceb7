import { connect as connectTcp, type Socket } from 'node:net'
import { within, type ConnectLimits, type Limits } from './limits.ts'

/** Where a server listens: a host and a port, or the path of a Unix socket. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string }

/** Hears what came over a socket. The bytes are lent: the next ones may stand in their place once it returns. */
export type OnBytes = (bytes: Buffer) => void

/** A plain socket to a server, connected. Rejects with the socket's error, or where a limit is reached. */
export async function connectSocket(address: Address, limits: ConnectLimits): Promise<Socket> {
  return connected(connectTcp(address), limits)
}

/** Bytes that are read from a socket at once at most: as many as Node reads. */
const INBOX_BYTES = 64 * 1024

const inboxes = new WeakMap<Socket, { onBytes: OnBytes }>()

/**
 * The same, with one place for all that comes: Node finds memory for each chunk otherwise, copies what came of it, and has
 * it pass through a stream. Until {@link receive} is called, it comes as events, as from any socket.
 */
export async function connectWithInbox(address: Address, limits: ConnectLimits): Promise<Socket> {
  const inbox = { onBytes: (bytes: Buffer): unknown => socket.emit('data', Buffer.from(bytes)) }
  const buffer = Buffer.allocUnsafeSlow(INBOX_BYTES)
  const callback = (length: number): boolean => {
    inbox.onBytes(buffer.subarray(0, length))
    return true
  }
  const socket: Socket = connectTcp({ ...address, onread: { buffer, callback } })
  inboxes.set(socket, inbox)
  return connected(socket, limits)
}

/** From now on, all that comes over a socket goes to `onBytes`, and to nobody else. */
export function receive(socket: Socket, onBytes: OnBytes): void {
  socket.removeAllListeners('data')
  const inbox = inboxes.get(socket)
  if (inbox) inbox.onBytes = onBytes
  else socket.on('data', onBytes)
}

async function connected(socket: Socket, limits: ConnectLimits): Promise<Socket> {
  // Errors are handled where somebody waits; at any other moment one without a listener would end the process.
  socket.on('error', () => {})
  socket.setNoDelay(true)
  socket.setKeepAlive(true, 60_000)
  limits.onKnock?.(true)
  await destroyAt(limits, socket, happened(socket, 'connect'))
  limits.onKnock?.(false)
  return socket
}

/** Resolves when the socket is closed, at once where it is already. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once('close', () => resolve())))
}

/** Resolves with the first `event`; rejects when the socket fails or ends before it. */
export function happened(socket: Socket, event: 'connect' | 'data' | 'secureConnect'): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      socket.removeListener(event, onEvent)
      socket.removeListener('error', onError)
      socket.removeListener('close', onClose)
    }
    const onEvent = (data?: Buffer) => {
      leave()
      resolve(data)
    }
    const onError = (error: Error) => {
      leave()
      reject(error)
    }
    const onClose = () => onError(new Error('the server closed the connection before it was ready'))
    socket.once(event, onEvent)
    socket.once('error', onError)
    socket.once('close', onClose)
  })
}

/** Settles as `pending` does; where a limit is reached first, the socket is cut. */
export function destroyAt<T>(limits: Limits, socket: Socket, pending: Promise<T>): Promise<T> {
  return within(limits, pending, () => {
    socket.destroy()
    return new Error('the server did not answer in time')
  })
}
