import type { IncomingMessage } from 'node:http'

/**
 * Whether a URL or its path is that of `/graphql`, as Yoga takes it: `/graphql/` is, and `/x/../graphql`. The usual ones are
 * told without parsing them, which would cost as much as all else here.
 */
export function isEndpoint(url: string): boolean {
  const path = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('//') + 2)
  if (url.startsWith('/graphql', path) && (url.length === path + 8 || url[path + 8] === '?')) return true
  return url.includes('graphql') && /^\/graphql\/?$/.test(pathnameOf(url))
}

function pathnameOf(url: string): string {
  try {
    return new URL(url.startsWith('/') ? `http://localhost${url}` : url).pathname
  } catch {
    return ''
  }
}

/** What node:http was asked for: a framework that has mounted us under a path takes that from the `url`. */
export function urlOf(request: Pick<IncomingMessage, 'url'>): string {
  const { originalUrl } = request as { readonly originalUrl?: unknown }
  return typeof originalUrl === 'string' ? originalUrl : (request.url ?? '')
}
