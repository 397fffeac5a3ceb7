import type { Catalog, Column, Key, Table, TableWrites, WriteRight } from './catalog.ts'
import type { SourceDescription } from './description.ts'
import { frozenMap } from './frozen.ts'
import type { RoleRules, WriteRule } from './rules.ts'

const none: TableWrites = { create: null, update: null, delete: null }

/** What a source allows: everything on a table whose rows have a key, nothing where it is read only. */
export function writesOf(
  source: Pick<SourceDescription, 'readOnly'>,
  table: Pick<Table, 'primaryKey' | 'keys' | 'columns'> & { readonly description: { readonly kind: Table['kind'] } },
): TableWrites {
  if (source.readOnly || table.description.kind === 'view' || !identityOf(table)) return none
  const any = { set: [], ruled: false, checked: false, limit: null }
  const written: WriteRight = { ...any, columns: table.columns.filter(({ generated }) => !generated) }
  return { create: written, update: written, delete: { ...any, columns: [] } }
}

/** The key by which a written row is found again: the primary key, or one of columns that are never null. */
export function identityOf(table: Pick<Table, 'primaryKey' | 'keys' | 'columns'>): Key | null {
  if (table.primaryKey) return table.primaryKey
  const sure = new Set(table.columns.filter(({ nullable }) => !nullable).map(({ name }) => name))
  return table.keys.find((key) => key.columns.every((column) => sure.has(column))) ?? null
}

/** Whether a request may give a column a value, by the one or the other action. */
export function mayWrite(table: Table, action: 'create' | 'update', column: string): boolean {
  return table.writes[action]?.columns.some(({ name }) => name === column) ?? false
}

/**
 * The catalog of a role with what it may write: only what its rules say. Rows whose key it does not see are not written, and
 * new ones not where neither the role, the server nor the database gives a column that they need.
 */
export function grantWrites(catalog: Catalog, rules: RoleRules, whole: Catalog): Catalog {
  const tables = [...catalog.tables.values()].map((table): Table => {
    const full = whole.tables.get(table.id) ?? table
    const writes = identityOf(table) === null ? none : full.writes
    const known = rules.get(table.id)
    const create = rightOf(writes.create, known?.create)
    return {
      ...table,
      writes: {
        create: create && isComplete(full.columns, create) ? create : null,
        update: rightOf(writes.update, known?.update),
        delete: rightOf(writes.delete, known?.delete),
      },
    }
  })
  const written = tables.flatMap(({ writes }) =>
    [writes.create, writes.update].flatMap((right) => right?.columns ?? []),
  )
  const enums = new Set(written.map(({ type }) => type.enum))
  return Object.freeze({
    ...catalog,
    tables: frozenMap(tables.map((table) => [table.id, table] as const)),
    byTypeName: frozenMap(tables.map((table) => [table.typeName, table] as const)),
    enums: frozenMap([...whole.enums].filter(([id]) => catalog.enums.has(id) || enums.has(id))),
  })
}

function rightOf(source: WriteRight | null, rule: WriteRule | null | undefined): WriteRight | null {
  if (!source || !rule) return null
  return {
    columns: source.columns.filter(({ name }) => rule.columns.has(name)),
    set: Object.keys(rule.set),
    ruled: rule.where !== null,
    checked: rule.check !== null,
    limit: rule.limit,
  }
}

/** Whether every column that a new row needs has somebody who gives it. */
function isComplete(all: readonly Column[], { columns, set }: WriteRight): boolean {
  const given = new Set([...columns.map(({ name }) => name), ...set])
  return all.every(
    ({ name, nullable, hasDefault, generated }) => nullable || hasDefault || generated || given.has(name),
  )
}
