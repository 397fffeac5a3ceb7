import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createEvents, type Events } from '../../src/events.ts'
import { openSource } from '../../src/source/open-source.ts'
import type { Source } from '../../src/source/source.ts'
import type { SourceSpec } from '../../src/source/source-spec.ts'
import { defaultWriteSettings, Writer, type WriteSettings } from '../../src/write/writer.ts'
import { statement } from '../source/source-contract.ts'
import { createMariadbDatabase, noMariadb, noMysql } from '../support/mariadb-server.ts'
import { createDatabase, noPostgres } from '../support/postgres-server.ts'

/** Databases of one test, each with a table `account(id, cents)`, and a writer over them. */
export interface Bank {
  readonly specs: readonly SourceSpec[]
  readonly sources: ReadonlyMap<string, Source>
  readonly writer: Writer
  readonly events: Events
  /** Looks at a database apart from what is tested. */
  read(source: string, text: string): Promise<unknown[][]>
  /** The cents of account 1, by source. */
  cents(): Promise<Record<string, number>>
  close(): Promise<void>
}

/** `journal`: a SQLite file without WAL. */
export type Kind = 'sqlite' | 'journal' | 'postgres' | 'pglite' | 'mariadb' | 'mysql'

/** Why databases of these kinds cannot be made here, or null. */
export function missingKinds(kinds: readonly Kind[]): string | null {
  const missing: Partial<Record<Kind, string | null>> = { postgres: noPostgres, mariadb: noMariadb, mysql: noMysql }
  return kinds.map((kind) => missing[kind] ?? null).find((why) => why !== null) ?? null
}

/** Servers of tests do not flush: what they are killed by is not a power cut. */
export const testSettings: WriteSettings = { ...defaultWriteSettings, durability: 'process', recoverAgeMs: 0 }

export interface BankOptions {
  readonly settings?: WriteSettings
  readonly setUp?: boolean
  /** By which way each database is reached. */
  readonly via?: (spec: SourceSpec) => Promise<SourceSpec>
}

/** Makes databases of these kinds, by name, with a decision log each unless told otherwise. */
export async function openBank(
  kinds: Readonly<Record<string, Kind>>,
  { settings = testSettings, setUp = true, via = async (spec) => spec }: BankOptions = {},
): Promise<Bank> {
  const events = createEvents()
  const made = await Promise.all(Object.entries(kinds).map(([name, kind]) => make(name, kind)))
  const sources = new Map<string, Source>()
  const specs = await Promise.all(made.map(({ spec }) => via(spec)))
  for (const spec of specs) sources.set(spec.name, await openSource(spec, events))
  for (const source of sources.values()) {
    for (const text of [
      'create table account (id integer primary key, cents integer not null check (cents >= 0))',
      'insert into account values (1, 100)',
    ]) {
      await source.run(statement(text), { writes: true })
    }
  }
  const writer = new Writer({ sources, settings, events })
  if (setUp) await writer.setUp()
  const read = async (name: string, text: string) =>
    (await sources.get(name)!.run(statement(text), { writes: true })).rows.map((row) => [...row])
  return {
    specs,
    sources,
    writer,
    events,
    read,
    async cents() {
      const entries = [...sources.keys()].map(async (name) => {
        const [[cents]] = (await read(name, 'select cents from account where id = 1')) as [[unknown]]
        return [name, Number(cents)] as const
      })
      return Object.fromEntries(await Promise.all(entries))
    },
    async close() {
      await writer.close()
      for (const source of sources.values()) await source.close()
      for (const { drop } of made) await drop()
    },
  }
}

/** Long waits: a machine that does other things too is slow to start processes, and that is no fault of what is tested. */
const pool = { size: 4, connectMs: 300_000, timeoutMs: 300_000 }

async function make(name: string, kind: Kind): Promise<{ spec: SourceSpec; drop: () => Promise<void> }> {
  if (kind === 'postgres') {
    const database = await createDatabase('bank')
    return {
      spec: { name, dialect: 'postgres', driver: 'postgres', url: database.url, pool },
      drop: () => database.drop(),
    }
  }
  if (kind === 'mariadb' || kind === 'mysql') {
    const database = await createMariadbDatabase('bank', kind)
    return { spec: { name, dialect: 'mariadb', url: database.url, pool }, drop: () => database.drop() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bank-'))
  const drop = () => rm(folder, { recursive: true })
  if (kind === 'pglite') {
    return { spec: { name, dialect: 'postgres', driver: 'pglite', url: `pglite:${folder}`, create: true }, drop }
  }
  const file = join(folder, `${name}.db`)
  new Database(file)
    .exec(`pragma journal_mode = ${kind === 'journal' ? 'delete' : 'wal'}; pragma user_version = 1`)
    .close()
  return { spec: { name, dialect: 'sqlite', file, pool: { ...pool, size: undefined } }, drop }
}

/** Moves cents of account 1 from one source to the others, in one unit of work. */
export function move(cents: number, from: string, to: readonly string[]) {
  const add = (source: string, amount: number) => ({
    source,
    statement: statement(`update account set cents = cents + (${amount}) where id = 1`),
  })
  return [add(from, -cents * to.length), ...to.map((source) => add(source, cents))]
}
