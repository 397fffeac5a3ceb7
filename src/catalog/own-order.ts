import { HeddleError } from '../errors.ts'
import type { ColumnType } from './catalog.ts'
import type { ColumnDescription, SourceDescription } from './description.ts'
import { didYouMean } from './near-names.ts'
import { findTables, parsePath } from './table-paths.ts'

/** Which columns the option `ownOrder` names: columns themselves, and all of a source. */
export interface OwnOrder {
  has(source: SourceDescription, column: ColumnDescription): boolean
}

/**
 * Reads the option.
 *
 * @example readOwnOrder(['shop', 'accounts.users.name'], sources)
 * @throws HeddleError UNKNOWN_TABLE, UNKNOWN_COLUMN, CONFIG_INVALID for a column that is no text
 */
export function readOwnOrder(paths: readonly string[], sources: readonly SourceDescription[]): OwnOrder {
  const whole = new Set(paths)
  const columns = new Set(
    paths.filter((path) => !sources.some(({ name }) => name === path)).map((path) => findColumn(path, sources)),
  )
  return { has: (source, column) => whole.has(source.name) || columns.has(column) }
}

/** Only what has a collation has an order of its own: a text as it is, without padding, not the text of something else. */
export function mayHaveOwnOrder({ kind, dimensions, storage, paddedLength }: Omit<ColumnType, 'enum'>): boolean {
  return kind === 'string' && dimensions === 0 && storage === undefined && paddedLength === undefined
}

function findColumn(path: string, sources: readonly SourceDescription[]): ColumnDescription {
  const at = path.lastIndexOf('.')
  const name = path.slice(at + 1)
  const table = findTables(sources, parsePath(path.slice(0, at)) ?? [])[0]?.table
  if (!table) throw new HeddleError('UNKNOWN_TABLE', `ownOrder: there is no table ${path.slice(0, at)}.`)
  const column = table.columns.find((each) => each.sqlName === name || each.name === name)
  if (!column) {
    const names = table.columns.map(({ sqlName }) => sqlName)
    throw new HeddleError('UNKNOWN_COLUMN', `ownOrder: there is no column ${path}.`, { hint: didYouMean(name, names) })
  }
  if (mayHaveOwnOrder(column.type)) return column
  throw new HeddleError('CONFIG_INVALID', `ownOrder: the column ${path} is no text with a collation.`)
}
