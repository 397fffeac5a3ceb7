import type { Catalog, Column, Relation, Table } from '../../src/catalog/catalog.ts'
import { compareValues, type Kind, type Wire } from './values.ts'

export type Row = Readonly<Record<string, Wire>>

/** The world that the reference answers from: what exists, and every row in wire form under the API's column names. */
export interface ReferenceData {
  readonly catalog: Catalog
  /** By table id. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
}

export function tableOf(data: ReferenceData, id: string): Table {
  const table = data.catalog.tables.get(id)
  if (!table) throw new Error(`no table ${id}`)
  return table
}

export function rowsOf(data: ReferenceData, id: string): readonly Row[] {
  const rows = data.rows.get(id)
  if (!rows) throw new Error(`no rows of ${id}`)
  return rows
}

export function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name)
}

export function relationOf(table: Table, name: string): Relation {
  const relation = table.relations.find((candidate) => candidate.name === name)
  if (!relation) throw new Error(`no relation ${table.id}.${name}`)
  return relation
}

/** What comparing values of this column needs. */
export function kindOf(data: ReferenceData, table: Table, name: string): Kind {
  const column = columnOf(table, name)
  if (!column) throw new Error(`no column ${table.id}.${name}`)
  const enumInfo = column.type.enum === undefined ? undefined : data.catalog.enums.get(column.type.enum)
  return enumInfo
    ? { kind: column.type.kind, enumNames: enumInfo.values.map((value) => value.name) }
    : { kind: column.type.kind }
}

/** The rows that a relation leads to from this row: keys equal, null equal to nothing. */
export function partners(data: ReferenceData, table: Table, relation: Relation, row: Row): readonly Row[] {
  const target = tableOf(data, relation.to)
  if (!relation.through) return matching(data, { from: table, to: target, on: relation.on }, row)
  const junction = tableOf(data, relation.through.table)
  const links = matching(data, { from: table, to: junction, on: relation.on }, row)
  const { on } = relation.through
  const found = new Set(links.flatMap((link) => matching(data, { from: junction, to: target, on }, link)))
  return rowsOf(data, relation.to).filter((candidate) => found.has(candidate))
}

interface Join {
  readonly from: Table
  readonly to: Table
  readonly on: readonly { readonly from: string; readonly to: string }[]
}

function matching(data: ReferenceData, join: Join, row: Row): readonly Row[] {
  return rowsOf(data, join.to.id).filter((candidate) =>
    join.on.every(({ from, to }) => {
      const left = row[from] ?? null
      const right = candidate[to] ?? null
      if (left === null || right === null) return false
      const kind = kindOf(data, join.to, to)
      // A text key and a char(n) key, an int and a bigint: what both print is what is compared.
      const wide = kindOf(data, join.from, from).kind === 'bigint' ? ({ kind: 'bigint' } as const) : kind
      return compareValues(wide, left, right) === 0
    }),
  )
}
