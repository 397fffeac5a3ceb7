import type { RateRules } from '../auth/limit-rate.ts'
import type { TokenRules } from '../auth/verify-token.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import { count, duration, flag, fn, invalid, settings, text, texts } from './setting.ts'

/** With keys that everybody knows, a token signed with such a key as a secret would pass: the two kinds never mix. */
const algorithmsOf = {
  keys: ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
  secret: ['HS256', 'HS384', 'HS512'],
} as const
const usual = { keys: ['RS256', 'PS256', 'ES256', 'EdDSA'], secret: ['HS256'] } as const

/** Shorter ones than the hash are weaker than it (RFC 7518, 3.2). */
const secretLength = 32

/**
 * Who may ask, from where and how often: the config's `auth`, `cors`, `rateLimit` and `trustedDocuments`.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function resolveAccess(
  given: Readonly<Record<string, unknown>>,
  notices: string[],
): Pick<ResolvedConfig, 'tokens' | 'cors' | 'rateLimit' | 'trusted'> {
  return {
    tokens: resolveTokens(given['auth'], notices),
    cors: resolveCors(given['cors']),
    rateLimit: resolveRateLimit(given['rateLimit']),
    trusted: resolveTrusted(given['trustedDocuments']),
  }
}

const jwtKeys = ['jwks', 'secret', 'issuer', 'audience', 'algorithms', 'role', 'clockTolerance']

function resolveTokens(value: unknown, notices: string[]): TokenRules | undefined {
  if (value === undefined) return undefined
  const jwt = settings(settings(value, 'auth', ['jwt'])['jwt'], 'auth.jwt', jwtKeys)
  const keys = keysOf(jwt)
  const kind = 'url' in keys ? 'keys' : 'secret'
  const rules = {
    keys,
    algorithms: algorithms(jwt['algorithms'], kind),
    issuer: oneOrMore(jwt['issuer'], 'auth.jwt.issuer'),
    audience: oneOrMore(jwt['audience'], 'auth.jwt.audience'),
    clockToleranceMs:
      jwt['clockTolerance'] === undefined ? 5_000 : duration(jwt['clockTolerance'], 'auth.jwt.clockTolerance'),
  }
  if (kind === 'keys' && (rules.issuer === undefined || rules.audience === undefined)) {
    notices.push(
      'auth.jwt has no issuer or no audience: a token that the same issuer signed for another service is taken here too.',
    )
  }
  return rules
}

function keysOf(jwt: Readonly<Record<string, unknown>>): TokenRules['keys'] {
  const { jwks, secret } = jwt
  if ((jwks === undefined) === (secret === undefined)) {
    throw invalid(
      'auth.jwt',
      'needs either jwks or secret',
      'Write jwks: the URL of the keys, or secret: a shared secret.',
    )
  }
  if (secret !== undefined) {
    if (text(secret, 'auth.jwt.secret').length < secretLength) {
      throw invalid(
        'auth.jwt.secret',
        `has fewer than ${secretLength} characters`,
        '`openssl rand -base64 48` makes one.',
      )
    }
    return { secret: secret as string } // looked at
  }
  const url = text(jwks, 'auth.jwt.jwks')
  const parsed = URL.canParse(url) ? new URL(url) : null
  const local = parsed !== null && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && local)) return { url }
  throw invalid(
    'auth.jwt.jwks',
    'is no URL that begins with https',
    'Without TLS anybody on the way could say who asks.',
  )
}

function algorithms(value: unknown, kind: keyof typeof usual): readonly string[] {
  if (value === undefined) return usual[kind]
  const path = 'auth.jwt.algorithms'
  const named = texts(value, path)
  const possible: readonly string[] = algorithmsOf[kind]
  if (named.length > 0 && named.every((each) => possible.includes(each))) return named
  const fit = kind === 'keys' ? 'with jwks' : 'with secret'
  throw invalid(path, `names none, or one that cannot be used ${fit}`, `There are ${possible.join(', ')}.`)
}

function oneOrMore(value: unknown, path: string): readonly string[] | undefined {
  if (value === undefined) return undefined
  return typeof value === 'string' ? [text(value, path)] : texts(value, path)
}

function resolveCors(value: unknown): ResolvedConfig['cors'] {
  if (value === undefined) return undefined
  const given = settings(value, 'cors', ['origins', 'credentials', 'headers'])
  const credentials = given['credentials'] !== undefined && flag(given['credentials'], 'cors.credentials')
  const headers = given['headers'] === undefined ? [] : texts(given['headers'], 'cors.headers')
  if (given['origins'] === '*') {
    if (!credentials) return { origins: '*', credentials, headers }
    throw invalid('cors.credentials', 'cannot be for all origins', "Name them: origins: ['https://app.example.com'].")
  }
  const origins = texts(given['origins'], 'cors.origins')
  const wrong = origins.findIndex(
    (origin) => origin.includes('*') || !URL.canParse(origin) || new URL(origin).origin !== origin,
  )
  if (wrong === -1) return { origins, credentials, headers }
  throw invalid(
    `cors.origins[${wrong}]`,
    'is no origin',
    "Write scheme, host and port and no more: 'https://app.example.com'.",
  )
}

function resolveRateLimit(value: unknown): RateRules | undefined {
  if (value === undefined) return undefined
  const given = settings(value, 'rateLimit', ['requests', 'per', 'by', 'redis'])
  const { redis } = given
  if (redis !== undefined && (typeof redis !== 'object' || redis === null))
    throw invalid('rateLimit.redis', 'is no client')
  return {
    requests: count(given['requests'], 'rateLimit.requests'),
    perMs: given['per'] === undefined ? 60_000 : duration(given['per'], 'rateLimit.per'),
    by: given['by'] === undefined ? undefined : fn(given['by'], 'rateLimit.by'),
    redis,
  }
}

function resolveTrusted(value: unknown): ResolvedConfig['trusted'] {
  if (value === undefined) return undefined
  const { manifest, only } = settings(value, 'trustedDocuments', ['manifest', 'only'])
  return {
    manifest:
      typeof manifest === 'object' && manifest !== null ? manifest : text(manifest, 'trustedDocuments.manifest'),
    only: only !== undefined && flag(only, 'trustedDocuments.only'),
  }
}
