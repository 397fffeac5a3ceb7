import { HeddleError } from '../errors.ts'
import type { EnumInfo } from './catalog.ts'
import type { ColumnDescription, SourceDescription, TableDescription } from './description.ts'
import { tableId } from './table-paths.ts'

/** Which enum a column has: that of the database, shared by its columns, or its own. Key into `catalog.enums`. */
export function enumId(source: SourceDescription, table: TableDescription, column: ColumnDescription): string {
  if (column.enumType === undefined) return `${tableId(source.name, table)}.${column.sqlName}`
  return `${source.name}.${column.enumType.replace(/^public\./, '')}`
}

/**
 * Names an enum's values: `_` for each character that GraphQL does not allow, and before a first digit or a name that
 * GraphQL keeps. A value that is a valid name keeps it; others that come to the same get a number.
 *
 * @example ['PG-13', '2nd', 'true', 'ok'] // PG_13, _2nd, _true, ok
 */
export function nameEnumValues(values: readonly string[]): EnumInfo['values'] {
  const taken = new Set(values.filter((value) => enumValueName(value) === value))
  return values.map((value) => {
    const made = enumValueName(value)
    if (made === value) return { name: value, value, description: null }
    let name = made
    for (let number = 2; taken.has(name); number++) name = `${made}_${number}`
    taken.add(name)
    return { name, value, description: value }
  })
}

function enumValueName(value: string): string {
  const allowed = [...value]
    .map((character) => (/[A-Za-z0-9_]/.test(character) ? character : '_'))
    .join('')
    .replace(/^__+/, '_')
  if (allowed === '') return '_'
  return /^\d/.test(allowed) || ['true', 'false', 'null'].includes(allowed) ? `_${allowed}` : allowed
}

/**
 * Adds an enum to those of the catalog and answers its id there. Two of one name are one if they hold the same values in
 * the same order, as where two databases share a type.
 *
 * @throws HeddleError NAME_CLASH
 */
export function addEnum(enums: Map<string, EnumInfo>, id: string, info: EnumInfo): string {
  if (enums.has(id)) return id
  for (const [otherId, other] of enums) {
    if (other.name !== info.name) continue
    if (JSON.stringify(other.values) === JSON.stringify(info.values)) return otherId
    throw new HeddleError(
      'NAME_CLASH',
      `Two enums with different values would be called ${info.name}: ${otherId} and ${id}.`,
      { hint: `Rename one: --rename ${id}=Other${info.name} (or \`rename\` in the config).` },
    )
  }
  enums.set(id, info)
  return id
}
