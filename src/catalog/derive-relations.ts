import type { Column } from './catalog.ts'
import type { ForeignKeyDescription } from './description.ts'
import { columnsOf, isIndexed, singlesOut, type RelationDraft, type TableDraft } from './draft.ts'

/** A foreign key whose two ends are in the catalog. */
export interface ForeignKey {
  readonly table: TableDraft
  readonly columns: readonly Column[]
  readonly target: TableDraft
  readonly targetColumns: readonly Column[]
  readonly enforced: boolean
  readonly origin: string
}

/** The foreign keys of these tables; what refers to a table that was left out is a notice. */
export function foreignKeysOf(drafts: readonly TableDraft[], notices: string[]): ForeignKey[] {
  const byPlace = new Map(drafts.map((draft) => [place(draft.source.name, draft.description), draft]))
  return drafts.flatMap((table) =>
    table.description.foreignKeys.flatMap((key): ForeignKey[] => {
      const origin = `the foreign key ${table.id}(${key.columns.join(', ')})`
      const target = byPlace.get(place(table.source.name, { sqlSchema: key.toSchema, sqlName: key.toTable }))
      const columns = columnsOf(table, key.columns)
      const targetColumns = target ? columnsOf(target, key.toColumns) : null
      if (!columns || !target || !targetColumns) {
        notices.push(`${table.id}: no relation for ${origin}, because ${targetName(key)} is not served`)
        return []
      }
      return [{ table, columns, target, targetColumns, enforced: key.enforced, origin }]
    }),
  )
}

function place(source: string, table: { readonly sqlSchema: string | null; readonly sqlName: string }): string {
  return JSON.stringify([source, table.sqlSchema, table.sqlName])
}

function targetName(key: ForeignKeyDescription): string {
  return key.toSchema === null ? key.toTable : `${key.toSchema}.${key.toTable}`
}

/** The relations that foreign keys make: to the row referred to, back from it, and across junctions. */
export function deriveRelations(keys: readonly ForeignKey[], notices: string[]): RelationDraft[] {
  const usable = keys.filter((key) => {
    if (singlesOut(key.target, names(key.targetColumns))) return true
    notices.push(`${key.table.id}: no relation for ${key.origin}, because it refers to no key of ${key.target.id}`)
    return false
  })
  const byTable = new Map<TableDraft, ForeignKey[]>()
  for (const key of usable) byTable.set(key.table, [...(byTable.get(key.table) ?? []), key])
  return [
    ...usable.map(toOne),
    ...usable.map(back),
    ...[...byTable.values()].flatMap((own) => {
      const [a, b] = junctionKeys(own) ?? []
      return a && b ? [across(a, b), across(b, a)] : []
    }),
  ]
}

function toOne(key: ForeignKey): RelationDraft {
  return {
    name: null,
    kind: 'local',
    cardinality: 'one',
    from: key.table,
    to: key.target,
    on: pairs(key.columns, key.targetColumns),
    through: null,
    nullable: !isCertain(key),
    indexed: true,
    description: null,
    direction: 'refers',
    referring: names(key.columns),
    origin: key.origin,
  }
}

/** Where a foreign key is unique, at most one row refers: to-one from both ends. */
function back(key: ForeignKey): RelationDraft {
  const unique = singlesOut(key.table, names(key.columns))
  return {
    name: null,
    kind: 'local',
    cardinality: unique ? 'one' : 'many',
    from: key.target,
    to: key.table,
    on: pairs(key.targetColumns, key.columns),
    through: null,
    nullable: unique,
    indexed: isIndexed(key.table, names(key.columns)),
    description: null,
    direction: 'back',
    referring: names(key.columns),
    origin: key.origin,
  }
}

function across(here: ForeignKey, there: ForeignKey): RelationDraft {
  return {
    name: null,
    kind: 'local',
    cardinality: 'many',
    from: here.target,
    to: there.target,
    on: pairs(here.targetColumns, here.columns),
    through: { table: here.table, on: pairs(there.columns, there.targetColumns) },
    nullable: false,
    indexed: isIndexed(here.table, names(here.columns)),
    description: null,
    direction: 'back',
    referring: names(here.columns),
    origin: `${here.origin} and ${there.origin}`,
  }
}

/** The two foreign keys that together are the table's key; null for a table that is no junction. */
export function junctionKeys(own: readonly ForeignKey[]): [ForeignKey, ForeignKey] | null {
  const key = own[0]?.table.primaryKey?.columns
  if (!key) return null
  const parts = own.filter(({ columns }) => columns.every((column) => key.includes(column.name)))
  const [a, b] = parts
  if (!a || !b || parts.length !== 2) return null
  const covered = new Set([...names(a.columns), ...names(b.columns)])
  return covered.size === key.length && a.columns.length + b.columns.length === key.length ? [a, b] : null
}

/** Whether every row is sure to have its partner. */
export function isCertain(key: ForeignKey): boolean {
  return key.enforced && key.columns.every((column) => !column.nullable)
}

function pairs(from: readonly Column[], to: readonly Column[]): { from: string; to: string }[] {
  return from.map((column, at) => ({ from: column.name, to: to[at]?.name ?? '' }))
}

function names(columns: readonly Column[]): string[] {
  return columns.map((column) => column.name)
}
