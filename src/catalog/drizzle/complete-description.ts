import type { ColumnDescription, SourceDescription, TableDescription } from '../description.ts'
import { tableId } from '../table-paths.ts'

/**
 * A source described by its Drizzle schema, completed by what only the database knows: comments, which become the API's
 * descriptions, collations, and which indexes there really are. Names, types and keys stay those of the schema; where the database lacks a table or a
 * column, a notice says so.
 *
 * @param found the same source, introspected
 */
export function completeDescription(described: SourceDescription, found: SourceDescription): SourceDescription {
  const tables = new Map(found.tables.map((table) => [tableId(found.name, table), table]))
  const notices = [...(described.notices ?? [])]
  return {
    ...described,
    tables: described.tables.map((table) => {
      const id = tableId(described.name, table)
      const inDatabase = tables.get(id)
      if (inDatabase) return completeTable(table, inDatabase, id, notices)
      notices.push(`${id}: the schema declares it, and the database has no such table: are all migrations applied?`)
      return table
    }),
    notices,
  }
}

function completeTable(
  table: TableDescription,
  found: TableDescription,
  id: string,
  notices: string[],
): TableDescription {
  const columns = new Map(found.columns.map((column) => [column.sqlName, column]))
  return {
    ...table,
    comment: table.comment ?? found.comment,
    indexes: found.indexes,
    columns: table.columns.map((column) => {
      const inDatabase = columns.get(column.sqlName)
      if (inDatabase) return completeColumn(column, inDatabase)
      notices.push(
        `${id}.${column.sqlName}: the schema declares it, and the database has no such column: are all migrations applied?`,
      )
      return column
    }),
  }
}

function completeColumn(column: ColumnDescription, found: ColumnDescription): ColumnDescription {
  const { collation } = found.type
  return {
    ...column,
    comment: column.comment ?? found.comment,
    ...(collation === undefined ? {} : { type: { ...column.type, collation } }),
    ...(found.enumComment === undefined ? {} : { enumComment: found.enumComment }),
  }
}
