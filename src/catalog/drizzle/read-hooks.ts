import { Column, getColumns, getTableName, getTableSchema, is } from 'drizzle-orm'
import type { ColumnHooks } from '../column-hooks.ts'
import { tableId } from '../table-paths.ts'
import { schemaTables, type DrizzleSchema } from './schema-tables.ts'

/** The functions that the Drizzle schema of a source gives to columns: by table id, then by the column's name in SQL. */
export function readHooks(source: string, schema: DrizzleSchema): Map<string, ReadonlyMap<string, ColumnHooks>> {
  const tables = new Map<string, ReadonlyMap<string, ColumnHooks>>()
  for (const { table } of schemaTables(schema)) {
    const hooks = Object.values(getColumns(table)).flatMap((column: unknown) => {
      const found = is(column, Column) ? hooksOf(column) : null
      return found ? [[(column as Column).name, found] as const] : []
    })
    const id = tableId(source, { sqlSchema: getTableSchema(table) ?? null, sqlName: getTableName(table) })
    if (hooks.length > 0) tables.set(id, new Map(hooks))
  }
  return tables
}

/** Drizzle calls `$onUpdateFn` for a new row too, where the column has no default of its own. */
function hooksOf(column: Column): ColumnHooks | null {
  const { defaultFn, onUpdateFn } = column
  const custom = /CustomColumn$/.test(column.columnType)
  if (!defaultFn && !onUpdateFn && !custom) return null
  const onNew = defaultFn ?? (column.default === undefined ? onUpdateFn : undefined)
  return {
    onCreate: onNew ? () => onNew() as unknown : null,
    onUpdate: onUpdateFn ? () => onUpdateFn() as unknown : null,
    toDriver: custom ? (value) => column.mapToDriverValue(value) : null,
  }
}
