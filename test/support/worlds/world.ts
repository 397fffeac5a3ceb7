import type { TablesRelationalConfig } from 'drizzle-orm'
import type { Catalog, Column, DialectName } from '../../../src/catalog/catalog.ts'
import type { DrizzleSchema } from '../../../src/catalog/drizzle/schema-tables.ts'
import type { Row } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'

/** A row under its database's column names, each value in wire form (enums: as the database spells them). */
export type SeedRow = Readonly<Record<string, Wire>>

/** A table or view of a test world. A view's rows say what it must show; they are not inserted. */
export interface WorldTable {
  readonly name: string
  readonly view?: true
  /** Columns whose wire form is base64. */
  readonly bytes?: readonly string[]
  /** Columns whose wire form is any JSON. */
  readonly json?: readonly string[]
  /** Columns that the database holds in another form than the wire's: made of the value and the row's place. */
  readonly stored?: Readonly<Record<string, (value: string, place: number) => string>>
  readonly rows: readonly SeedRow[]
}

export interface WorldSource {
  readonly name: string
  readonly dialect: DialectName
  /** Statements that make the empty database. */
  readonly ddl: string
  /** The same in MariaDB and MySQL, for {@link placedInMariadb} and {@link placedInMysql}. */
  readonly mariadb?: string
  /** In the order of insertion. */
  readonly tables: readonly WorldTable[]
}

/** Databases that a test opens, and the one truth about what is in them. */
export interface World {
  readonly sources: readonly WorldSource[]
  /** As `--link` takes them: `accounts.users.id=shop.order.user_id`. */
  readonly links: readonly string[]
  /** Drizzle's tables, by source; absent: introspected. */
  readonly schemas?: Readonly<Record<string, DrizzleSchema>>
  /** What `defineRelations` made. */
  readonly relations?: TablesRelationalConfig
}

/** The world with these of its sources in MariaDB. */
export function placedInMariadb(world: World, ...names: readonly string[]): World {
  return placedIn('mariadb', world, names)
}

/** The world with these of its sources in MySQL. */
export function placedInMysql(world: World, ...names: readonly string[]): World {
  return placedIn('mysql', world, names)
}

/** Both servers read one DDL, but for the name of the collation by code point, and MySQL has no type for UUIDs. */
function placedIn(dialect: 'mariadb' | 'mysql', world: World, names: readonly string[]): World {
  const sources = world.sources.map((source): WorldSource => {
    if (!names.includes(source.name)) return source
    if (source.mariadb === undefined) throw new Error(`source ${source.name} says no tables of MariaDB`)
    if (dialect === 'mariadb') return { ...source, dialect, ddl: source.mariadb }
    return { ...source, dialect, ddl: inMysql(source.mariadb), tables: source.tables.map(keptByMysql) }
  })
  return { ...world, sources }
}

/** MySQL keeps the keys of an object by their length, then by their bytes. */
function keptByMysql(table: WorldTable): WorldTable {
  const { json = [] } = table
  const sorted = (value: Wire): Wire => {
    if (Array.isArray(value)) return (value as readonly Wire[]).map(sorted)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value as Readonly<Record<string, Wire>>)
    entries.sort(
      ([a], [b]) => Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b)),
    )
    return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
  }
  const rows = table.rows.map((row) => {
    return { ...row, ...Object.fromEntries(json.map((column) => [column, sorted(row[column] ?? null)])) }
  })
  return { ...table, rows }
}

function inMysql(ddl: string): string {
  return ddl.replaceAll('utf8mb4_nopad_bin', 'utf8mb4_0900_bin').replace(/\bUUID\b/g, 'CHAR(36)')
}

/** Every row in wire form under the API's column names, by table id: what the reference executor answers from. */
export function wireRows(world: World, catalog: Catalog): ReadonlyMap<string, readonly Row[]> {
  const tables = [...catalog.tables.values()].map((table) => {
    const source = world.sources.find(({ name }) => name === table.source)
    const seeded = source?.tables.find(({ name }) => name === table.sqlName)
    if (!seeded) throw new Error(`the world has no rows of ${table.id}`)
    return [table.id, seeded.rows.map((row) => wireRow(catalog, table.columns, row))] as const
  })
  return new Map(tables)
}

function wireRow(catalog: Catalog, columns: readonly Column[], row: SeedRow): Row {
  return Object.fromEntries(
    columns.map((column) => [column.name, wireValue(catalog, column, row[column.sqlName] ?? null)]),
  )
}

function wireValue(catalog: Catalog, column: Column, value: Wire): Wire {
  if (column.type.enum === undefined || value === null) return value
  if (Array.isArray(value)) return value.map((item: Wire) => wireValue(catalog, column, item))
  const info = catalog.enums.get(column.type.enum)
  return info?.values.find((candidate) => candidate.value === value)?.name ?? value
}
