import type { Plugin } from 'graphql-yoga'
import type { Cors } from './cors.ts'
import { assetHeaders, pageHeaders } from './page-headers.ts'
import type { Pages } from './pages.ts'
import { readiness, type AskAtomicity, type SourceCheck } from './readiness.ts'

export interface RoutesOptions {
  readonly sources: readonly SourceCheck[]
  readonly atomicity?: AskAtomicity | undefined
  readonly cors: Cors | undefined
  readonly metrics: (() => string | Promise<string>) | undefined
  readonly pages: Pages
  /** Whether a browser gets GraphiQL at `/graphql`. */
  readonly graphiql: boolean
  /** Whether `/map` is there. */
  readonly map: boolean
}

const ASSETS = '/graphql/assets/'

/**
 * Answers everything that is not a GraphQL request: `/health`, `/ready`, `/metrics`, `/map`, GraphiQL for a browser, a preflight
 * from an origin that is listed, 404.
 */
export function useRoutes({ sources, atomicity, cors, metrics, pages, graphiql, map }: RoutesOptions): Plugin {
  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      const path = withoutTrailingSlash(url.pathname)
      const reads = request.method === 'GET' || request.method === 'HEAD'
      const forBrowser = request.method === 'GET' && (request.headers.get('accept')?.includes('text/html') ?? false)
      const answer = (body: BodyInit | null, headers: Readonly<Record<string, string>>, status = 200): void =>
        endResponse(new fetchAPI.Response(body, { status, headers: { ...headers } }))
      const json = (status: number, body: unknown): void =>
        answer(JSON.stringify(body), { 'content-type': jsonType }, status)

      if (path === '/graphql') {
        const origin = request.method === 'OPTIONS' ? request.headers.get('origin') : null
        if (origin !== null && cors?.allows(origin)) return answer(null, cors.preflightHeaders(origin), 204)
        if (!forBrowser || !graphiql) return
        return answer(await pages.graphiql(request), pageHeaders)
      }
      if (path === '/health' && reads) return json(200, { status: 'up' })
      if (path === '/ready' && reads) {
        const ready = await readiness(sources, atomicity)
        return json(ready.status === 'down' ? 503 : 200, ready)
      }
      if (path === '/metrics' && reads && metrics !== undefined) {
        return answer(await metrics(), { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
      }
      if (path === '/map' && reads && map) {
        if (forBrowser) return answer(await pages.map(), pageHeaders)
        return pages.mapData(request).then(
          (data) => answer(data, { 'content-type': jsonType, 'cache-control': 'no-store' }),
          () => json(401, { status: 'unauthenticated', reason: 'who asks could not be found out' }),
        )
      }
      if (path.startsWith(ASSETS) && reads && (graphiql || map)) {
        const asset = await pages.files.asset(path.slice(ASSETS.length))
        if (asset) return answer(asset.bytes, { ...assetHeaders, 'content-type': asset.type })
      }
      if (path === '/' && forBrowser && graphiql) return answer(null, { location: '/graphql' }, 302)
      json(404, { status: 'not found', reason: 'the API is at /graphql' })
    },
  }
}

const jsonType = 'application/json; charset=utf-8'

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
