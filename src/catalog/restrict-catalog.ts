import type { Catalog, Relation, Table } from './catalog.ts'
import { frozenMap } from './frozen.ts'
import type { Readable } from './permissions.ts'

/**
 * The catalog of a role that may read only this. What needs something hidden is hidden with it: a key with a hidden
 * column, a relation that leads over one (its rows would tell the column's value), a junction's relations with the
 * junction, an enum that no column is left of, a source without a table. Notices are the developer's, so there are none.
 */
export function restrictCatalog(full: Catalog, role: string, readable: Readable): Catalog {
  const tables = [...full.tables.values()].flatMap((table) => {
    const columns = readable.get(table.id)
    return columns && columns.size > 0 ? [restrictTable(table, columns, readable)] : []
  })
  const sources = new Set(tables.map((table) => table.source))
  const enums = new Set(tables.flatMap((table) => table.columns.map((column) => column.type.enum)))
  return Object.freeze({
    role,
    sources: frozenMap([...full.sources].filter(([name]) => sources.has(name))),
    tables: frozenMap(tables.map((table) => [table.id, table] as const)),
    enums: frozenMap([...full.enums].filter(([id]) => enums.has(id))),
    byTypeName: frozenMap(tables.map((table) => [table.typeName, table] as const)),
    notices: Object.freeze([]),
  })
}

function restrictTable(table: Table, columns: ReadonlySet<string>, readable: Readable): Table {
  const keys = table.keys.filter((key) => key.columns.every((column) => columns.has(column)))
  return {
    ...table,
    columns: table.columns.filter((column) => columns.has(column.name)),
    primaryKey: keys.find((key) => key.name === table.primaryKey?.name) ?? null,
    keys,
    relations: table.relations.filter((relation) => mayFollow(relation, readable)),
  }
}

function mayFollow({ from, to, on, through }: Relation, readable: Readable): boolean {
  const may = (table: string, columns: readonly string[]) =>
    columns.length > 0 && columns.every((column) => readable.get(table)?.has(column))
  const near = on.map((pair) => pair.from)
  const far = on.map((pair) => pair.to)
  if (!through) return may(from, near) && may(to, far)
  return (
    may(from, near) &&
    may(through.table, [...far, ...through.on.map((pair) => pair.from)]) &&
    may(
      to,
      through.on.map((pair) => pair.to),
    )
  )
}
