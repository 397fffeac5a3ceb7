import { IncomingMessage, ServerResponse } from 'node:http'
import { isEndpoint, urlOf } from './endpoint.ts'
import { inFrontOf } from './in-front-of.ts'
import type { Tracing } from './tracing.ts'

interface Adapter {
  (...given: never[]): unknown
  readonly fetch: (...given: never[]) => unknown
}

/** Has the requests to the endpoint traced, under node:http as under a Fetch-API server. */
export function traceRequests<Y extends Adapter>(yoga: Y, tracing: Tracing): Y {
  return inFrontOf(
    yoga,
    (...given) => {
      const [request, response] = given
      const serve = (): unknown => Reflect.apply(yoga, undefined, given)
      const isNode = request instanceof IncomingMessage && response instanceof ServerResponse
      if (!isNode || !isEndpoint(urlOf(request))) return serve()
      const { method = 'GET', headers } = request
      const header = (name: string): string | undefined => [headers[name]].flat()[0]
      return tracing.serve({ method, path: '/graphql' }, header, (done) => {
        response.once('close', done)
        return serve()
      })
    },
    (...given) => {
      const [input] = given
      const serve = (): unknown => Reflect.apply(yoga.fetch, undefined, given)
      if (!(input instanceof Request) || !isEndpoint(input.url)) return serve()
      const header = (name: string): string | undefined => input.headers.get(name) ?? undefined
      return tracing.serve({ method: input.method, path: '/graphql' }, header, async (done) => {
        try {
          return await serve()
        } finally {
          done()
        }
      })
    },
  )
}
