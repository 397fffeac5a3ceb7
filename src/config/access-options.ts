import type { Claims } from '../auth/claims.ts'
import type { Duration } from './source-descriptor.ts'

/** Who asks, by a token (JWT) that somebody signed. A request without one is anonymous; one with a wrong one is refused. */
export interface JwtOptions {
  /** Where the issuer publishes its keys: `https://login.example.com/.well-known/jwks.json`. */
  readonly jwks?: string
  /** Instead of `jwks`: the secret that the issuer shares with this server, of at least 32 characters. */
  readonly secret?: string
  /** Whose tokens are taken: what `iss` must be. */
  readonly issuer?: string | readonly string[]
  /** For whom tokens must be: what `aud` must hold. */
  readonly audience?: string | readonly string[]
  /** Default: RS256, PS256, ES256 and EdDSA with `jwks`, HS256 with `secret`. */
  readonly algorithms?: readonly string[]
  /** The claim that holds the role (`role`, `realm_access.roles`), or a function of all claims. Without a role: anonymous. */
  readonly role?: string | ((claims: Claims) => string | null | undefined)
  /** By how much clocks may differ. Default 5 s. */
  readonly clockTolerance?: Duration
}

export interface AuthOptions {
  readonly jwt: JwtOptions
}

/** Which other sites' pages may use the API. Absent: none. */
export interface CorsOptions {
  /** `https://app.example.com`; `*` for all, without `credentials`. */
  readonly origins: readonly string[] | '*'
  /** Whether they may send cookies. Default false. */
  readonly credentials?: boolean
  /** Headers that they may send beyond those that Heddle itself reads. */
  readonly headers?: readonly string[]
}

/** How often one viewer may ask. */
export interface RateLimitOptions<C> {
  readonly requests: number
  /** Default one minute. */
  readonly per?: Duration
  /**
   * Whose requests are counted together. Default: a token's subject, else the address of the other end of the connection:
   * behind a proxy that is the proxy's, and this has to say better.
   */
  readonly by?: (context: C, request: Request) => string | Promise<string>
  /** A connected client (`ioredis` or `redis`), so that all processes count together. Absent: each counts by itself. */
  readonly redis?: object
}

/** Documents that were registered when clients were built, by their hash. */
export interface TrustedDocumentsOptions {
  /** A file such as GraphQL Code Generator's `persisted-documents.json`, or what it holds: documents by hash. */
  readonly manifest: string | Readonly<Record<string, string>>
  /** Whether all others are refused. Default false. */
  readonly only?: boolean
}
