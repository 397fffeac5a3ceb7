import { didYouMean } from '../catalog/near-names.ts'
import { tableId } from '../catalog/table-paths.ts'
import { HeddleError } from '../errors.ts'
import type { ResolvedSource } from './resolved-config.ts'
import { invalid } from './setting.ts'

/** The table that a key of `fields` or `permissions` means. */
export interface FoundTable {
  /** Its id in the catalog, or the key as it stands where only the catalog knows. */
  readonly id: string
  /** Null: only the catalog knows. */
  readonly columns: readonly string[] | null
}

export type FindTable = (key: string, path: string) => FoundTable

interface Known {
  readonly source: string
  readonly key: string
  readonly id: string
  readonly columns: readonly string[]
}

/**
 * Makes the lookup of table keys: `users` or `accounts.users` by the Drizzle schema. What names a table of an introspected
 * source is answered as it stands: the catalog knows it.
 *
 * @throws HeddleError UNKNOWN_TABLE, and CONFIG_INVALID for a key of two sources: from the lookup.
 */
export async function createTableKeys(sources: readonly ResolvedSource[]): Promise<FindTable> {
  const known = (await Promise.all(sources.map(declaredTables))).flat()
  const introspected = sources.filter(({ schema }) => schema === null).map(({ spec }) => spec.name)
  return (key, path) => {
    const [first, second] = known.filter((table) => table.key === key || `${table.source}.${table.key}` === key)
    if (first && second) {
      throw invalid(path, `may be ${first.source}.${key} or ${second.source}.${key}`, 'Write one of them, in quotes.')
    }
    if (first) return first
    const dot = key.indexOf('.')
    const mayBeThere = dot === -1 ? introspected.length > 0 : introspected.includes(key.slice(0, dot))
    if (mayBeThere) return { id: key, columns: null }
    const names = known.map((table) => table.key)
    throw new HeddleError('UNKNOWN_TABLE', `${path}: no source's schema exports a table ${key}.`, {
      hint: didYouMean(key, [...names, ...known.map((table) => `${table.source}.${table.key}`)]),
    })
  }
}

/** The tables of a source's Drizzle schema. Drizzle takes long to load, so it is loaded where there is one. */
async function declaredTables({ spec, schema }: ResolvedSource): Promise<readonly Known[]> {
  if (schema === null) return []
  const { getColumns, getTableName, getTableSchema } = await import('drizzle-orm')
  const { schemaTables } = await import('../catalog/drizzle/schema-tables.ts')
  return schemaTables(schema).map(({ key, table }) => ({
    source: spec.name,
    key,
    id: tableId(spec.name, { sqlSchema: getTableSchema(table) ?? null, sqlName: getTableName(table) }),
    columns: Object.keys(getColumns(table)),
  }))
}
