import type { Permissions } from '../catalog/permissions.ts'
import { HeddleError } from '../errors.ts'
import type { ResolvedConfig } from './resolved-config.ts'
import { fn, invalid } from './setting.ts'

export interface ViewerSettings {
  readonly context: unknown
  readonly role: unknown
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
  const makeContext = given.context === undefined ? null : fn<(request: Request) => unknown>(given.context, 'context')
  const roles = given.permissions ? Object.keys(given.permissions) : null
  const findRole = given.role === undefined ? onlyRole(roles) : fn<(context: unknown) => unknown>(given.role, 'role')
  return {
    context: (request) => (makeContext === null ? {} : whenReady(makeContext(request()), checkContext)),
    role: (context) => whenReady(findRole(context), (role) => checkRole(role, roles)) as string | Promise<string>,
  }
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
