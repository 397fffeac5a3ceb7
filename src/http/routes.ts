import type { Plugin } from 'graphql-yoga'
import type { Cors } from './cors.ts'
import { readiness, type AskAtomicity, type SourceCheck } from './readiness.ts'

export interface RoutesOptions {
  readonly sources: readonly SourceCheck[]
  readonly atomicity?: AskAtomicity | undefined
  readonly cors: Cors | undefined
  readonly metrics: (() => string) | undefined
  /** The page that a browser gets at `/graphql`; absent: none. */
  readonly page: ((request: Request) => Promise<Uint8Array<ArrayBuffer>>) | undefined
}

/**
 * Answers everything that is not a GraphQL request: `/health`, `/ready`, `/metrics`, GraphiQL for a browser, a preflight from an
 * origin that is listed, 404.
 */
export function useRoutes({ sources, atomicity, cors, metrics, page }: RoutesOptions): Plugin {
  return {
    async onRequest({ request, url, fetchAPI, endResponse }) {
      const path = withoutTrailingSlash(url.pathname)
      const reads = request.method === 'GET' || request.method === 'HEAD'
      const forBrowser = request.method === 'GET' && (request.headers.get('accept')?.includes('text/html') ?? false)
      const json = (status: number, body: unknown): void =>
        endResponse(new fetchAPI.Response(JSON.stringify(body), { status, headers: { 'content-type': jsonType } }))

      if (path === '/graphql') {
        const origin = request.method === 'OPTIONS' ? request.headers.get('origin') : null
        if (origin !== null && cors?.allows(origin)) {
          return endResponse(
            new fetchAPI.Response(null, { status: 204, headers: { ...cors.preflightHeaders(origin) } }),
          )
        }
        if (!forBrowser || page === undefined) return
        return endResponse(new fetchAPI.Response(await page(request), { headers: { ...pageHeaders } }))
      }
      if (path === '/health' && reads) return json(200, { status: 'up' })
      if (path === '/ready' && reads) {
        const answer = await readiness(sources, atomicity)
        return json(answer.status === 'down' ? 503 : 200, answer)
      }
      if (path === '/metrics' && reads && metrics !== undefined) {
        const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
        return endResponse(new fetchAPI.Response(metrics(), { headers }))
      }
      if (path === '/' && forBrowser && page !== undefined) {
        return endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: '/graphql' } }))
      }
      json(404, { status: 'not found', reason: 'the API is at /graphql' })
    },
  }
}

const jsonType = 'application/json; charset=utf-8'

/** The page needs scripts and styles of its own text and workers from blobs; nothing from anywhere else. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'unsafe-inline'",
    'worker-src blob:',
    'img-src data: blob:',
    'font-src data:',
    "connect-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
} as const

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
