import { HeddleError } from '../errors.ts'
import type { Column, ColumnType, EnumInfo, Key } from './catalog.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from './description.ts'
import { columnsOf, type TableDraft } from './draft.ts'
import { addEnum, enumId, nameEnumValues } from './name-enums.ts'
import { camelCase, capital, isValidName, pascalCase, tableNames, type TableNames } from './naming.ts'
import type { CatalogOptions } from './options.ts'
import { mayHaveOwnOrder, readOwnOrder, type OwnOrder } from './own-order.ts'
import type { Renames } from './read-renames.ts'
import { findTables, parsePath, tableId } from './table-paths.ts'
import { toAscii } from './to-ascii.ts'

/** What naming the tables fills beside its answer. */
export interface Drafting {
  readonly sources: readonly SourceDescription[]
  readonly options: CatalogOptions
  readonly renames: Renames
  readonly enums: Map<string, EnumInfo>
  readonly notices: string[]
}

interface TableDrafting extends Drafting {
  readonly ownOrder: OwnOrder
}

/** Fields and enum values that Heddle or GraphQL keeps: a column of that name gets `_` behind it. */
const keptNames = new Set(['nodeId', 'AND', 'OR', 'NOT', 'true', 'false', 'null'])

/**
 * Names all tables, their columns and keys.
 *
 * @throws HeddleError NAME_CLASH, NAME_INVALID, CONFIG_INVALID
 */
export function draftTables(drafting: Drafting): TableDraft[] {
  checkPrefixes(drafting)
  const keys = readKeys(drafting)
  const ownOrder = readOwnOrder(drafting.options.ownOrder ?? [], drafting.sources)
  return drafting.sources.flatMap((source) =>
    source.tables.map((table) =>
      draftTable({ ...drafting, ownOrder }, source, table, keys.get(table) ?? table.primaryKey),
    ),
  )
}

function draftTable(
  drafting: TableDrafting,
  source: SourceDescription,
  table: TableDescription,
  primaryKey: readonly string[] | null,
): TableDraft {
  const id = tableId(source.name, table)
  const names = nameTable(drafting, source, table, id)
  const columns = table.columns.map((column) => draftColumn(drafting, source, table, column, names, id))
  checkColumns(columns, id)
  const bySqlName = new Map(columns.map((column) => [column.sqlName, column]))
  const draft: TableDraft = { ...names, id, source, description: table, columns, bySqlName, primaryKey: null, keys: [] }
  const primary = primaryKey ? keyOf(draft, primaryKey) : null
  const uniques = table.uniques.map((unique) => keyOf(draft, unique)).filter((key) => key !== null)
  if (
    primary?.columns.some((name) => columns.find((column) => column.name === name)?.nullable) &&
    table.kind === 'table'
  ) {
    drafting.notices.push(`${id}: its primary key is not declared NOT NULL; a row without one has no node id`)
  }
  const others = uniques.filter((key) => key.name !== primary?.name)
  return { ...draft, primaryKey: primary, keys: primary ? [primary, ...others] : others }
}

function keyOf(draft: TableDraft, sqlNames: readonly string[]): Key | null {
  const columns = columnsOf(draft, sqlNames)?.map((column) => column.name)
  return columns ? { name: columns.join('_'), columns } : null
}

function nameTable(drafting: Drafting, source: SourceDescription, table: TableDescription, id: string): TableNames {
  const renamed = drafting.renames.tables.get(table)
  if (renamed?.includes('/')) {
    const [single = '', plural = ''] = renamed.split('/')
    return { typeName: capital(single), single, plural }
  }
  const prefix = prefixOf(drafting.options, source.name, table.sqlSchema ?? defaultSchema(source))
  const base = renamed ?? table.name ?? table.sqlName
  const names = tableNames(prefix === undefined || renamed !== undefined ? base : `${prefix}_${base}`)
  if (!isValidName(names.typeName)) {
    throw new HeddleError('NAME_INVALID', `The name of table ${id} makes no name for GraphQL.`, {
      source: source.name,
      table: id,
      hint: `Give it one: --rename ${id}=things (or \`rename\` in the config).`,
    })
  }
  if (toAscii(base) !== base) drafting.notices.push(`${id}: served as ${names.plural}, because GraphQL names are ASCII`)
  return names
}

function defaultSchema(source: SourceDescription): string {
  return source.dialect === 'postgres' ? 'public' : 'main'
}

function prefixOf(options: CatalogOptions, source: string, schema: string): string | undefined {
  const prefix = new Map(Object.entries(options.prefix ?? {}))
  return prefix.get(`${source}.${schema}`) ?? prefix.get(source)
}

