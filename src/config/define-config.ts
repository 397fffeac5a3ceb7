import type { EmptyRelations, TablesRelationalConfig } from 'drizzle-orm'
import type { HeddleConfig } from './heddle-config.ts'
import type { ExactPermissions, Permissions } from './permission-types.ts'
import type { Sources } from './source-descriptor.ts'

/**
 * Types a config from the Drizzle schemas in it, and returns it as it is. Nothing is checked before `createHeddle`.
 *
 * @example
 * export default defineConfig({
 *   sources: { accounts: postgres({ url, schema: accounts }), shop: sqlite({ file: 'shop.db', schema: shop }) },
 *   relations,
 *   fields: { users: (f) => ({ label: f.string({ needs: ['name', 'email'], resolve: (u) => `${u.name} <${u.email}>` }) }) },
 * })
 */
export function defineConfig<
  const S extends Sources,
  R extends TablesRelationalConfig = EmptyRelations,
  C = unknown,
  const P extends Permissions<S, R, C> | 'open' = Permissions<S, R, C>,
>(
  config: Omit<HeddleConfig<S, R, C>, 'permissions'> & { readonly permissions?: P & ExactPermissions<S, R, P> },
): HeddleConfig<S, R, C> {
  return config
}
