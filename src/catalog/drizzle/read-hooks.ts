import { Column, getColumns, getTableName, getTableSchema, is, SQL, StringChunk } from 'drizzle-orm'
import type { ColumnHooks, Filled } from '../column-hooks.ts'
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
    onCreate: onNew ? () => filledBy(column, onNew()) : null,
    onUpdate: onUpdateFn ? () => filledBy(column, onUpdateFn()) : null,
    toDriver: custom ? (value) => column.mapToDriverValue(value) : null,
  }
}

/**
 * What a function of the schema has made. Of SQL it is the counter of Drizzle's own documentation: statements that write many
 * rows at a time have no place for any other.
 *
 * @example filledBy(users.version, sql`${users.version} + 1`) // {kind: 'added', by: 1}
 */
function filledBy(column: Column, made: unknown): Filled {
  if (!is(made, SQL)) return { kind: 'value', value: made }
  const parts = made.queryChunks.filter((part) => !is(part, StringChunk) || String(part.value).trim() !== '')
  const [counted, more, ...others] = parts
  const [, digits] = is(more, StringChunk) ? (/^\s*\+\s*(\d{1,9})\s*$/.exec(String(more.value)) ?? []) : []
  if (is(counted, Column) && counted.name === column.name && digits !== undefined && others.length === 0) {
    return { kind: 'added', by: Number(digits) }
  }
  throw new Error(
    `The function of column ${column.name} makes SQL that is not the column itself and a number: return a value, or let the database fill it in.`,
  )
}
