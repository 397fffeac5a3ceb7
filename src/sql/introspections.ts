import type { DialectName } from '../catalog/catalog.ts'
import type { Introspection } from '../catalog/introspection.ts'
import { mariadbIntrospection, mysqlIntrospection } from './mariadb/introspect.ts'
import { postgresIntrospection } from './postgres/introspect.ts'
import { sqliteIntrospection } from './sqlite/introspect.ts'

/** How each dialect is asked what it holds. */
export const introspections: Readonly<Record<DialectName, Introspection>> = {
  postgres: postgresIntrospection,
  sqlite: sqliteIntrospection,
  mariadb: mariadbIntrospection,
  mysql: mysqlIntrospection,
}
