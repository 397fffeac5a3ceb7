import { HeddleError, type ErrorCode } from '../errors.ts'
import type { ColumnDescription, SourceDescription, TableDescription, TableReference } from './description.ts'
import { didYouMean } from './near-names.ts'

/** A described table and the source that holds it. */
export interface LocatedTable {
  readonly source: SourceDescription
  readonly table: TableDescription
}

/** A table's name over all sources: `shop.orders`, `accounts.sales.orders` outside of the default schema. */
export function tableId(
  source: string,
  table: { readonly sqlSchema: string | null; readonly sqlName: string },
): string {
  return [source, table.sqlSchema, table.sqlName].filter((part) => part !== null).join('.')
}

/**
 * The parts of a dotted name; a part in double quotes may hold anything, a quote doubled. Null for what is no such name.
 *
 * @example parsePath('shop."order.items".id') // ['shop', 'order.items', 'id']
 */
export function parsePath(path: string): string[] | null {
  const part = /\s*(?:"((?:[^"]|"")+)"|([^".\s](?:[^".]*[^".\s])?))\s*(\.|$)/y
  const parts: string[] = []
  for (;;) {
    const match = part.exec(path)
    if (!match) return null
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === '') return parts
  }
}

/**
 * The tables that a path may mean: `table`, `source.table`, `schema.table`, `source.schema.table`. What is spelt exactly
 * comes before what differs in case, and `source.table` means the default schema if the table is there.
 */
export function findTables(sources: readonly SourceDescription[], path: readonly string[]): LocatedTable[] {
  const all = sources.flatMap((source) => source.tables.map((table) => ({ source, table })))
  const named = all.filter((located) => located.table.name === path.at(-1))
  const exactly = all.filter((located) => isMeant(located, path, (name) => name))
  const inDefault = exactly.filter(({ table }) => table.sqlSchema === null)
  if (path.length > 1 && inDefault.length > 0) return inDefault
  if (exactly.length > 0) return exactly
  const inCode = named.filter(({ source }) => path.length === 1 || (path.length === 2 && source.name === path[0]))
  if (inCode.length > 0) return inCode
  return all.filter((located) => isMeant(located, path, (name) => name.toLowerCase()))
}

function isMeant({ source, table }: LocatedTable, path: readonly string[], fold: (name: string) => string): boolean {
  const schema = table.sqlSchema ?? defaultSchemas[source.dialect]
  const spellings = [
    [table.sqlName],
    [source.name, table.sqlName],
    [schema, table.sqlName],
    [source.name, schema, table.sqlName],
  ]
  return spellings.some(
    (parts) => parts.length === path.length && parts.every((part, at) => fold(part) === fold(path[at] ?? '')),
  )
}

/** What `null` stands for in `sqlSchema`. */
const defaultSchemas = { postgres: 'public', sqlite: 'main', mariadb: 'main', mysql: 'main' } as const

/** Where a name was written, and how to complain of it. */
export interface NameContext {
  /** Begins the message: `--link users.id=orders.user_id`. */
  readonly origin: string
  /** For a name that means two things. */
  readonly code: ErrorCode
}

/**
 * The one table that a path means.
 *
 * @throws HeddleError UNKNOWN_TABLE, or the context's code where several tables may be meant
 */
export function oneTable(
  sources: readonly SourceDescription[],
  path: readonly string[],
  context: NameContext,
): LocatedTable {
  const found = findTables(sources, path)
  const [first, second] = found
  if (!first) {
    const ids = sources.flatMap((source) => source.tables.map((table) => tableId(source.name, table)))
    throw new HeddleError('UNKNOWN_TABLE', `${context.origin}: there is no table ${path.join('.')}.`, {
      hint: didYouMean(path.join('.'), path.length === 1 ? [...ids, ...shortNames(sources)] : ids),
    })
  }
  if (second) {
    const ids = found.map(({ source, table }) => tableId(source.name, table))
    throw new HeddleError(context.code, `${context.origin}: ${path.join('.')} may be ${ids.join(' or ')}.`, {
      hint: 'Write the whole name: source.table, or source.schema.table.',
    })
  }
  return first
}

function shortNames(sources: readonly SourceDescription[]): string[] {
  return sources.flatMap((source) => source.tables.map((table) => table.sqlName))
}

/**
 * The one column of that name: by its SQL name, else by its name in code, else by its SQL name in another case.
 *
 * @throws HeddleError UNKNOWN_COLUMN
 */
export function oneColumn({ source, table }: LocatedTable, name: string, origin: string): ColumnDescription {
  const column = findColumn(table, name)
  if (column) return column
  const id = tableId(source.name, table)
  throw new HeddleError('UNKNOWN_COLUMN', `${origin}: table ${id} has no column ${name}.`, {
    source: source.name,
    table: id,
    hint: didYouMean(
      name,
      table.columns.map((other) => other.sqlName),
    ),
  })
}

/** See {@link oneColumn}. */
export function findColumn(table: TableDescription, name: string): ColumnDescription | undefined {
  const folded = table.columns.filter((column) => column.sqlName.toLowerCase() === name.toLowerCase())
  return (
    table.columns.find((column) => column.sqlName === name) ??
    table.columns.find((column) => column.name === name) ??
    (folded.length === 1 ? folded[0] : undefined)
  )
}

/** How other parts of the catalog name a table. */
export function referenceTo({ source, table }: LocatedTable): TableReference {
  return { source: source.name, sqlSchema: table.sqlSchema, sqlName: table.sqlName }
}