function checkPrefixes({ sources, options }: Drafting): void {
  const known = new Set(
    sources.flatMap((source) => [
      source.name,
      ...source.tables.map((table) => `${source.name}.${table.sqlSchema ?? defaultSchema(source)}`),
    ]),
  )
  for (const [key, prefix] of Object.entries(options.prefix ?? {})) {
    if (!known.has(key)) {
      throw new HeddleError('CONFIG_INVALID', `prefix: there is no source or schema ${key}.`, {
        hint: `Known: ${[...known].join(', ')}.`,
      })
    }
    if (!isValidName(prefix)) {
      throw new HeddleError('NAME_INVALID', `prefix ${key}: GraphQL does not allow the name ${JSON.stringify(prefix)}.`)
    }
  }
}

function draftColumn(
  drafting: TableDrafting,
  source: SourceDescription,
  table: TableDescription,
  column: ColumnDescription,
  names: TableNames,
  id: string,
): Column {
  const name = nameColumn(drafting, column, id)
  const type = columnType(drafting, source, table, column, names.typeName + capital(name))
  const own = drafting.ownOrder.has(source, column) && mayHaveOwnOrder(type)
  return {
    name,
    sqlName: column.sqlName,
    type: own ? { ...type, order: 'own' } : type,
    nullable: column.nullable,
    hasDefault: column.hasDefault,
    generated: column.generated,
    description: column.comment,
  }
}

function nameColumn(drafting: Drafting, column: ColumnDescription, id: string): string {
  const given = drafting.renames.columns.get(column) ?? column.name
  if (given !== undefined) {
    if (isValidName(given) && !keptNames.has(given)) return given
    throw new HeddleError('NAME_INVALID', `Column ${id}.${column.sqlName} cannot be called ${given} in GraphQL.`, {
      table: id,
      columns: [column.sqlName],
      hint: `Rename the property, or: --rename ${id}.${column.sqlName}=another`,
    })
  }
  const made = camelCase(column.sqlName)
  if (!isValidName(made)) {
    throw new HeddleError('NAME_INVALID', `The name of a column of ${id} makes no name for GraphQL.`, {
      table: id,
      columns: [column.sqlName],
      hint: `Give it one: --rename ${id}.${column.sqlName}=another (or \`rename\` in the config).`,
    })
  }
  const name = keptNames.has(made) ? `${made}_` : made
  if (name !== made)
    drafting.notices.push(`${id}.${column.sqlName}: served as ${name}, because ${made} has a meaning already`)
  else if (toAscii(column.sqlName) !== column.sqlName) {
    drafting.notices.push(`${id}.${column.sqlName}: served as ${name}, because GraphQL names are ASCII`)
  }
  return name
}

function checkColumns(columns: readonly Column[], id: string): void {
  const names = new Map<string, Column>()
  for (const column of columns) {
    const other = names.get(column.name)
    if (other) {
      throw new HeddleError(
        'NAME_CLASH',
        `Two columns of ${id} would be called ${column.name}: ${other.sqlName} and ${column.sqlName}.`,
        {
          table: id,
          columns: [other.sqlName, column.sqlName],
          hint: `Rename one: --rename ${id}.${column.sqlName}=another (or \`rename\` in the config).`,
        },
      )
    }
    names.set(column.name, column)
  }
}

function columnType(
  drafting: Drafting,
  source: SourceDescription,
  table: TableDescription,
  column: ColumnDescription,
  ownEnumName: string,
): ColumnType {
  const { type } = column
  if (type.kind !== 'enum') return type
  const id = enumId(source, table, column)
  const values = column.enumValues ?? []
  if (values.length === 0) {
    drafting.notices.push(`${id}: an enum without values, served as text (String)`)
    return { ...type, kind: 'string', storage: 'text' }
  }
  const prefix = prefixOf(drafting.options, source.name, table.sqlSchema ?? defaultSchema(source))
  const typeName = pascalCase(
    [prefix, column.enumType?.split('.').at(-1)].filter((part) => part !== undefined).join('_'),
  )
  const name = drafting.renames.enums.get(id) ?? (column.enumType === undefined ? ownEnumName : typeName)
  const info = { name, description: column.enumComment ?? null, values: nameEnumValues(values) }
  return { ...type, enum: addEnum(drafting.enums, id, info) }
}

/** The option `keys`, by table. */
function readKeys({ sources, options }: Drafting): Map<TableDescription, readonly string[]> {
  const keys = new Map<TableDescription, readonly string[]>()
  for (const [key, columns] of Object.entries(options.keys ?? {})) {
    const located = findTables(sources, parsePath(key) ?? [])[0]
    if (!located) throw new HeddleError('UNKNOWN_TABLE', `keys: there is no table ${key}.`)
    if (located.table.primaryKey) {
      throw new HeddleError('CONFIG_INVALID', `keys: table ${key} has a primary key already.`)
    }
    const found = columns.map((name) => located.table.columns.find((column) => column.sqlName === name)?.sqlName)
    const missing = columns[found.indexOf(undefined)]
    if (missing !== undefined || columns.length === 0) {
      throw new HeddleError('UNKNOWN_COLUMN', `keys: table ${key} has no column ${missing ?? ''}.`, { table: key })
    }
    keys.set(located.table, columns)
  }
  return keys
}
