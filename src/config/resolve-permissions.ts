import type { Permissions } from '../catalog/permissions.ts'
import { invalid, settings } from './setting.ts'
import type { FindTable } from './table-keys.ts'

/** What the config says of permissions: what roles may do, or that it is open. */
export interface ResolvedPermissions {
  /** By role, then by table id. Undefined: everyone may read everything. */
  readonly permissions: Permissions | undefined
}

export interface PermissionOptions {
  readonly findTable: FindTable
  /** Whether an API that is open to everyone must say so. */
  readonly production: boolean
  /** Gets what the developer should know. */
  readonly notices: string[]
}

const hint =
  "Say what each role may do: permissions: { user: { … } }, see docs/permissions.md. Or that everything is for everyone: permissions: 'open'."

/**
 * The rules themselves are checked where the catalog is known.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE
 */
export function resolvePermissions(value: unknown, options: PermissionOptions): ResolvedPermissions {
  const { findTable, production, notices } = options
  if (value === 'open') return { permissions: undefined }
  if (value === undefined) {
    if (production) throw invalid('permissions', 'is missing: in production, everyone could read everything', hint)
    notices.push(openNotice)
    return { permissions: undefined }
  }
  const roles = Object.entries(settings(value, 'permissions', Object.keys(value ?? {})))
  return {
    permissions: Object.fromEntries(roles.map(([role, rules]) => [role, resolveRole(role, rules, findTable)])),
  }
}

/** What is said of a development server without permissions. */
export const openNotice =
  "permissions: there are none, so EVERYONE MAY READ EVERYTHING. Production refuses to start so; permissions: 'open' says that it is meant"

function resolveRole(role: string, rules: unknown, findTable: FindTable): Permissions[string] {
  const path = `permissions.${role}`
  const { extends: base, ...tables } = settings(rules, path, Object.keys(rules ?? {}))
  const found = Object.entries(tables).map(([key, rule]) => [findTable(key, `${path}.${key}`).id, rule] as const)
  const twice = found.find(([id], i) => found.findIndex(([other]) => other === id) !== i)
  if (twice) throw invalid(path, `names the table ${twice[0]} twice`)
  const own = Object.hasOwn(rules as object, 'extends') ? { extends: base } : {}
  return { ...Object.fromEntries(found), ...own } as Permissions[string] // buildCatalogs checks every rule
}
