/** From where browsers may ask, beside this server's own pages: the config's `cors`. */
export interface CorsOptions {
  readonly origins: readonly string[] | '*'
  /** Whether cookies go along. */
  readonly credentials: boolean
  /** Headers that may be sent beyond those that Heddle reads. */
  readonly headers: readonly string[]
}

/** What browsers are told, on whichever way an answer leaves. */
export interface Cors {
  allows(origin: string | null): boolean
  /** Of an answer. A page of an origin that is not listed is told nothing, and its browser shows it nothing. */
  answerHeaders(origin: string | null): Readonly<Record<string, string>>
  /** Of the answer to a browser that asks first (`OPTIONS`). */
  preflightHeaders(origin: string): Readonly<Record<string, string>>
}

const read = ['content-type', 'authorization', 'accept', 'x-request-id', 'x-heddle-explain', 'idempotency-key']
const shown = 'x-request-id, x-heddle-path, server-timing, retry-after, idempotency-replayed'

export function createCors({ origins, credentials, headers }: CorsOptions): Cors {
  const all = origins === '*'
  const allows = (origin: string | null): boolean => origin !== null && (all || origins.includes(origin))
  // A cache must not give one origin's answer to another.
  const vary: Readonly<Record<string, string>> = all ? {} : { vary: 'Origin' }
  const allowed = (origin: string): Readonly<Record<string, string>> => ({
    ...vary,
    'access-control-allow-origin': all ? '*' : origin,
    ...(credentials ? { 'access-control-allow-credentials': 'true' } : {}),
  })
  return {
    allows,
    answerHeaders: (origin) =>
      origin !== null && allows(origin) ? { ...allowed(origin), 'access-control-expose-headers': shown } : vary,
    preflightHeaders: (origin) => ({
      ...allowed(origin),
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': [...read, ...headers].join(', '),
      'access-control-max-age': '600',
    }),
  }
}

/**
 * Whether a browser says that a page of another site sent this GET: by an image or a link it can, without being asked
 * first and with the user's cookies. It cannot read the answer; but the work is done.
 */
export function fromOtherSite(headers: Headers, cors: Cors | undefined): boolean {
  const site = headers.get('sec-fetch-site')
  return (site === 'cross-site' || site === 'same-site') && cors?.allows(headers.get('origin')) !== true
}
