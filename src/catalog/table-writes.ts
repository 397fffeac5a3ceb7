import type { Catalog, Key, Table, TableWrites } from './catalog.ts'
import type { SourceDescription } from './description.ts'
import { frozenMap } from './frozen.ts'
import { findTable, type NamedTable, type Permissions } from './permissions.ts'

const none: TableWrites = { create: false, update: false, delete: false }

/** What a source allows: everything on a table whose rows have a key, nothing where it is read only. */
export function writesOf(
  source: Pick<SourceDescription, 'readOnly'>,
  table: Pick<Table, 'primaryKey' | 'keys' | 'columns'> & { readonly description: { readonly kind: Table['kind'] } },
): TableWrites {
  if (source.readOnly || table.description.kind === 'view' || !identityOf(table)) return none
  return { create: true, update: true, delete: true }
}

/** The key by which a written row is found again: the primary key, or one of columns that are never null. */
export function identityOf(table: Pick<Table, 'primaryKey' | 'keys' | 'columns'>): Key | null {
  if (table.primaryKey) return table.primaryKey
  const sure = new Set(table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name))
  return table.keys.find((key) => key.columns.every((column) => sure.has(column))) ?? null
}

/**
 * The catalog of a role with what it may write: only what its rules say. Without columns that a new row needs, or without
 * its key, a table is not written.
 */
export function grantWrites(catalog: Catalog, rules: Permissions[string], named: readonly NamedTable[]): Catalog {
  const granted = new Map(
    Object.entries(rules).map(([name, rule]) => [findTable(named, name, 'permissions').id, rule] as const),
  )
  const full = new Map(named.map(({ table }) => [table.id, table]))
  const tables = [...catalog.tables.values()].map((table): Table => {
    const rule = granted.get(table.id)
    const may = (action: keyof TableWrites): boolean =>
      table.writes[action] && rule?.[action] === true && identityOf(table) !== null
    const hidden = full.get(table.id)?.columns.filter(({ name }) => !table.columns.some((own) => own.name === name))
    const fillable = hidden?.every(({ nullable, hasDefault, generated }) => nullable || hasDefault || generated)
    return {
      ...table,
      writes: { create: may('create') && fillable === true, update: may('update'), delete: may('delete') },
    }
  })
  return Object.freeze({
    ...catalog,
    tables: frozenMap(tables.map((table) => [table.id, table] as const)),
    byTypeName: frozenMap(tables.map((table) => [table.typeName, table] as const)),
  })
}
