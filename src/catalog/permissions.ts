import { HeddleError } from '../errors.ts'
import type { Table } from './catalog.ts'
import { didYouMean } from './near-names.ts'
import { readTableRules } from './read-table-rules.ts'
import type { RoleRules, RowRule } from './rules.ts'

/**
 * What each role may do: by role, then by table, under its name in the API (`users`, `user`), its key in the Drizzle schema, or
 * its id (`accounts.users`). `extends` is another role.
 */
export type Permissions = Readonly<Record<string, RolePermissions>>

export type RolePermissions = Readonly<Record<string, TablePermission | string | undefined>> & {
  readonly extends?: string
}

/** What a role may do with a table. What is not said is not allowed. */
export interface TablePermission {
  /** Absent or false: for this role the table does not exist. */
  readonly read?: boolean | ReadPermission
  readonly create?: boolean | Omit<WritePermission, 'where'>
  readonly update?: boolean | WritePermission
  readonly delete?: boolean | Pick<WritePermission, 'where' | 'limit'>
}

type ColumnList = readonly string[] | { readonly except: readonly string[] }

export interface ReadPermission {
  readonly where?: RowRule
  readonly columns?: ColumnList
  readonly limit?: number
  readonly fields?: true | readonly string[]
}

export interface WritePermission {
  readonly where?: RowRule
  readonly columns?: ColumnList
  readonly check?: RowRule
  readonly set?: Readonly<Record<string, unknown>>
  readonly limit?: number
}

/** A table, and its key in the Drizzle schema. */
export interface NamedTable {
  readonly table: Table
  readonly key: string | undefined
}

/**
 * Checks all permissions and says what each role may do. A role that extends another has what that one has; an action that
 * it names itself (`orders.read`) takes the place of the other's, so that nothing is ever mixed of the rules of two roles.
 *
 * @throws HeddleError CONFIG_INVALID, UNKNOWN_TABLE, UNKNOWN_COLUMN
 */
export function readPermissions(
  permissions: Permissions,
  tables: readonly NamedTable[],
): ReadonlyMap<string, RoleRules> {
  const given = new Map(Object.entries(permissions).map(([role, rules]) => [role, givenRules(role, rules, tables)]))
  return new Map(
    [...given.keys()].map((role) => {
      const rules = [...inherited(given, role)].map(([id, { table, permission, origin }]) => {
        return [id, readTableRules(permission, table, origin)] as const
      })
      return [role, new Map(rules)]
    }),
  )
}

interface GivenRules {
  readonly base: string | undefined
  readonly tables: ReadonlyMap<string, GivenTable>
}

interface GivenTable {
  readonly table: Table
  readonly permission: object
  readonly origin: string
}

function givenRules(role: string, rules: RolePermissions, tables: readonly NamedTable[]): GivenRules {
  const found = new Map<string, GivenTable>()
  for (const [name, permission] of Object.entries(rules)) {
    if (name === 'extends') continue
    const origin = `permissions.${role}.${name}`
    const table = findTable(tables, name, origin)
    if (found.has(table.id)) throw invalid(`${origin}: table ${table.id} is named twice`)
    readTableRules(permission, table, origin)
    found.set(table.id, { table, permission: permission as object, origin }) // checked
  }
  return { base: baseOf(role, rules), tables: found }
}

function baseOf(role: string, rules: RolePermissions): string | undefined {
  if (!Object.hasOwn(rules, 'extends')) return undefined
  if (typeof rules.extends === 'string') return rules.extends
  throw invalid(`permissions.${role}.extends: the name of a role is wanted`)
}

/** The tables of a role with those of the role that it extends, that one's base, and so on. */
function inherited(given: ReadonlyMap<string, GivenRules>, role: string): ReadonlyMap<string, GivenTable> {
  const line = [role]
  for (let base = given.get(role)?.base; base !== undefined; base = given.get(base)?.base) {
    if (!given.has(base)) throw invalid(`permissions.${line.at(-1)}.extends: there is no role ${base}`)
    if (line.includes(base)) throw invalid(`permissions.${role}.extends: ${[...line, base].join(' → ')} is a circle`)
    line.push(base)
  }
  const tables = new Map<string, GivenTable>()
  for (const each of line.reverse()) {
    for (const [id, own] of given.get(each)?.tables ?? []) {
      tables.set(id, { ...own, permission: { ...tables.get(id)?.permission, ...own.permission } })
    }
  }
  return tables
}

function findTable(tables: readonly NamedTable[], name: string, origin: string): Table {
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

function invalid(message: string): HeddleError {
  return new HeddleError('CONFIG_INVALID', `${message}.`)
}
