import { invariant } from '../errors.ts'
import type { Catalog, Column, Relation, SourceInfo, Table } from './catalog.ts'

/** The table with this id. Absent for a role that may not name it: then nothing should have asked. */
export function tableById(catalog: Catalog, id: string): Table {
  const table = catalog.tables.get(id)
  invariant(table, `the catalog of role ${catalog.role} has no table ${id}`)
  return table
}

/** The column with this API name. */
export function columnOf(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  invariant(column, `table ${table.id} has no column ${name}`)
  return column
}

/** The relation with this API name. */
export function relationOf(table: Table, name: string): Relation {
  const relation = table.relations.find((candidate) => candidate.name === name)
  invariant(relation, `table ${table.id} has no relation ${name}`)
  return relation
}

/** The source that holds the table. */
export function sourceOf(catalog: Catalog, table: Table): SourceInfo {
  const source = catalog.sources.get(table.source)
  invariant(source, `table ${table.id} names a source that the catalog lacks`)
  return source
}
