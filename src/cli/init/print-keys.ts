import type { DialectName } from '../../catalog/catalog.ts'
import type { TableDescription } from '../../catalog/description.ts'
import type { NamedTable } from './choose-names.ts'

/** What a table says of its keys after its columns. */
export interface PrintedKeys {
  /** The column whose builder says that it is the primary key. */
  readonly inlineKey: string | null
  readonly lines: readonly string[]
  readonly imports: readonly string[]
}

/** Primary key, unique keys and foreign keys, in the order in which the database has them: it decides names of relations. */
export function printKeys(named: NamedTable, tables: readonly NamedTable[], dialect: DialectName): PrintedKeys {
  const { description } = named
  if (description.kind === 'view') return { inlineKey: null, lines: [], imports: [] }
  const inlineKey = inlineKeyOf(description, dialect)
  const lines: string[] = []
  const imports = new Set<string>()
  const add = (name: string, line: string): void => {
    imports.add(name)
    lines.push(line)
  }
  const key = description.primaryKey
  const keyColumns = key && inlineKey === null ? columnsOf(named, key) : ''
  if (keyColumns !== '') add('primaryKey', `primaryKey({ columns: [${keyColumns}] })`)
  for (const unique of description.uniques) {
    const columns = JSON.stringify(unique) === JSON.stringify(key) ? '' : columnsOf(named, unique)
    if (columns !== '') add('unique', `unique().on(${columns})`)
  }
  for (const foreign of description.foreignKeys) {
    const target = tables.find(
      ({ description: { sqlName, sqlSchema } }) => sqlName === foreign.toTable && sqlSchema === foreign.toSchema,
    )
    if (!target || !foreign.enforced) continue
    const object = target === named ? 'table' : target.constant
    const [from, to] = [columnsOf(named, foreign.columns), columnsOf(target, foreign.toColumns, object)]
    if (from !== '' && to !== '') add('foreignKey', `foreignKey({ columns: [${from}], foreignColumns: [${to}] })`)
  }
  return { inlineKey, lines, imports: [...imports] }
}

/** Drizzle's `.primaryKey()` means NOT NULL as well, which SQLite does not. */
function inlineKeyOf({ primaryKey, columns }: TableDescription, dialect: DialectName): string | null {
  const [only, ...others] = primaryKey ?? []
  if (only === undefined || others.length > 0) return null
  const column = columns.find(({ sqlName }) => sqlName === only)
  return dialect === 'sqlite' && column?.nullable === true ? null : only
}

/** `table.id, table.name`, or nothing where one of them is not served. */
function columnsOf({ table }: NamedTable, sqlNames: readonly string[], object = 'table'): string {
  const names = sqlNames.map((sqlName) => table.columns.find((column) => column.sqlName === sqlName)?.name)
  return names.includes(undefined) ? '' : names.map((name) => `${object}.${name}`).join(', ')
}
