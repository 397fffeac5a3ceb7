import type { Catalog, Table } from '../catalog/catalog.ts'
import { ConstraintError, HeddleError, type ErrorDetails, type Violation } from '../errors.ts'

/** Everything that there is, and what the role may name of it. */
export interface Naming {
  readonly catalog: Catalog
  readonly visible?: Catalog | undefined
}

/**
 * What a database refused, in the words of the API: the table and columns by their names there, as far as the role has
 * them. What it may not name, and the values, are not said; and where the row that is in the way may be one that the viewer
 * does not see, no more than the code.
 */
export function nameViolation(naming: Naming, written: Table, error: unknown): unknown {
  if (!(error instanceof ConstraintError)) return error
  const { violation, code } = error
  const retryable = error.details.retryable === undefined ? {} : { retryable: error.details.retryable }
  if (!mayTell(naming, written, error))
    return new HeddleError(code, messageOf(code, undefined, []), retryable, { cause: error })
  const source = error.details.source ?? written.source
  const table = tableOf(naming.visible ?? naming.catalog, written, { ...violation, source })
  const columns = columnsOf(table, violation).map(
    (sqlName) => table?.columns.find((column) => column.sqlName === sqlName)?.name,
  )
  const known = columns.filter((name) => name !== undefined)
  const whole = table !== undefined && known.length === columns.length
  const names = known.length > 0 && whole ? known : []
  const details: ErrorDetails = {
    source,
    ...(table ? { table: table.plural } : {}),
    ...(names.length > 0 ? { columns: names } : {}),
    ...(whole && names.length > 0 && violation.constraint !== undefined ? { constraint: violation.constraint } : {}),
    ...retryable,
  }
  return new HeddleError(code, messageOf(code, table?.plural, names), details, { cause: error })
}

/**
 * Whether the role sees every row that may be in the way: of a key the table's own; of a reference any of the database's, as
 * not every foreign key is a relation.
 */
function mayTell(
  { catalog, visible = catalog }: Naming,
  written: Table,
  { code, violation, details }: ConstraintError,
): boolean {
  if (code !== 'UNIQUE_VIOLATION' && code !== 'FOREIGN_KEY_VIOLATION') return true
  const source = details.source ?? written.source
  const table = tableOf(catalog, written, { ...violation, source })
  if (!table) return false
  const others = [...catalog.tables.values()].filter((each) => each.source === table.source)
  return (code === 'UNIQUE_VIOLATION' ? [table] : others).every(({ id }) => seesAll(visible, id))
}

function seesAll({ tables, sources }: Catalog, id: string): boolean {
  const table = tables.get(id)
  return table !== undefined && !table.rights?.policed && !sources.get(table.source)?.hides
}

/** A database that names the key only: MariaDB calls it PRIMARY, or by its first column unless somebody named it. */
function columnsOf(table: Table | undefined, { columns, constraint }: Violation): readonly string[] {
  if (!table || columns.length > 0 || constraint === undefined) return columns
  const key =
    constraint === 'PRIMARY'
      ? table.primaryKey
      : table.keys.find(({ columns: own }) => {
          return (
            own.length === 1 && table.columns.some(({ name, sqlName }) => name === own[0] && sqlName === constraint)
          )
        })
  return (key?.columns ?? []).map((name) => table.columns.find((column) => column.name === name)?.sqlName ?? '')
}

function tableOf(
  catalog: Catalog,
  written: Table,
  { schema, table, source }: Violation & { readonly source: string },
): Table | undefined {
  if (table === undefined) return written.source === source ? catalog.tables.get(written.id) : undefined
  const found = [...catalog.tables.values()].filter((each) => each.source === source && each.sqlName === table)
  return found.find((each) => schema === undefined || each.sqlSchema === schema) ?? found.find(inDefaultSchema)
}

function inDefaultSchema({ sqlSchema }: Table): boolean {
  return sqlSchema === null
}

function messageOf(code: string, table: string | undefined, columns: readonly string[]): string {
  const of = table === undefined ? '' : ` of ${table}`
  const named = columns.length > 0 ? ` (${columns.join(', ')})` : ''
  switch (code) {
    case 'UNIQUE_VIOLATION':
      return `A row${of} with the same key${named} is there already.`
    case 'FOREIGN_KEY_VIOLATION':
      return `A row${of} refers${named} to one that is not there, or is still referred to.`
    case 'NOT_NULL_VIOLATION':
      return `A row${of} lacks a value that it needs${named}.`
    case 'CHECK_VIOLATION':
      return `A row${of} breaks a rule of the database${named}.`
    case 'VALUE_OUT_OF_RANGE':
      return `A value is larger or longer than its column${of}${named} can hold.`
    default:
      return 'Another transaction changed the same rows at the same time. Nothing was written: try again.'
  }
}
