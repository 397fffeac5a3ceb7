import type { Catalog, Key, Table, TableWrites } from './catalog.ts'
import type { SourceDescription } from './description.ts'
import { frozenMap } from './frozen.ts'
import type { RoleRules, WriteRule } from './rules.ts'

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
 *
 * Rules about the rows or the values of a write (`where`, `check`, `set`, `columns`) are not carried out yet, so a role that
 * has one has no such mutation; nor where it sees only some rows of the table, or of one that its rows may be connected to.
 */
export function grantWrites(catalog: Catalog, rules: RoleRules, whole: Catalog): Catalog {
  const policed = (id: string): boolean => catalog.tables.get(id)?.rights?.policed === true
  const tables = [...catalog.tables.values()].map((table): Table => {
    const full = whole.tables.get(table.id)
    const open = !policed(table.id) && !full?.relations.some(({ to }) => policed(to))
    const known = rules.get(table.id)
    const may = (action: keyof TableWrites): boolean => {
      const rule = known?.[action] ?? null
      return table.writes[action] && rule !== null && isPlain(rule, table) && open && identityOf(table) !== null
    }
    const hidden = full?.columns.filter(({ name }) => !table.columns.some((own) => own.name === name))
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

/** Whether a rule says no more than that the table may be written. */
function isPlain({ where, check, set, columns }: WriteRule, table: Table): boolean {
  if (where !== null || check !== null || Object.keys(set).length > 0) return false
  return table.columns.every(({ name }) => columns.has(name))
}
