import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { HeddleError } from '../../errors.ts'
import { packageFile } from '../../package-file.ts'
import { loadTables } from './load-tables.ts'
import { makeRows } from './make-rows.ts'
import { silent, type Progress } from '../progress.ts'

/** Where `heddle.config.ts` looks for the demo's databases, from the project's directory. */
export const demoDirectory = '.heddle/demo'

/** Inside the directory: PGlite's directory, two SQLite files, and the names of the migrations that `accounts` has seen. */
const parts = { accounts: 'accounts', shop: 'shop.db', catalog: 'catalog.db', migrated: 'migrated.json' } as const

/**
 * Makes the demo's databases where there are none, and applies the migrations that they have not seen. To be called before
 * the server opens them: PGlite has one owner at a time.
 *
 * They are made in `<directory>.partial-<pid>` and renamed when complete. So a first start that was interrupted begins
 * again, and of two that run at once one wins and the other uses its databases.
 *
 * @throws HeddleError SOURCE_UNREACHABLE: the databases cannot be made or opened, or parts of them are gone;
 *   CONFIG_INVALID: a database driver is not installed.
 */
export async function prepareDemo({
  directory = demoDirectory,
  progress = silent,
}: { directory?: string; progress?: Progress } = {}): Promise<void> {
  const target = resolve(directory)
  try {
    if (await isMissing(target)) await makeDemo(target, progress)
    else await migrateDemo(target)
  } catch (error) {
    throw asHeddleError(error, target)
  }
}

/** True where nothing has been made yet. A directory that lacks a part was changed by hand: nothing in it is overwritten. */
async function isMissing(target: string): Promise<boolean> {
  const lost = Object.values(parts).filter((part) => !existsSync(join(target, part)))
  if (lost.length === 0) return false
  const present = existsSync(target) ? await readdir(target) : []
  if (present.length === 0) return true
  throw new HeddleError(
    'SOURCE_UNREACHABLE',
    `The demo's databases in ${target} are not complete: ${lost.join(', ')} not found.`,
    {
      hint: 'Remove the directory, and the next start makes the databases anew.',
    },
  )
}

async function makeDemo(target: string, progress: Progress): Promise<void> {
  const started = performance.now()
  await removeAbandoned(target)
  const partial = `${target}.partial-${process.pid}`
  await mkdir(partial, { recursive: true })
  try {
    await fillDemo(partial, progress)
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    if (!isOccupied(error)) throw error
  }
  progress.end(`The demo's databases are in ${target}, made in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

async function fillDemo(directory: string, progress: Progress): Promise<void> {
  progress.report('accounts: making a PostgreSQL database', 0, 1)
  const { withAccounts, fillAccounts } = await import('./accounts-database.ts')
  const { withSqlite, fillShop, fillCatalog } = await import('./sqlite-database.ts')
  const tables = await loadTables()
  const rows = makeRows()
  await withAccounts(join(directory, parts.accounts), (database) => fillAccounts(database, tables, rows, progress))
  withSqlite(join(directory, parts.shop), 'shop', (database) => fillShop(database, tables, rows, progress))
  withSqlite(join(directory, parts.catalog), 'catalog', (database) => fillCatalog(database, tables, rows, progress))
  await rememberMigrations(directory)
}

/**
 * Applies new migrations. Opening the SQLite files to look costs milliseconds; opening PGlite costs most of a second and
 * hundreds of megabytes, so a file remembers which migrations it has seen.
 */
async function migrateDemo(target: string): Promise<void> {
  const { withSqlite } = await import('./sqlite-database.ts')
  withSqlite(join(target, parts.shop), 'shop')
  withSqlite(join(target, parts.catalog), 'catalog')
  if ((await readFile(join(target, parts.migrated), 'utf8')) === accountsMigrations()) return
  const { withAccounts } = await import('./accounts-database.ts')
  await withAccounts(join(target, parts.accounts))
  await rememberMigrations(target)
}

async function rememberMigrations(directory: string): Promise<void> {
  await writeFile(join(directory, parts.migrated), accountsMigrations())
}

function accountsMigrations(): string {
  const names = readMigrationFiles({ migrationsFolder: packageFile('drizzle/accounts') }).map(({ name }) => name)
  return `${JSON.stringify({ accounts: names }, null, 2)}\n`
}

/** Removes what first starts left behind that no longer run. */
async function removeAbandoned(target: string): Promise<void> {
  const prefix = `${basename(target)}.partial-`
  await mkdir(dirname(target), { recursive: true })
  for (const name of await readdir(dirname(target))) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : 0
    const abandoned = owner === process.pid || (owner > 0 && !isRunning(owner))
    if (abandoned) await rm(join(dirname(target), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return codeOf(error) === 'EPERM' // it runs, and belongs to somebody else
  }
}

/** Another first start was quicker: its databases are there. */
function isOccupied(error: unknown): boolean {
  return ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))
}

function asHeddleError(error: unknown, target: string): unknown {
  if (error instanceof HeddleError) return error
  if (codeOf(error) === 'ERR_MODULE_NOT_FOUND') {
    const hint = 'npm install @electric-sql/pglite better-sqlite3'
    return new HeddleError(
      'CONFIG_INVALID',
      'The demo needs the drivers of PGlite and SQLite, and one is not installed.',
      { hint },
      { cause: error },
    )
  }
  const reason = codeOf(error)
  return new HeddleError(
    'SOURCE_UNREACHABLE',
    `The demo's databases in ${target} could not be made or opened${reason && ` (${reason})`}.`,
    { hint: 'Check that the directory can be written and the disk is not full; removing it makes the databases anew.' },
    { cause: error },
  )
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
