import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { createConnection, type Connection } from 'mysql2/promise'
import postgres from 'postgres'
import type { Wire } from '../../reference/values.ts'
import type { SeedRow, WorldSource, WorldTable } from './world.ts'

/** Makes the SQLite file and fills it. */
export function seedSqlite(file: string, source: WorldSource): void {
  const database = new Database(file)
  try {
    // Rows of a table that points to itself come in any order.
    database.pragma('foreign_keys = OFF')
    database.exec(source.ddl)
    for (const table of source.tables) if (!table.view) insertSqlite(database, table)
  } finally {
    database.close()
  }
}

function insertSqlite(database: Database.Database, table: WorldTable): void {
  const columns = Object.keys(table.rows[0] ?? {})
  if (columns.length === 0) return
  const names = columns.map(quote).join(', ')
  const insert = database.prepare(
    `INSERT INTO ${quote(table.name)} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  database.transaction(() => {
    for (const [place, row] of table.rows.entries()) {
      insert.run(columns.map((column) => sqliteValue(table, column, row[column] ?? null, place)))
    }
  })()
}

function sqliteValue(table: WorldTable, column: string, value: Wire, place: number): string | number | Buffer | null {
  if (value === null) return null
  const stored = table.stored?.[column]
  if (stored) return stored(String(value), place)
  if (table.bytes?.includes(column)) return Buffer.from(String(value), 'base64')
  if (table.json?.includes(column)) return JSON.stringify(value)
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'number' ? value : String(value)
}

/** Fills an empty database of a MariaDB server. */
export async function seedMariadb(url: string, source: WorldSource): Promise<void> {
  const connection = await createConnection({
    uri: url,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    multipleStatements: true,
  })
  try {
    // Rows of a table that points to itself come in any order.
    await connection.query("set foreign_key_checks = 0, time_zone = '+00:00'")
    await connection.query(source.ddl)
    for (const table of source.tables) if (!table.view) await insertMariadb(connection, table)
  } finally {
    await connection.end()
  }
}

async function insertMariadb(connection: Connection, table: WorldTable): Promise<void> {
  const columns = Object.keys(table.rows[0] ?? {})
  if (columns.length === 0) return
  const names = columns.map((name) => `\`${name}\``).join(', ')
  const values = table.rows.map((row) => columns.map((column) => mariadbValue(table, column, row[column] ?? null)))
  await connection.query(`INSERT INTO \`${table.name}\` (${names}) VALUES ?`, [values])
}

function mariadbValue(table: WorldTable, column: string, value: Wire): string | number | Buffer | null {
  if (value === null) return null
  if (table.bytes?.includes(column)) return Buffer.from(String(value), 'base64')
  if (table.json?.includes(column)) return JSON.stringify(value)
  if (typeof value === 'boolean') return Number(value)
  if (typeof value === 'number') return value
  const text = String(value)
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/.test(text) ? text.replace('T', ' ').replace('Z', '') : text
}

/** Fills a new PGlite data directory and leaves it closed, for Heddle to open. */
export async function seedPglite(directory: string, source: WorldSource): Promise<void> {
  const database = await PGlite.create(directory)
  try {
    await database.exec(source.ddl)
    for (const table of source.tables) if (!table.view) await database.query(...insertPostgres(table))
  } finally {
    await database.close()
  }
}

/** Fills an empty database of a PostgreSQL server. */
export async function seedPostgres(url: string, source: WorldSource): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(source.ddl)
    for (const table of source.tables) if (!table.view) await sql.unsafe(...insertPostgres(table))
  } finally {
    await sql.end()
  }
}

/** One statement, so that rows may point to later ones; the database itself reads every type from its JSON form. */
function insertPostgres(table: WorldTable): [string, [string]] {
  const name = quote(table.name)
  const rows = table.rows.map((row) => postgresRow(table, row))
  return [
    `INSERT INTO ${name} SELECT * FROM json_populate_recordset(null::${name}, $1::text::json)`,
    [JSON.stringify(rows)],
  ]
}

function postgresRow(table: WorldTable, row: SeedRow): SeedRow {
  const hex = (value: Wire) => (value === null ? null : `\\x${Buffer.from(String(value), 'base64').toString('hex')}`)
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, table.bytes?.includes(column) ? hex(value) : value]),
  )
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
