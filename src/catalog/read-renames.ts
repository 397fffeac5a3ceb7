import { HeddleError } from '../errors.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from './description.ts'
import { isValidName } from './naming.ts'
import { didYouMean } from './near-names.ts'
import { enumId } from './name-enums.ts'
import { findColumn, findTables, oneTable, parsePath, tableId } from './table-paths.ts'

/** The option `rename`, resolved. */
export interface Renames {
  readonly tables: ReadonlyMap<TableDescription, string>
  readonly columns: ReadonlyMap<ColumnDescription, string>
  /** By enum id. */
  readonly enums: ReadonlyMap<string, string>
  /** By table, then by the name that the rules give. What nobody has is an error of whoever names the relations. */
  readonly relations: ReadonlyMap<TableDescription, ReadonlyMap<string, string>>
}

/**
 * Finds what each entry of `rename` means: a table first, then a column, then an enum; what is left over is a relation of
 * the table before the last dot.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE, NAME_INVALID
 */
export function readRenames(rename: Readonly<Record<string, string>>, sources: readonly SourceDescription[]): Renames {
  const tables = new Map<TableDescription, string>()
  const columns = new Map<ColumnDescription, string>()
  const enums = new Map<string, string>()
  const relations = new Map<TableDescription, Map<string, string>>()
  const enumIds = new Set(
    sources.flatMap((source) =>
      source.tables.flatMap((table) => table.columns.map((column) => enumId(source, table, column))),
    ),
  )

  for (const [key, name] of Object.entries(rename)) {
    const origin = `rename ${key}=${name}`
    const path = parsePath(key)
    if (!path) throw new HeddleError('CONFIG_INVALID', `${origin}: ${key} is no name of a table or column.`)
    checkName(name, origin)
    const last = path.at(-1) ?? ''
    const owner = findTables(sources, path.slice(0, -1))
    const column = owner.length === 1 && owner[0] ? findColumn(owner[0].table, last) : undefined
    if (findTables(sources, path).length > 0) {
      tables.set(oneTable(sources, path, { origin, code: 'CONFIG_INVALID' }).table, name)
    } else if (name.includes('/')) {
      throw new HeddleError(
        'NAME_INVALID',
        `${origin}: only a table has two names, single/plural, and ${key} is none.`,
        {
          hint: didYouMean(
            key,
            sources.flatMap((source) => source.tables.map((table) => tableId(source.name, table))),
          ),
        },
      )
    } else if (column) columns.set(column, name)
    else if (enumIds.has(path.join('.'))) enums.set(path.join('.'), name)
    else {
      const owning = isTablePath(sources, path) ? path : path.slice(0, -1)
      const { table } = oneTable(sources, owning, { origin, code: 'CONFIG_INVALID' })
      const names = relations.get(table) ?? new Map<string, string>()
      relations.set(table, names.set(last, name))
    }
  }
  return { tables, columns, enums, relations }
}

/** Whether a path that means nothing was to mean a table, and no column or relation of one. */
function isTablePath(sources: readonly SourceDescription[], path: readonly string[]): boolean {
  const [first, second] = path
  const source = sources.find((candidate) => candidate.name === first)
  if (path.length === 1 || (path.length === 2 && source !== undefined)) {
    return findTables(sources, path.slice(0, -1)).length === 0
  }
  return path.length === 3 && source !== undefined && source.tables.some((table) => table.sqlSchema === second)
}

function checkName(name: string, origin: string): void {
  const parts = name.split('/')
  if (parts.length <= 2 && parts.every(isValidName)) return
  throw new HeddleError('NAME_INVALID', `${origin}: GraphQL does not allow the name ${JSON.stringify(name)}.`, {
    hint: 'Letters, digits and _, not beginning with a digit or with two underscores.',
  })
}
