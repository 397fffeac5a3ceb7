import { HeddleError } from '../errors.ts'
import type { Asking, Viewer } from '../viewer.ts'
import type { Claims } from './claims.ts'

/** The config's `rateLimit`, looked at. */
export interface RateRules {
  readonly requests: number
  readonly perMs: number
  /** Whose requests are counted together; absent: a token's issuer and subject, else the address. */
  readonly by: ((context: unknown, request: Request) => unknown) | undefined
  /** A client of Redis, in which all processes count together; absent: each process counts by itself. */
  readonly redis: object | undefined
}

/** Rejects with RATE_LIMITED for who has asked too often. */
export type Admit = (asking: Asking, viewer: Viewer, claims: Claims | null) => Promise<void>

/** Where Redis does not answer, each process counts by itself: nobody is refused for it, and nobody is unlimited. */
export async function createAdmit(rules: RateRules): Promise<Admit> {
  const { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } = await import('rate-limiter-flexible')
  const budget = { points: rules.requests, duration: Math.max(1, Math.round(rules.perMs / 1_000)) }
  const memory = new RateLimiterMemory(budget)
  const limiter = rules.redis
    ? new RateLimiterRedis({
        ...budget,
        storeClient: rules.redis,
        keyPrefix: 'heddle',
        insuranceLimiter: memory,
        rejectIfRedisNotReady: true,
        // The client of package "redis" has no `defineCommand`, which that of "ioredis" has.
        useRedisPackage: !('defineCommand' in rules.redis),
      })
    : memory

  return async (asking, viewer, claims) => {
    try {
      await limiter.consume(await keyOf(rules, asking, viewer, claims))
    } catch (error) {
      throw error instanceof RateLimiterRes ? tooMany(rules, error.msBeforeNext) : error
    }
  }
}

/** Never by what a client may choose freely: who could name himself anew would never be refused. */
async function keyOf({ by }: RateRules, asking: Asking, { context }: Viewer, claims: Claims | null): Promise<string> {
  if (by !== undefined) return `by:${String(await by(context, asking.request()))}`
  if (claims?.sub !== undefined) return `sub:${JSON.stringify([claims.iss, claims.sub])}`
  return `at:${asking.address ?? ''}`
}

function tooMany({ requests, perMs }: RateRules, waitMs: number): HeddleError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000))
  return new HeddleError('RATE_LIMITED', `More than ${requests} requests in ${perMs / 1_000} s.`, {
    hint: `Try again in ${seconds} s.`,
    retryable: true,
    retryAfter: seconds,
  })
}
