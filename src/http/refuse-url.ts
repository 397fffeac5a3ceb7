import type { IncomingMessage } from 'node:http'
import { urlOf } from './endpoint.ts'

/** What a request of node:http shares with one of node:http2, which is not loaded only to tell its own. */
export type Heard = Pick<IncomingMessage, 'url'> & {
  readonly headers: { readonly host?: string | undefined; readonly ':authority'?: string | undefined }
}

export interface Answering {
  writeHead(status: number, headers: Record<string, string>): unknown
  end(text: string): unknown
}

/** Whether a listener was called with what a server hears and what it is answered by, and not with a `Request`. */
export function wereHeard(given: readonly unknown[]): given is readonly [Heard, Answering] {
  const [request, response] = given
  const isAnswering = typeof response === 'object' && response !== null && 'writeHead' in response
  return isAnswering && typeof request === 'object' && request !== null && 'headers' in request
}

/** Hosts and paths that need no parser to be told from broken ones. */
const plainHost = /^[A-Za-z0-9.-]+(:\d{1,5})?$/

/** Whether what was asked for is a URL, with its host. */
export function hasUrl(request: Heard): boolean {
  const host = request.headers[':authority'] ?? request.headers.host ?? 'localhost'
  const url = urlOf(request)
  return (url.startsWith('/') && plainHost.test(host)) || URL.canParse(`http://${host}${url}`)
}

/** Answers what is no URL: Yoga's adapter would answer with its own stack trace. */
export function refuseUrl(response: Answering, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(400, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end('{"errors":[{"message":"The URL or the Host header is malformed."}]}')
}
