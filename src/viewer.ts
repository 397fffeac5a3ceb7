/** Who asks. */
export interface Viewer {
  readonly role: string
  /** What the config's `context` made of the request. */
  readonly context: unknown
  /** Whose requests belong together: the subject of a token. Undefined: nobody says. */
  readonly subject?: string | undefined
}

/** What a token says of who asks, as its issuer signed it. */
export interface Claims {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string | readonly string[]
  /** Seconds since 1970. */
  readonly exp?: number
  readonly iat?: number
  readonly [claim: string]: unknown
}

/** What is looked at to know who asks. */
export interface Asking {
  /** The `Authorization` header. */
  readonly authorization: string | null
  /** The address of the other end of the connection; null where a Fetch-API server does not tell. */
  readonly address: string | null
  /** Made where the config's `context` asks for it, and only then. */
  request(): Request
}

/** Finds out who asks: at once, where there is nothing to wait for. */
export type ViewerOf = (asking: Asking) => Viewer | Promise<Viewer>

/** By what a viewer is found. */
export interface ViewerParts {
  /** What a token says; absent: tokens are not looked at. Rejects for one that is not valid. */
  readonly authenticate?: ((authorization: string | null) => Claims | null | Promise<Claims | null>) | undefined
  readonly context: (request: () => Request, claims: Claims | null) => unknown
  readonly role: (context: unknown, claims: Claims | null) => string | Promise<string>
  /** Refuses who asks too often. */
  readonly admit?: ((asking: Asking, viewer: Viewer, claims: Claims | null) => Promise<void>) | undefined
}

/** One way to know a viewer, for every door: token, then `context`, then `role`, then whether there is room for more. */
export function createViewerOf({ authenticate, context, role, admit }: ViewerParts): ViewerOf {
  const withClaims = (asking: Asking, claims: Claims | null): Viewer | Promise<Viewer> =>
    then(context(asking.request, claims), (made) =>
      then(role(made, claims), (known) => {
        const subject = claims?.sub === undefined ? undefined : JSON.stringify([claims.iss ?? null, claims.sub])
        const viewer: Viewer = { context: made, role: known as string, ...(subject ? { subject } : {}) } // as its type says
        return admit === undefined ? viewer : admit(asking, viewer, claims).then(() => viewer)
      }),
    ) as Viewer | Promise<Viewer>
  return (asking) => {
    if (authenticate === undefined) return withClaims(asking, null)
    const claims = authenticate(asking.authorization)
    return claims instanceof Promise ? claims.then((known) => withClaims(asking, known)) : withClaims(asking, claims)
  }
}

function then(value: unknown, next: (value: unknown) => unknown): unknown {
  return value instanceof Promise ? value.then(next) : next(value)
}
