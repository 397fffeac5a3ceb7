import { Column, getColumns, getTableName, getTableSchema, is } from 'drizzle-orm'
import { tableId } from '../table-paths.ts'
import { schemaTables, type DrizzleSchema } from './schema-tables.ts'

/** Makes the program's value of a column of the API's, which is not null. */
type ModelValue = (value: unknown) => unknown

/**
 * How a row of the API's becomes one that code of the schema's types can take: by table id, then by the column's name in
 * SQL. Columns whose values are the same are left out.
 */
export function readModels(source: string, schema: DrizzleSchema): Map<string, ReadonlyMap<string, ModelValue>> {
  const tables = new Map<string, ReadonlyMap<string, ModelValue>>()
  for (const { table } of schemaTables(schema)) {
    const made = Object.values(getColumns(table)).flatMap((column: unknown) => {
      const model = is(column, Column) ? modelOf(column) : null
      return model ? [[(column as Column).name, model] as const] : []
    })
    tables.set(
      tableId(source, { sqlSchema: getTableSchema(table) ?? null, sqlName: getTableName(table) }),
      new Map(made),
    )
  }
  return tables
}

function modelOf(column: Column): ModelValue | null {
  const kind: string = column.dataType
  if (kind === 'custom') return (value) => column.mapFromDriverValue(value)
  if (kind === 'object date') return toDate
  if (kind.startsWith('bigint')) return (value) => BigInt(String(value))
  if (kind.startsWith('number')) return Number
  if (kind === 'object buffer') return (value) => Buffer.from(String(value), 'base64')
  return null
}

/** Without a zone it is UTC, as it is for Drizzle. */
function toDate(value: unknown): Date {
  const text = String(value)
  return new Date(/T/.test(text) && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? `${text}Z` : text)
}
