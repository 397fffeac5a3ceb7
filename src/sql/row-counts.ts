import type { DialectName } from '../catalog/catalog.ts'
import { mariadbRowCounts } from './mariadb/row-counts.ts'
import { postgresRowCounts } from './postgres/row-counts.ts'
import { sqliteRowCounts } from './sqlite/row-counts.ts'

/** How a database is asked, without reading its tables, about how many rows they have. */
export interface RowCounts {
  /** schema, table, rows or null; or what {@link RowCounts.next} makes the queries of. */
  readonly query: string
  /** Where it takes another look at each table: queries that answer schema, table, rows. */
  readonly next: ((rows: readonly (readonly unknown[])[]) => readonly string[]) | null
}

/** By dialect. */
export const rowCounts: Readonly<Record<DialectName, RowCounts>> = {
  postgres: postgresRowCounts,
  sqlite: sqliteRowCounts,
  mariadb: mariadbRowCounts,
  mysql: mariadbRowCounts,
}
