import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { GraphQLParams } from 'graphql-yoga'
import type { EngineAnswer, Viewer } from '../engine.ts'

/** What one HTTP request carries through Yoga's hooks, from its first header to its last. */
export interface RequestState {
  /** `x-request-id`: the client's where it is well formed, else made here. */
  readonly id: string
  /** `performance.now()` of its arrival: the deadline counts from there. */
  readonly arrived: number
  /** The client asked how it is answered: `x-heddle-explain: 1`, or `parameters`. */
  readonly explain: boolean | 'parameters'
  /** `idempotency-key`: what a mutation that is sent again is known by. */
  readonly idempotencyKey: string | null
  /** Whose token it carries. */
  readonly authorization: string | null
  /** The site whose page asks, where a browser says so. */
  readonly origin: string | null
  /** The other end of the connection; null over the Fetch API. */
  readonly address: string | null
  /** What node:http received as a `Request` that has its body still: the stream has been read, and cannot be again. */
  request: (() => Request) | undefined
  /** Once the body is read: reading it again would find nothing. */
  params: Promise<GraphQLParams> | undefined
  /** Once it was asked for: `context` and `role` of the config run once per request. */
  identified: Promise<Viewer> | undefined
  /** Known once the parameters are read. */
  viewer: Viewer | undefined
  /** What the short way was answered and could not write. */
  answer: EngineAnswer | undefined
  /** What the short way was refused with: Yoga answers it, unless it cannot parse the document either. */
  refusal: EngineAnswer | undefined
  /** The response has its headers. */
  headed: boolean
  /** What has been reported already, so that one fault at fifty paths is one line in the log. */
  readonly reported: Set<unknown>
}

/** The states of all requests under way. A request that is gone takes its state with it. */
export interface RequestStates {
  of(request: Request): RequestState
  /** Keeps the state of a node:http request for the `Request` that will be made of it. */
  handOver(node: IncomingMessage, state: RequestState): void
  /** Gives a `Request` the state of the node:http request that it was made of; false where none was handed over, and it is new. */
  adopt(request: Request, node: IncomingMessage): boolean
}

const wellFormedId = /^[A-Za-z0-9._-]{1,64}$/

/** A client's id is taken only in this form: it is written into logs and headers. */
export function requestIdFrom(header: string | null): string {
  return header !== null && wellFormedId.test(header) ? header : randomUUID()
}

function explainFrom(header: string | null): RequestState['explain'] {
  return header === 'parameters' ? header : header === '1'
}

export function createRequestStates(): RequestStates {
  const states = new WeakMap<object, RequestState>()
  return {
    of(request) {
      const known = states.get(request)
      if (known) return known
      const state = startState((name) => request.headers.get(name), null)
      states.set(request, state)
      return state
    },
    handOver: (node, state) => void states.set(node, state),
    adopt(request, node) {
      const known = states.get(node)
      states.set(request, known ?? stateOfNode(node))
      return known !== undefined
    },
  }
}

/** The state of a request that node:http received. */
export function stateOfNode({ headers, socket }: IncomingMessage): RequestState {
  return startState((name) => textOf(headers[name]), socket.remoteAddress ?? null)
}

function startState(header: (name: string) => string | null, address: string | null): RequestState {
  return {
    id: requestIdFrom(header('x-request-id')),
    arrived: performance.now(),
    explain: explainFrom(header('x-heddle-explain')),
    idempotencyKey: header('idempotency-key'),
    authorization: header('authorization'),
    origin: header('origin'),
    address,
    request: undefined,
    params: undefined,
    identified: undefined,
    viewer: undefined,
    answer: undefined,
    refusal: undefined,
    headed: false,
    reported: new Set(),
  }
}

/** A header of node:http as `Headers` would give it. */
function textOf(header: string | readonly string[] | undefined): string | null {
  return header === undefined ? null : typeof header === 'string' ? header : header.join(', ')
}
