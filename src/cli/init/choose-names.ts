import type { Catalog, Table } from '../../catalog/catalog.ts'
import type { SourceDescription, TableDescription } from '../../catalog/description.ts'
import { tableNames, words } from '../../catalog/naming.ts'
import { tableId } from '../../catalog/table-paths.ts'

/** A table of a schema file. */
export interface NamedTable {
  readonly description: TableDescription
  readonly table: Table
  /** The constant that exports it. */
  readonly constant: string
}

/** Words that name nothing in a module, and what a schema file has from Drizzle. */
const taken = new Set(
  (
    'break case catch class const continue debugger default delete do else enum export extends false finally for function ' +
    'if import in instanceof new null return super switch this throw true try typeof var void while with yield let static ' +
    'await async of eval arguments implements interface package private protected public undefined asText asItIs sql ' +
    'bigint blob boolean char customType date datetime decimal double doublePrecision float foreignKey int integer json ' +
    'jsonb longtext mediumint mediumtext mysqlEnum mysqlTable mysqlView numeric pgEnum pgSchema pgTable pgView primaryKey ' +
    'real smallint sqliteTable sqliteView text time timestamp tinyint unique uuid varchar'
  ).split(' '),
)

/** A constant's name: never one that is `used`, which holds it from then on. */
export function constantFor(wanted: string, used: Set<string>): string {
  const base = /^[A-Za-z_]/.test(wanted) ? wanted : `_${wanted}`
  for (let name = base; ; name += '_') {
    if (taken.has(name) || used.has(name)) continue
    used.add(name)
    return name
  }
}

/** The constants of a source's tables, from which Heddle makes the names that it makes of the database's own. */
export function nameTables(source: SourceDescription, catalog: Catalog, used: Set<string>): readonly NamedTable[] {
  return source.tables.flatMap((description): NamedTable[] => {
    const table = catalog.tables.get(tableId(source.name, description))
    return table ? [{ description, table, constant: constantFor(wantedFor(description), used) }] : []
  })
}

/** In camel case, where that is read as the same words: `aBC` would be `a`, `bc`. */
function wantedFor({ sqlName }: TableDescription): string {
  const all = words(sqlName)
  const [first = 'table', ...rest] = all
  const camel = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return tableNames(camel).plural === tableNames(sqlName).plural ? camel : all.join('_')
}
