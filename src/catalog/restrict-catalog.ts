import type { Catalog, Relation, Table } from './catalog.ts'
import { frozenMap } from './frozen.ts'
import type { ReadRule, RoleRules } from './rules.ts'

/**
 * The catalog of a role that may read only this. What needs something hidden is hidden with it: a key with a hidden
 * column, a relation that leads over one (its rows would tell the column's value), a junction's relations with the
 * junction, an enum that no column is left of, a source without a table. Notices are the developer's, so there are none.
 */
export function restrictCatalog(whole: Catalog, role: string, rules: RoleRules): Catalog {
  const tables = [...whole.tables.values()].flatMap((table) => {
    const read = rules.get(table.id)?.read
    return read && read.columns.size > 0 ? [restrictTable(table, read, rules)] : []
  })
  const sources = new Set(tables.map((table) => table.source))
  const enums = new Set(tables.flatMap((table) => table.columns.map((column) => column.type.enum)))
  return Object.freeze({
    role,
    sources: frozenMap([...whole.sources].filter(([name]) => sources.has(name))),
    tables: frozenMap(tables.map((table) => [table.id, table] as const)),
    enums: frozenMap([...whole.enums].filter(([id]) => enums.has(id))),
    byTypeName: frozenMap(tables.map((table) => [table.typeName, table] as const)),
    notices: Object.freeze([]),
  })
}

function restrictTable(table: Table, { columns, where, limit, fields }: ReadRule, rules: RoleRules): Table {
  const keys = table.keys.filter((key) => key.columns.every((column) => columns.has(column)))
  return {
    ...table,
    columns: table.columns.filter((column) => columns.has(column.name)),
    primaryKey: keys.find((key) => key.name === table.primaryKey?.name) ?? null,
    keys,
    relations: table.relations
      .filter((relation) => mayFollow(relation, rules))
      .map((relation) => (hidesRows(rules, relation) ? { ...relation, hides: true as const } : relation)),
    rights: { policed: where !== null, limit, fields },
  }
}

/** Whether some of the rows that a relation leads to may be hidden, or some of the pairs by which it does. */
function hidesRows(rules: RoleRules, { to, through }: Relation): boolean {
  return isPoliced(rules, to) || (through !== null && isPoliced(rules, through.table))
}

/** Whether the role sees only the rows that a policy lets through. */
function isPoliced(rules: RoleRules, table: string): boolean {
  return (rules.get(table)?.read?.where ?? null) !== null
}

function mayFollow({ from, to, on, through }: Relation, rules: RoleRules): boolean {
  const may = (table: string, columns: readonly string[]) =>
    columns.length > 0 && columns.every((column) => rules.get(table)?.read?.columns.has(column))
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
