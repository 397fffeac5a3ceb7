import type { Catalog, Column, Relation, Table } from '../../src/catalog/catalog.ts'
import type { Kind, Wire } from './values.ts'

export type Row = Readonly<Record<string, Wire>>

/** The world that the reference answers from: what exists, and every row in wire form under the API's column names. */
export interface ReferenceData {
  readonly catalog: Catalog
  /** By table id. */
  readonly rows: ReadonlyMap<string, readonly Row[]>
  /** Rows by the values of some columns, by table and columns; filled while it is asked. */
  readonly lookups: Map<string, ReadonlyMap<string, readonly Row[]>>
}

export function referenceData(catalog: Catalog, rows: ReadonlyMap<string, readonly Row[]>): ReferenceData {
  return { catalog, rows, lookups: new Map() }
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

const columnsByName = new WeakMap<Table, ReadonlyMap<string, Column>>()

export function columnOf(table: Table, name: string): Column | undefined {
  let columns = columnsByName.get(table)
  if (!columns) columnsByName.set(table, (columns = new Map(table.columns.map((column) => [column.name, column]))))
  return columns.get(name)
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
  if (!relation.through) return matching(data, table, target, relation.on, row)
  const junction = tableOf(data, relation.through.table)
  const links = matching(data, table, junction, relation.on, row)
  const { on } = relation.through
  return [...new Set(links.flatMap((link) => matching(data, junction, target, on, link)))]
}

type Pairs = readonly { readonly from: string; readonly to: string }[]

function matching(data: ReferenceData, from: Table, to: Table, on: Pairs, row: Row): readonly Row[] {
  const key = keyText(from, row, on.map((pair) => pair.from)) // prettier-ignore
  return key === null ? [] : (rowsByKey(data, to, on.map((pair) => pair.to)).get(key) ?? []) // prettier-ignore
}

function rowsByKey(data: ReferenceData, table: Table, columns: readonly string[]): ReadonlyMap<string, readonly Row[]> {
  const name = JSON.stringify([table.id, columns])
  const known = data.lookups.get(name)
  if (known) return known
  const lookup = new Map<string, Row[]>()
  for (const row of rowsOf(data, table.id)) {
    const key = keyText(table, row, columns)
    if (key === null) continue
    const known = lookup.get(key)
    if (known) known.push(row)
    else lookup.set(key, [row])
  }
  data.lookups.set(name, lookup)
  return lookup
}

/** The one text of equal keys, whatever their types; null where a part is null. */
function keyText(table: Table, row: Row, columns: readonly string[]): string | null {
  const parts = columns.map((column) => {
    const value = row[column] ?? null
    return columnOf(table, column)?.type.kind === 'uuid' ? String(value ?? '').toLowerCase() || null : value
  })
  return parts.includes(null) ? null : JSON.stringify(parts.map(String))
}
