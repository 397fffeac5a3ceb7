import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Engine } from '../engine.ts'
import type { Events } from '../events.ts'
import type { Cors } from './cors.ts'
import type { HttpLimits } from './limits.ts'
import { Turnstile, type Visit } from './turnstile.ts'

/** Service Unavailable: what those hear who are sent away at once, by the door, a pool or a breaker. */
export const UNAVAILABLE = 503

/** Seconds after which somebody who was sent away may ask again. */
const RETRY_AFTER = 1

/** Clients leave in crowds. So long after one hung up with no answer it is looked whether others have too. Milliseconds. */
const CROWD_MS = 100

/** Turns of the event loop from the one that reads a request to the one that reads that its client has hung up since. */
const NEWS_TURNS = 2

const refusal = JSON.stringify({
  errors: [
    {
      message: 'The server has more requests than it can work on.',
      extensions: { code: 'OVERLOADED', retryable: true, retryAfter: RETRY_AFTER },
    },
  ],
})

export interface DoorOptions {
  readonly engine: Pick<Engine, 'overloaded'>
  readonly limits: HttpLimits
  readonly cors: Cors | undefined
  readonly events: Events
  /** Requests that are worked on at the same time; absent: the turnstile's own. */
  readonly room: number | undefined
}

/** Where GraphQL requests come in, and wait, or are sent away before anything of them was read. */
export interface Door {
  /** Calls `work` when it is the request's turn; the visit ends with the response, and so does a client that is too slow. */
  enter(request: IncomingMessage, response: ServerResponse, work: () => void): void
  /** Whether it came in by {@link Door.enter}. */
  hasEntered(request: IncomingMessage): boolean
  /** Of a Fetch-API server: null where there are too many. Whoever is let in leaves when the response stands. */
  pass(request: Request): Promise<Visit | null>
  /** What is sent to whom there are too many of. */
  refusal(origin: string | null): {
    readonly status: typeof UNAVAILABLE
    readonly headers: Record<string, string>
    readonly body: string
  }
}

export function createDoor({ engine, limits, cors, events, room }: DoorOptions): Door {
  const turnstile = new Turnstile(room, limits.requests)
  /** `performance.now()` until which clients are expected to be gone by the time that their request is read. */
  let crowdLeavesUntil = 0
  const entered = new WeakSet<IncomingMessage>()

  function refuse(origin: string | null): ReturnType<Door['refusal']> {
    events.emit({ kind: 'request', requestId: '', status: UNAVAILABLE, ms: 0, statements: 0, sources: {}, path: null })
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'retry-after': String(RETRY_AFTER),
      ...cors?.answerHeaders(origin),
    }
    return { status: UNAVAILABLE, headers, body: refusal }
  }

  function sendAway(request: IncomingMessage, response: ServerResponse): void {
    const { status, headers, body } = refuse(request.headers.origin ?? null)
    response.writeHead(status, headers).end(body)
  }

  /**
   * Whether a request is sent away unread, which costs less than to find out what it asks for. Pages and preflights ask no
   * database; and where it is the process that has no time, it lets few ask at once, and the others wait their turn.
   */
  function isHopeless({ method }: { readonly method?: string | undefined }): boolean {
    return method === 'POST' && !turnstile.busy && engine.overloaded()
  }

  function leaveUndone(visit: Visit): void {
    crowdLeavesUntil = performance.now() + CROWD_MS
    visit.leaveUndone()
  }

  /** The visit ends with the response. A client that has not taken it so long after it was written is cut off. */
  function watch(response: ServerResponse, visit: Visit): void {
    let timer: NodeJS.Timeout | undefined
    response.on('prefinish', () => {
      // What the system has taken already is on its way, as all but large answers to slow clients are.
      if (response.socket?.writableLength === 0) return
      timer = setTimeout(() => response.destroy(), limits.sendMs)
    })
    response.on('close', () => {
      clearTimeout(timer)
      if (response.writableFinished) visit.leave(response.statusCode === UNAVAILABLE)
      else leaveUndone(visit)
      rest(response.req.socket, turnstile)
    })
  }

  function enter(request: IncomingMessage, response: ServerResponse, work: () => void): void {
    if (isHopeless(request)) {
      sendAway(request, response)
      return turnstile.open()
    }
    const admitted = turnstile.enter((visit) => {
      if (isGone(response)) return leaveUndone(visit)
      watch(response, visit)
      entered.add(request)
      if (isHopeless(request)) sendAway(request, response)
      else work()
    })
    if (!admitted) sendAway(request, response)
  }

  return {
    enter(request, response, work) {
      if (performance.now() >= crowdLeavesUntil) enter(request, response, work)
      else afterTurns(NEWS_TURNS, () => enter(request, response, work))
    },
    hasEntered: (request) => entered.has(request),
    async pass(request) {
      if (isHopeless(request)) {
        turnstile.open()
        return null
      }
      return new Promise((resolve) => {
        if (!turnstile.enter(resolve)) resolve(null)
      })
    },
    refusal: refuse,
  }
}

/** Node answers the end of what a client sends with the end of what it is sent, and destroys the response some turns later. */
function isGone(response: ServerResponse): boolean {
  return response.destroyed || response.req.socket.writableEnded
}

function afterTurns(turns: number, work: () => void): void {
  setImmediate(turns === 1 ? work : () => afterTurns(turns - 1, work))
}

/** Where many wait, nothing more is read of a connection that was answered before some of them were let in. */
function rest(socket: Socket, turnstile: Turnstile): void {
  if (!socket.writable) return
  const idleMs = socket.timeout ?? 0
  const rests = turnstile.rest(() => socket.setTimeout(idleMs).resume())
  // It is not idle while nobody reads it: Node would close it with a request on its way.
  if (rests) socket.setTimeout(0).pause()
}
