import { spawn, type ChildProcess } from 'node:child_process'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/**
 * What becomes of connections.
 *
 * `pass`: they work · `refuse`: nobody listens · `no-answer`: not even the handshake of TCP is answered · `silent`: they are
 * taken, and nothing comes back · `hang-up`: they are ended before a word · `reset`: they are torn as soon as the server
 * answers. What stood before: `refuse` and `hang-up` end it, `reset` tears it in the middle of the next answer, `silent` and
 * `no-answer` let it hang.
 */
export type NetworkFault = 'refuse' | 'no-answer' | 'silent' | 'hang-up' | 'reset'

/** A network between Heddle and a database, at a port of its own. */
export interface FaultProxy {
  readonly port: number
  set(state: NetworkFault | 'pass'): Promise<void>
  /** Tears one connection, at a moment that neither side chose. */
  resetOne(): void
  close(): Promise<void>
}

/** Opens a network to the server of a URL. */
export async function openFaultProxy(target: URL, defaultPort: number): Promise<FaultProxy> {
  const upstreamPort = Number(target.port || defaultPort)
  const sockets = new Set<Socket>()
  let state: NetworkFault | 'pass' = 'pass'
  let deaf: Deaf | null = null

  function take(client: Socket): void {
    keep(client)
    if (state === 'hang-up') client.end()
    if (state === 'hang-up' || state === 'silent') return
    const upstream = keep(connect(upstreamPort, target.hostname))
    pass(client, upstream, () => {})
    pass(upstream, client, () => {
      if (state === 'reset') client.resetAndDestroy()
    })
  }

  function keep(socket: Socket): Socket {
    sockets.add(socket)
    return socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }

  function pass(from: Socket, to: Socket, onData: () => void): void {
    from.on('data', (bytes) => {
      onData()
      if (state === 'pass' && !to.destroyed) to.write(bytes)
    })
    from.on('close', () => to.destroy())
  }

  const destroyAll = () => sockets.forEach((socket) => socket.destroy())
  let server: Server | null = await listen(take, 0)
  const { port } = server.address() as AddressInfo

  return {
    port,
    async set(next) {
      const listens = next !== 'refuse' && next !== 'no-answer'
      if (next === 'refuse' || next === 'hang-up') destroyAll()
      // What hung was never answered: the network that comes back does not know it.
      if (next === 'pass') destroyAll()
      state = next
      if (deaf) await deaf.close()
      deaf = null
      if (!listens && server) {
        server.close()
        server = null
      }
      if (listens) server ??= await listen(take, port)
      if (next === 'no-answer') deaf = await listenDeaf(port)
    },
    resetOne() {
      const torn = [...sockets].at(Math.floor(Math.random() * sockets.size))
      torn?.resetAndDestroy()
    },
    async close() {
      destroyAll()
      server?.close()
      await deaf?.close()
    },
  }
}

async function listen(take: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(take)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return server
}

interface Deaf {
  close(): Promise<void>
}

const LISTENER = `require('node:net').createServer().listen(
  { port: Number(process.argv[1]), host: '127.0.0.1', backlog: 1 }, () => process.send('ready'))`

/** A process that listens and is stopped, with a full queue: the kernel drops who knocks then. */
async function listenDeaf(port: number): Promise<Deaf> {
  const child: ChildProcess = spawn(process.execPath, ['--eval', LISTENER, String(port)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await new Promise((resolve) => child.once('message', resolve))
  child.kill('SIGSTOP')
  const fillers = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  await new Promise((resolve) => setTimeout(resolve, 50))
  return {
    async close() {
      for (const filler of fillers) filler.destroy()
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
    },
  }
}
