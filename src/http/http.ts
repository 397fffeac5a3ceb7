import { IncomingMessage, ServerResponse } from 'node:http'
import { createYoga, type YogaServerInstance } from 'graphql-yoga'
import { createViewerOf, type Engine, type ViewerOf, type ViewerParts } from '../engine.ts'
import type { Events } from '../events.ts'
import type { EngineAccess } from './ask-engine.ts'
import { createCors, type CorsOptions } from './cors.ts'
import { isEndpoint, urlOf } from './endpoint.ts'
import { inFrontOf } from './in-front-of.ts'
import { defaultLimits, type HttpLimits } from './limits.ts'
import { useMaskedErrors } from './mask-errors.ts'
import { createNodeShortWay } from './node-short-way.ts'
import { createDoor, type Door } from './door.ts'
import { createPages } from './pages.ts'
import type { AskAtomicity, SourceCheck } from './readiness.ts'
import { useParameters } from './read-parameters.ts'
import { hasUrl, refuseUrl, wereHeard } from './refuse-url.ts'
import { createRequestStates } from './request-state.ts'
import { useResponseHeaders } from './response-headers.ts'
import { useRoutes } from './routes.ts'
import type { TrustedDocuments } from './trusted-documents.ts'
import { traceRequests } from './trace-requests.ts'
import type { Tracing } from './tracing.ts'
import { useDoor } from './use-door.ts'
import { useEngine } from './use-engine.ts'
import { useShortWay } from './use-short-way.ts'

/** A request listener for node:http, and `.fetch` for every Fetch-API server. */
export type HeddleYoga = YogaServerInstance<{}, {}>

export interface HttpOptions {
  readonly engine: Engine
  readonly events: Events
  readonly sources: readonly SourceCheck[]
  /** Who asks; or by what that is found. An error in it is a fault, unless it is a GraphQL error or a HeddleError. */
  readonly viewer: ViewerOf | ViewerParts
  readonly limits?: Partial<HttpLimits>
  /** Whether browsers get GraphiQL at `/graphql`. */
  readonly graphiql: boolean
  /** Whether the map of the schema is at `/map`, and in GraphiQL; absent: it is. */
  readonly map?: boolean
  /** From where browsers may ask beside our own pages; absent: from nowhere. */
  readonly cors?: CorsOptions | undefined
  /** Documents that may be asked for by their hash; absent: none. */
  readonly trusted?: TrustedDocuments | undefined
  /** Whether errors name what of the schema may have been meant; absent: they do. */
  readonly suggestions?: boolean
  /** What `/metrics` answers; absent: there is none. */
  readonly metrics?: (() => string | Promise<string>) | undefined
  /** What follows requests through the process; absent: nothing does. */
  readonly tracing?: Tracing | undefined
  /** Which roles may see plans and SQL (`x-heddle-explain: 1`); absent: all. */
  readonly mayExplain?: (role: string) => boolean
  /** Which sources cannot take part in a write over several; absent: nobody asks. */
  readonly atomicity?: AskAtomicity
  /** Requests that are worked on at the same time; absent: 64. */
  readonly room?: number
  /** False: every request goes Yoga's long way. Both must answer alike, and tests compare them. */
  readonly shortWay?: boolean
}

/**
 * The HTTP side of an engine: `/graphql`, `/health`, `/ready`.
 *
 * Yoga speaks GraphQL over HTTP; what differs from its defaults: only `application/json` is posted, no batches, no
 * cross-origin access unless the config lists origins (a page of another site must not read a database on 127.0.0.1),
 * bounded bodies and documents, errors masked by us, one schema per role, and the engine in the place of the executor.
 */
