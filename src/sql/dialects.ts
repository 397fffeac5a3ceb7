import type { DialectName } from '../catalog/catalog.ts'
import type { Dialect } from './dialect.ts'
import { mariadbDialect, mysqlDialect } from './mariadb/dialect.ts'
import { postgresDialect } from './postgres/dialect.ts'
import { sqliteDialect } from './sqlite/dialect.ts'

/** The languages that Heddle speaks. */
export const dialects: Readonly<Record<DialectName, Dialect>> = {
  postgres: postgresDialect,
  sqlite: sqliteDialect,
  mariadb: mariadbDialect,
  mysql: mysqlDialect,
}
