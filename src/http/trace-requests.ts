import { IncomingMessage, ServerResponse } from 'node:http'
import { isEndpoint } from './endpoint.ts'
import type { Tracing } from './tracing.ts'

/** Has the requests to the endpoint traced, under node:http as under a Fetch-API server. */
export function traceRequests<Y extends (...given: never[]) => unknown>(yoga: Y, tracing: Tracing): Y {
  return new Proxy(yoga, {
    apply(target, self, args: [unknown, ...unknown[]]) {
      const [request, response] = args
      const serve = (): unknown => Reflect.apply(target, self, args)
      const isNode = request instanceof IncomingMessage && response instanceof ServerResponse
      if (!isNode || !isEndpoint(request.url ?? '')) return serve()
      const { method = 'GET', headers } = request
      const header = (name: string): string | undefined => [headers[name]].flat()[0]
      return tracing.serve({ method, path: '/graphql' }, header, (done) => {
        response.once('close', done)
        return serve()
      })
    },
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (name !== 'fetch' || typeof value !== 'function') return value
      return (input: string | URL | Request, ...rest: unknown[]): unknown => {
        const serve = (): unknown => Reflect.apply(value, target, [input, ...rest])
        if (!(input instanceof Request) || !isEndpoint(input.url)) return serve()
        const header = (name: string): string | undefined => input.headers.get(name) ?? undefined
        return tracing.serve({ method: input.method, path: '/graphql' }, header, async (done) => {
          try {
            return await serve()
          } finally {
            done()
          }
        })
      }
    },
  })
}
