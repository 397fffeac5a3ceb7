import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import { HeddleError } from '../errors.ts'
import type { Claims } from './claims.ts'
import { createRemoteKeys, type KeyTimes } from './remote-keys.ts'

/** How tokens are checked: the config's `auth.jwt`, looked at. */
export interface TokenRules {
  /** Where the issuer publishes its keys, or the secret that it shares with us. */
  readonly keys: { readonly url: string } | { readonly secret: string }
  /** Of one kind: those of keys, or those of a secret. A token's own word on it is not asked. */
  readonly algorithms: readonly string[]
  readonly issuer: readonly string[] | undefined
  readonly audience: readonly string[] | undefined
  readonly clockToleranceMs: number
}

/**
 * Who asks, by the `Authorization` header: null where there is none. Rejects for a header that is no valid token:
 * UNAUTHENTICATED, or AUTH_UNAVAILABLE where that cannot be known.
 */
export type Authenticate = (authorization: string | null) => Promise<Claims> | Claims | null

/** How long a token that was found valid is not looked at again, in milliseconds, and how many such there are. */
const TRUST = { ttl: 60_000, max: 1_000 }

/**
 * @param report told what went wrong with fetching keys
 * @param times of fetching keys; absent: the defaults
 */
export function createAuthenticate(
  rules: TokenRules,
  report: (error: unknown) => void,
  times?: KeyTimes,
): Authenticate {
  const key: Uint8Array | JWTVerifyGetKey =
    'secret' in rules.keys
      ? new TextEncoder().encode(rules.keys.secret)
      : createRemoteKeys(rules.keys.url, report, times)
  const options = {
    algorithms: [...rules.algorithms],
    requiredClaims: ['exp'],
    clockTolerance: rules.clockToleranceMs / 1_000,
    ...(rules.issuer ? { issuer: [...rules.issuer] } : {}),
    ...(rules.audience ? { audience: [...rules.audience] } : {}),
  }
  const valid = new LRUCache<string, Claims>({ max: TRUST.max, ttl: TRUST.ttl })

  async function verify(token: string): Promise<Claims> {
    try {
      // Two overloads, of which only the caller knows which one it means.
      const { payload } =
        typeof key === 'function' ? await jwtVerify(token, key, options) : await jwtVerify(token, key, options)
      const leftMs = (payload.exp ?? 0) * 1_000 + rules.clockToleranceMs - Date.now()
      if (leftMs > 0) valid.set(token, payload, { ttl: Math.min(TRUST.ttl, leftMs) })
      return payload
    } catch (error) {
      throw refusal(error)
    }
  }

  return (authorization) => {
    if (authorization === null) return null
    const [, token] = /^Bearer +([^\s]+) *$/i.exec(authorization) ?? []
    if (token === undefined) {
      return Promise.reject(unauthenticated('The Authorization header holds no token.', 'Send it as "Bearer <token>".'))
    }
    return valid.get(token) ?? verify(token)
  }
}

/** What is wrong with a token helps who forges one: only that its time is over is said. */
function refusal(error: unknown): unknown {
  if (error instanceof HeddleError) return error
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired.', 'Sign in again.', error)
  if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError) {
    return unauthenticated('The token is not valid.', 'Sign in again.', error)
  }
  return error
}

function unauthenticated(message: string, hint: string, cause?: unknown): HeddleError {
  return new HeddleError('UNAUTHENTICATED', message, { hint }, { cause })
}
