import { HeddleError } from '../errors.ts'
import type { Table } from './catalog.ts'
import { didYouMean } from './near-names.ts'

/**
 * What each role may do: by role, then by table, under its name in the API (`users`, `user`), its key in the Drizzle schema, or
 * its id (`accounts.users`).
 */
export type Permissions = Readonly<Record<string, Readonly<Record<string, TablePermission>>>>

export interface TablePermission {
  /** Absent or false: for this role the table does not exist. */
  readonly read?: boolean | ReadPermission
  /** Which mutations there are of the table; none where it may not be read, because each answers with rows. */
  readonly create?: boolean
  readonly update?: boolean
  readonly delete?: boolean
}

export interface ReadPermission {
  /** Which rows: comes with a later release, and is refused until then. */
  readonly where?: unknown
  /** The columns that exist for the role, by API name; all by default. */
  readonly columns?: readonly string[] | { readonly except: readonly string[] }
}

/** The names of the readable columns by table id. A table that is not there may not be read. */
export type Readable = ReadonlyMap<string, ReadonlySet<string>>

/** A table, and its key in the Drizzle schema. */
export interface NamedTable {
  readonly table: Table
  readonly key: string | undefined
}

const tableKeys = ['read', 'create', 'update', 'delete']

/**
 * Checks all permissions and says what each role may read. Whatever is not understood is refused, and never ignored: it
 * may have been meant to hide something.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN
 */
export function readPermissions(
  permissions: Permissions,
  tables: readonly NamedTable[],
): ReadonlyMap<string, Readable> {
  return new Map(
    Object.entries(permissions).map(([role, rules]) => {
      const readable = new Map<string, ReadonlySet<string>>()
      for (const [name, permission] of Object.entries(rules)) {
        const origin = `permissions.${role}.${name}`
        const table = findTable(tables, name, origin)
        if (readable.has(table.id)) throw invalid(`${origin}: table ${table.id} is named twice`)
        const columns = readTable(permission, table, origin)
        if (columns) readable.set(table.id, columns)
      }
      return [role, readable]
    }),
  )
}

/**
 * The table that a rule names.
 *
 * @throws HeddleError UNKNOWN_TABLE, CONFIG_INVALID
 */
export function findTable(tables: readonly NamedTable[], name: string, origin: string): Table {
  const found =
    tables.find(({ table }) => table.plural === name || table.id === name) ??
    tables.find(({ table }) => table.single === name)
  if (found) return found.table
  const [keyed, second] = tables.filter(({ key }) => key === name)
  if (keyed && second) {
    throw invalid(`${origin}: ${name} may be ${keyed.table.id} or ${second.table.id}; write the one that is meant`)
  }
  if (keyed) return keyed.table
  const names = tables.map(({ table }) => table.plural)
  throw new HeddleError('UNKNOWN_TABLE', `${origin}: there is no table ${name}.`, { hint: didYouMean(name, names) })
}

/** The readable columns; null: the table may not be read. */
function readTable(permission: unknown, table: Table, origin: string): ReadonlySet<string> | null {
  const rules = record(permission, origin)
  refuseOthers(rules, tableKeys, origin)
  for (const key of ['create', 'update', 'delete']) {
    if (Object.hasOwn(rules, key) && typeof rules[key] !== 'boolean') {
      throw invalid(`${origin}.${key}: rules for writing come with a later release`)
    }
  }
  const read = Object.hasOwn(rules, 'read') ? rules['read'] : false
  const all = table.columns.map((column) => column.name)
  if (read === false) return null
  if (read === true) return new Set(all)
  return readColumns(record(read, `${origin}.read`), table, all, `${origin}.read`)
}

function readColumns(
  rules: Readonly<Record<string, unknown>>,
  table: Table,
  all: readonly string[],
  origin: string,
): ReadonlySet<string> {
  if (Object.hasOwn(rules, 'where')) {
    throw invalid(`${origin}.where: rules for rows come with a later release; until then they would not be applied`)
  }
  refuseOthers(rules, ['columns'], origin)
  if (!Object.hasOwn(rules, 'columns')) return new Set(all)
  const columns = rules['columns']
  if (Array.isArray(columns)) return new Set(columnNames(columns, table, all, `${origin}.columns`))
  const except = record(columns, `${origin}.columns`)
  refuseOthers(except, ['except'], `${origin}.columns`)
  if (!Array.isArray(except['except'])) throw invalid(`${origin}.columns: a list of columns, or { except: a list }`)
  const hidden = new Set(columnNames(except['except'], table, all, `${origin}.columns.except`))
  return new Set(all.filter((name) => !hidden.has(name)))
}

function columnNames(names: readonly unknown[], table: Table, all: readonly string[], origin: string): string[] {
  return names.map((name) => {
    if (typeof name === 'string' && all.includes(name)) return name
    throw new HeddleError('UNKNOWN_COLUMN', `${origin}: table ${table.id} has no column ${String(name)}.`, {
      table: table.id,
      hint: didYouMean(String(name), all),
    })
  })
}

function record(value: unknown, origin: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown> // checked
  throw invalid(`${origin}: an object is wanted`)
}

function refuseOthers(rules: Readonly<Record<string, unknown>>, known: readonly string[], origin: string): void {
  const other = Object.keys(rules).find((key) => !known.includes(key))
  if (other !== undefined) throw invalid(`${origin}: ${other} means nothing here; known are ${known.join(', ')}`)
}

function invalid(message: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', `${message}.`)
}
