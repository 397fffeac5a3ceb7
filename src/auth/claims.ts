import type { Claims } from '../viewer.ts'

export type { Claims }

/**
 * A claim by its name, or by the way to it.
 *
 * @example claimAt({ realm_access: { roles: ['admin'] } }, 'realm_access.roles') // ['admin']
 * @example claimAt({ 'https://example.com/role': 'admin' }, 'https://example.com/role') // 'admin'
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path]
  let value: unknown = claims
  for (const step of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