export function createHttp(options: HttpOptions): HeddleYoga {
  const { engine, events, map = true } = options
  const limits: HttpLimits = { ...defaultLimits, ...options.limits }
  const states = createRequestStates()
  const viewerOf = typeof options.viewer === 'function' ? options.viewer : createViewerOf(options.viewer)
  const cors = options.cors && createCors(options.cors)
  const access: EngineAccess = {
    engine,
    events,
    states,
    limits,
    viewerOf,
    cors,
    trusted: options.trusted,
    mayExplain: options.mayExplain ?? (() => true),
  }
  const door = createDoor({ engine, limits, cors, events, room: options.room })
  const yoga = createYoga({
    graphqlEndpoint: '/graphql',
    cors: false,
    multipart: false,
    batching: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    // Bodies are measured while they are read (read-parameters.ts); Yoga's way costs 0.15 ms a request.
    maxRequestBodySize: false,
    maskedErrors: false,
    // Yoga answers every URL that ends so; none does. `/health` is routes.ts's.
    healthCheckEndpoint: '\n',
    // A document that fails to parse is not worth keeping.
    parserAndValidationCache: { errorCache: { get: () => undefined, set: () => undefined } },
    plugins: [
      useDoor(door),
      ...(options.shortWay === false ? [] : [useShortWay(access)]),
      useRoutes({
        sources: options.sources,
        atomicity: options.atomicity,
        cors,
        metrics: options.metrics,
        pages: createPages(access, { map }),
        graphiql: options.graphiql,
        map,
      }),
      useParameters(access),
      useEngine(access),
      useMaskedErrors({ states, events, suggestions: options.suggestions ?? true }),
      useResponseHeaders(access),
    ],
  })
  const short = options.shortWay === false ? undefined : access
  const served = listening(yoga, { door, limits, tracing: options.tracing }, short)
  return options.tracing ? traceRequests(served, options.tracing) : served
}

interface Listening {
  readonly door: Door
  readonly limits: HttpLimits
  readonly tracing: Tracing | undefined
}

/**
 * Yoga, with our own ears where it listens to node:http: short answers are given before it, and a URL that cannot be parsed
 * (a broken Host header), which its adapter answers with its own stack trace, is refused.
 */
function listening(
  yoga: HeddleYoga,
  { door, limits, tracing }: Listening,
  access: EngineAccess | undefined,
): HeddleYoga {
  const Watched = requestClass(yoga)
  const answerShortly = access && createNodeShortWay(access, (...parts) => requestOf(Watched, ...parts))
  return inFrontOf(yoga, (...given) => {
    const [request, response] = given
    const longWay = (): unknown => Reflect.apply(yoga, undefined, given)
    const isNode = request instanceof IncomingMessage && response instanceof ServerResponse
    if (!isNode) return wereHeard(given) && !hasUrl(given[0]) ? refuseUrl(given[1]) : longWay()
    if (!hasUrl(request)) return refuseUrl(response, { connection: 'close' })
    const boundedWay = (): unknown => {
      // What is sent in parts, as they come, is not written when the client ceases to take it.
      response.setTimeout(limits.timeoutMs + limits.sendMs, () => response.destroy())
      return longWay()
    }
    if (!isEndpoint(urlOf(request))) return boundedWay()
    const work = (): void => {
      // A framework that has read the body already leaves nothing to read but what it made of it, which Yoga looks for.
      if (answerShortly === undefined || 'body' in request) boundedWay()
      else answerShortly(request, response, boundedWay)
    }
    // Who waits at the door is let in while another request is worked on.
    return door.enter(request, response, tracing ? tracing.bind(work) : work)
  })
}

/**
 * What the config's `context` gets to see of a request whose body has been read. Its signal is made where it is looked at:
 * an `AbortController` costs more than the `Request`.
 */
function requestClass({ fetchAPI }: HeddleYoga): WatchedRequests {
  return class extends fetchAPI.Request {
    readonly #signal: () => AbortSignal

    constructor(url: string, init: RequestInit, signal: () => AbortSignal) {
      super(url, init)
      this.#signal = signal
    }

    override get signal(): AbortSignal {
      return this.#signal()
    }
  }
}

type WatchedRequests = new (url: string, init: RequestInit, signal: () => AbortSignal) => Request

function requestOf(
  Watched: WatchedRequests,
  request: IncomingMessage,
  body: string,
  signal: () => AbortSignal,
): Request {
  const { method, headers, socket } = request
  const protocol = 'encrypted' in socket ? 'https' : 'http'
  const init = { method, headers: headers as Record<string, string>, body }
  return new Watched(`${protocol}://${headers.host ?? 'localhost'}${urlOf(request)}`, init as RequestInit, signal)
}
