import { claimAt, type Claims } from '../auth/claims.ts'
import type { Permissions } from '../catalog/permissions.ts'
import { HeddleError } from '../errors.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import { fn, invalid, text } from './setting.ts'

export interface ViewerSettings {
  readonly context: unknown
  readonly role: unknown
  readonly auth: unknown
  readonly permissions: Permissions | undefined
}

/** The role where the config names none. */
const anonymous = 'anonymous'

/**
 * The functions that find out who asks, from those of the config.
 *
 * @throws HeddleError CONFIG_INVALID where `permissions` has several roles and nothing says which one a viewer has.
 */
export function createViewer(given: ViewerSettings): Pick<ResolvedConfig, 'context' | 'role'> {
  const makeContext = given.context === undefined ? null : fn<MakeContext>(given.context, 'context')
  const roles = given.permissions ? Object.keys(given.permissions) : null
  const findRole = given.role === undefined ? roleByToken(given.auth, roles) : fn<FindRole>(given.role, 'role')
  const withoutFunction: FindContext = given.auth === undefined ? () => ({}) : (_request, claims = null) => ({ claims })
  const withFunction: FindContext = (request, claims = null) =>
    whenReady(makeContext?.(request(), claims), checkContext)
  return {
    context: makeContext === null ? withoutFunction : withFunction,
    role: (context, claims = null) =>
      whenReady(findRole(context, claims), (role) => checkRole(role, roles)) as string | Promise<string>,
  }
}

type MakeContext = (request: Request, claims: Claims | null) => unknown
type FindContext = ResolvedConfig['context']
type FindRole = (context: unknown, claims: Claims | null) => unknown

/** The role that a token names, where the config says how; else, and without a token, the default one. */
function roleByToken(auth: unknown, roles: readonly string[] | null): FindRole {
  const named = (auth as { readonly jwt?: { readonly role?: unknown } } | undefined)?.jwt?.role
  if (named === undefined) return onlyRole(roles)
  const path = 'auth.jwt.role'
  const roleOf =
    typeof named === 'function'
      ? (named as (claims: Claims) => unknown) // its parameters cannot be looked at
      : (claims: Claims) => roleIn(claimAt(claims, text(named, path)), roles)
  if (typeof named !== 'function') text(named, path)
  return (_context, claims) => (claims === null ? anonymous : (roleOf(claims) ?? anonymous))
}

/** Of several roles, the first one that has permissions. */
function roleIn(claim: unknown, roles: readonly string[] | null): string | undefined {
  const named = (Array.isArray(claim) ? claim : [claim]).filter((each) => typeof each === 'string')
  return roles === null ? named[0] : (named.find((each) => roles.includes(each)) ?? named[0])
}

/** At once, where there is nothing to wait for: most requests wait for nobody to know who asks. */
function whenReady(value: unknown, check: (value: unknown) => unknown): unknown {
  return value instanceof Promise ? value.then(check) : check(value)
}

function checkContext(made: unknown): unknown {
  if (made === undefined || made === null || typeof made === 'object') return made
  throw new TypeError(`The config's \`context\` returned a ${typeof made}. It must return an object.`)
}

function checkRole(role: unknown, roles: readonly string[] | null): string {
  if (typeof role !== 'string') {
    throw new TypeError("The config's `role` returned no text. It must return a role's name.")
  }
  if (roles === null || roles.includes(role)) return role
  throw new HeddleError('FORBIDDEN', 'Nothing in this API may be read with the role that the request has.')
}

function onlyRole(roles: readonly string[] | null): () => string {
  const [first = anonymous, second] = roles ?? []
  if (second === undefined || roles?.includes(anonymous)) return () => (roles?.includes(anonymous) ? anonymous : first)
  throw invalid(
    'role',
    'is missing, and `permissions` has several roles',
    "Say which one a viewer has: role: (context) => '…'.",
  )
}
