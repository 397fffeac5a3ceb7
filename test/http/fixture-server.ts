import { onTestFinished } from 'vitest'
import type { ViewerParts } from '../../src/engine.ts'
import { createEvents, type HeddleEvent } from '../../src/events.ts'
import { createHttp, type HttpOptions } from '../../src/http/http.ts'
import { startServer, type HeddleServer } from '../../src/http/server.ts'
import { createFixtureEngine, type FixtureEngine } from './fixture-engine.ts'

export interface FixtureServer {
  readonly server: HeddleServer
  readonly engine: FixtureEngine
  /** The API's URL. */
  readonly url: string
  readonly port: number
  /** What happened, but for the requests themselves. */
  readonly events: readonly HeddleEvent[]
  /** Posts one operation as JSON. */
  post(query: string, options?: PostOptions): Promise<Answer>
}

export interface PostOptions {
  readonly variables?: unknown
  readonly operationName?: string
  readonly headers?: Record<string, string>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: { data?: Record<string, unknown> | null; errors?: GraphQLErrorJson[]; extensions?: unknown }
}

export interface GraphQLErrorJson {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Record<string, unknown>
}

export type FixtureOptions = Partial<HttpOptions & ViewerParts>

/** A server on a free port for the length of a test. */
export async function serveFixture({
  context,
  role,
  authenticate,
  admit,
  ...options
}: FixtureOptions = {}): Promise<FixtureServer> {
  const engine = createFixtureEngine()
  const seen: HeddleEvent[] = []
  const events = createEvents()
  events.on((event) => {
    if (event.kind !== 'request') seen.push(event)
  })
  const yoga = createHttp({
    engine,
    events,
    sources: [],
    viewer: {
      authenticate,
      admit,
      context: context ?? ((request) => ({ role: request().headers.get('x-role') })),
      role: role ?? ((made) => (made as { role: string | null }).role ?? 'user'),
    },
    graphiql: true,
    ...options,
  })
  const server = await startServer({ yoga, close: async () => {} }, { host: '127.0.0.1', port: 0, drainMs: 1_000 })
  onTestFinished(() => server.stop())
  const url = `${server.url}/graphql`
  return {
    server,
    engine,
    url,
    port: server.port,
    events: seen,
    async post(query, { headers, ...rest } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
        body: JSON.stringify({ query, ...rest }),
      })
      return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
    },
  }
}
