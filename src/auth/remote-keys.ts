import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey, type LocalJWKSet } from 'jose'
import { HeddleError } from '../errors.ts'

/** When keys are fetched again. Milliseconds. */
export interface KeyTimes {
  /** Keys of this age are fetched again, while they are still used: a key that the issuer withdrew goes. */
  readonly refreshAfter: number
  /** Keys of this age are used no more: nobody has confirmed them for so long. */
  readonly useFor: number
  /** At most one fetch in this time, however many tokens name a key that is not there. */
  readonly pause: number
  /** Longest time of a fetch. */
  readonly timeout: number
}

const defaultTimes: KeyTimes = {
  refreshAfter: 10 * 60_000,
  useFor: 24 * 3_600_000,
  pause: 30_000,
  timeout: 5_000,
}

/** No issuer has so many keys. Characters. */
const MOST_TEXT = 256_000

interface Known {
  readonly keys: LocalJWKSet
  readonly since: number
}

/**
 * The keys that an issuer publishes (a JWKS). They are fetched when the first token comes, and again when they are old or
 * a token names one that is not among them: an issuer that changes its keys is followed at once. While the issuer cannot
 * be reached, the keys that are known go on being used.
 *
 * @param report told of a fetch that failed while others keys were known
 */
export function createRemoteKeys(
  url: string,
  report: (error: unknown) => void,
  times: KeyTimes = defaultTimes,
): JWTVerifyGetKey {
  let known: Known | null = null
  let fetching: Promise<Known> | null = null
  let tried = -Infinity

  function refresh(): Promise<Known> {
    tried = performance.now()
    fetching ??= fetchKeys(url, times.timeout)
      .then((keys) => (known = { keys, since: performance.now() }))
      .finally(() => (fetching = null))
    return fetching
  }

  function mayTry(): boolean {
    return fetching !== null || performance.now() - tried >= times.pause
  }

  async function current(): Promise<Known> {
    const age = known === null ? Infinity : performance.now() - known.since
    if (known === null || age > times.useFor) {
      if (!mayTry()) throw unavailable()
      return refresh().catch((error: unknown) => {
        report(error)
        throw unavailable()
      })
    }
    if (age > times.refreshAfter && mayTry()) refresh().catch(report)
    return known
  }

  return async (header, token) => {
    const { keys } = await current()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayTry()) throw error
      const renewed = await refresh().catch((failure: unknown) => {
        report(failure)
        throw error
      })
      return renewed.keys(header, token)
    }
  }
}

async function fetchKeys(url: string, timeout: number): Promise<LocalJWKSet> {
  // A redirect could lead from https to http.
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeout) })
  if (!response.ok) throw new Error(`The key set was answered with status ${response.status}.`)
  const text = await response.text()
  if (text.length > MOST_TEXT) throw new Error('The key set is too large to be one.')
  return createLocalJWKSet(JSON.parse(text) as JSONWebKeySet) // which checks it
}

function unavailable(): HeddleError {
  return new HeddleError('AUTH_UNAVAILABLE', "The token cannot be checked: its issuer's keys are not known.", {
    hint: 'Try again; the issuer is asked again in a while.',
    retryable: true,
    retryAfter: 5,
  })
}
