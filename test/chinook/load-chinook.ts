import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const shared = process.env['HEDDLE_SHARED'] ?? join(import.meta.dirname, '../../../shared')

/** Where the files of the Chinook music store lie, or why they cannot be read. */
export const chinook = {
  directory: join(shared, 'data/chinook'),
  whole: join(shared, 'data/chinook/Chinook_Sqlite.sqlite'),
  missing: existsSync(join(shared, 'data/chinook/Chinook_Sqlite.sqlite'))
    ? null
    : 'the Chinook files are not on this machine (HEDDLE_SHARED names the folder that holds data/chinook)',
}

/** The half that PostgreSQL serves. */
const catalogue = new Set(['artist', 'album', 'track', 'genre', 'media_type', 'playlist', 'playlist_track'])
/** The half that SQLite serves. */
const sales = ['Employee', 'Customer', 'Invoice', 'InvoiceLine']

/** Fills a new PGlite directory with the statements of Chinook's own PostgreSQL script that concern the catalogue. */
export async function loadCatalogue(directory: string): Promise<void> {
  const script = readFileSync(join(chinook.directory, 'Chinook_PostgreSql.sql'), 'utf8')
  const database = await PGlite.create(directory)
  try {
    const chosen = statements(script).filter((statement) => {
      const subject = /^(?:CREATE TABLE|ALTER TABLE|INSERT INTO|CREATE INDEX \w+ ON) (\w+)/.exec(statement)?.[1]
      return subject !== undefined && catalogue.has(subject)
    })
    for (const statement of chosen) await database.exec(statement)
  } finally {
    await database.close()
  }
}

/** Copies the tables of the sales half, as they are declared in the whole, into a new SQLite file. */
export function loadSales(file: string): void {
  const database = new Database(file)
  try {
    database.pragma('foreign_keys = OFF')
    database.prepare('ATTACH ? AS whole').run(chinook.whole)
    for (const table of sales) {
      const sql = database.prepare(`SELECT sql FROM whole.sqlite_master WHERE name = ?`).pluck().get(table)
      database.exec(String(sql))
      database.exec(`INSERT INTO main."${table}" SELECT * FROM whole."${table}"`)
    }
    const indexes = database.prepare(
      `SELECT sql FROM whole.sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN (SELECT value FROM json_each(?))`,
    )
    for (const sql of indexes.pluck().all(JSON.stringify(sales))) database.exec(String(sql))
  } finally {
    database.close()
  }
}

/** The script's statements without its comments; a semicolon inside of a text ends nothing. */
function statements(script: string): string[] {
  const found: string[] = []
  let current = ''
  for (const [token] of script.matchAll(/'(?:[^']|'')*'|\/\*[^]*?\*\/|--[^\n]*|;|[^';/-]+|[/-]/g)) {
    if (token.startsWith('/*') || token.startsWith('--')) continue
    if (token !== ';') current += token
    else {
      found.push(current.trim())
      current = ''
    }
  }
  return found
}
