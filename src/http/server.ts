import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Server, type AddressInfo } from 'node:net'
import { HeddleError } from '../errors.ts'
import { ResponsesUnderWay } from './responses-under-way.ts'

/** What a server serves: a request listener and the end of what stands behind it. */
export interface Served {
  readonly yoga: (request: IncomingMessage, response: ServerResponse) => unknown
  close(): Promise<void>
}

export interface ServerOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  /** How long a stop waits for requests under way, in milliseconds. */
  readonly drainMs?: number
}

export interface HeddleServer {
  /** `http://127.0.0.1:4000` */
  readonly url: string
  readonly port: number
  /** New requests go to `next` at once; what was served before is closed after its last request. */
  replace(next: Served): void
  /**
   * For databases with one owner at a time: new requests wait, those under way finish, the old is closed, the new made.
   *
   * @param again makes the old once more, where `make` fails
   * @throws what `make` threw; then `again`'s is served, or 503 where that failed too
   */
  exchange<T extends Served>(make: () => Promise<T>, again: () => Promise<T>): Promise<T>
  /** Accepts nothing new, lets requests under way finish, closes their connections, then what was served. Idempotent. */
  stop(): Promise<void>
}

/** One thing served, and its requests under way. */
interface Tenure {
  readonly served: Served
  active: number
  /** Called after its last request, once it was replaced. */
  ended?: () => void
}

/**
 * Connections that the system holds while the process does something else. It drops what comes beyond, and a client that is
 * not heard tries again a second later; better he hears that there are too many.
 */
const BACKLOG = 4_096

const defaultDrainMs = 8_000
/** No request under way for so long: what is still connected has nothing to ask. */
const quietMs = 250

/**
 * Serves over node:http.
 *
 * @throws HeddleError CONFIG_INVALID where the address cannot be listened on.
 */
export async function startServer(first: Served, options: ServerOptions): Promise<HeddleServer> {
  let tenure: Tenure = { served: first, active: 0 }
  let stopped: Promise<void> | undefined
  /** Set while one thing served is exchanged for another. */
  let exchanged: Promise<void> | undefined
  const closing = new Set<Promise<void>>()

  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, (request, response) => {
    /** Who answers; a request that waits for an exchange is nobody's yet. */
    let mine: Tenure | undefined
    const handle = (): void => {
      mine = tenure
      mine.active++
      mine.served.yoga(request, response)
    }
    underWay.add(response, () => {
      if (mine && --mine.active === 0) mine.ended?.()
    })
    if (stopped) {
      response.setHeader('connection', 'close')
      if (request.url === '/ready') return void response.writeHead(503).end('{"status":"stopping"}')
    }
    if (exchanged) void exchanged.then(handle)
    else handle()
  })
  const underWay = new ResponsesUnderWay(server)

  function retire(last: Tenure): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      last.ended = resolve
      if (last.active === 0) resolve()
    })
    const closed = idle.then(() => last.served.close()).catch(() => undefined)
    closing.add(closed)
    return closed.finally(() => closing.delete(closed))
  }

  async function drain(): Promise<void> {
    // Not http's own `close`: it would cut off connections on which a request may be on its way.
    const ended = new Promise<void>((resolve) => Server.prototype.close.call(server, () => resolve()))
    underWay.closeAfter()
    const until = performance.now() + (options.drainMs ?? defaultDrainMs)
    let busyAt = performance.now()
    const watch = setInterval(() => {
      const now = performance.now()
      if (underWay.count > 0) busyAt = now
      // A browser holds connections on which it never asked anything: nothing else would end them.
      if (now > until || now - busyAt > quietMs) server.closeAllConnections()
    }, 50)
    await ended
    clearInterval(watch)
    server.close() // ends what http does for its connections
    await Promise.all([tenure.served.close(), ...closing])
  }

  async function exchange<T extends Served>(make: () => Promise<T>, again: () => Promise<T>): Promise<T> {
    await retire(tenure)
    try {
      const next = await make()
      tenure = { served: next, active: 0 }
      return next
    } catch (error) {
      tenure = { served: await again().catch(() => unavailable), active: 0 }
      throw error
    }
  }

  await listen(server, options)
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    url: `http://${host}:${port}`,
    port,
    replace(next) {
      const last = tenure
      tenure = { served: next, active: 0 }
      void retire(last)
    },
    async exchange(make, again) {
      const done = exchange(make, again)
      exchanged = done.then(
        () => undefined,
        () => undefined,
      )
      void exchanged.then(() => (exchanged = undefined))
      return done
    },
    stop() {
      stopped ??= drain()
      return stopped
    },
  }
}

/** Stands in where neither the new nor the old could be opened. */
const unavailable: Served = {
  yoga: (_request, response) => response.writeHead(503).end('{"status":"down"}'),
  close: async () => {},
}

function listen(server: ReturnType<typeof createServer>, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port)))
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): HeddleError {
  const why: Readonly<Record<string, readonly [why: string, hint: string]>> = {
    EADDRINUSE: ['another program listens there', 'Choose another port: --port 4001, or PORT=4001.'],
    EACCES: ['the system does not permit it', 'Choose a port above 1023.'],
    EADDRNOTAVAIL: ['this machine has no such address', 'Use --host 127.0.0.1, or --host 0.0.0.0 for all addresses.'],
    ENOTFOUND: ['the host name is unknown', 'Use --host 127.0.0.1, or --host 0.0.0.0 for all addresses.'],
  }
  const [reason, hint] = why[error.code ?? ''] ?? [error.code ?? error.message, 'Choose another --host or --port.']
  return new HeddleError('CONFIG_INVALID', `Cannot listen on ${host}:${port}: ${reason}.`, { hint }, { cause: error })
}
