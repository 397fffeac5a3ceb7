import type { Table } from '../../src/catalog/catalog.ts'
import { kindOf, rowsOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, type Wire } from './values.ts'

/** A row and its table. */
export interface Found {
  readonly kind: 'row'
  readonly table: Table
  readonly row: Row
}

export function found(table: Table, row: Row | undefined): Found | null {
  return row ? { kind: 'row', table, row } : null
}

/** The row of `user(where:)`: by a key of one column, of several, or by node id. */
export function findUnique(data: ReferenceData, table: Table, where: Readonly<Record<string, unknown>>): Found | null {
  const [entry] = Object.entries(where)
  if (!entry) throw new Error('an empty unique key')
  const [name, operand] = entry
  if (name === 'nodeId') return findNode(data, String(operand), table)
  const key = table.keys.find((candidate) => candidate.name === name)
  if (!key) throw new Error(`no key ${table.id}.${name}`)
  const wanted = key.columns.length === 1 ? { [name]: operand as Wire } : (operand as Row)
  return found(
    table,
    rowsOf(data, table.id).find((row) => hasKey(data, table, row, wanted)),
  )
}

function hasKey(data: ReferenceData, table: Table, row: Row, wanted: Row): boolean {
  return Object.entries(wanted).every(([column, value]) => {
    const own = row[column] ?? null
    return own !== null && value !== null && compareValues(kindOf(data, table, column), own, value) === 0
  })
}

/** The row that a node id names; of any table, or of one. */
export function findNode(data: ReferenceData, id: string, of?: Table): Found | null {
  const table = [...data.catalog.tables.values()].find(({ typeName }) => id.startsWith(`${typeName}:`))
  if (!table || (of && of !== table)) return null
  return found(
    table,
    rowsOf(data, table.id).find((row) => nodeId(table, row) === id),
  )
}

/** `User:5`, `FilmActor:1,2`. */
export function nodeId(table: Table, row: Row): string {
  const parts = (table.primaryKey?.columns ?? []).map((column) => String(row[column]))
  const escaped = parts.map((part) => part.replaceAll('%', '%25').replaceAll(',', '%2C'))
  return `${table.typeName}:${parts.length === 1 ? parts[0] : escaped.join(',')}`
}
