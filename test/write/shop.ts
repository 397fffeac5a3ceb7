import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { ExecutionResult } from 'graphql'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { bodyText, type EngineAnswer } from '../../src/request.ts'
import { createHeddle, type AnyConfig, type Heddle } from '../../src/start.ts'
import { createMariadbDatabase, noMariadb, noMysql } from '../support/mariadb-server.ts'
import { createDatabase, noPostgres } from '../support/postgres-server.ts'

/** A database of a test: its empty tables, and what makes the rows of the beginning of any rows. */
export interface WriteSource {
  readonly dialect: DialectName
  readonly ddl: string
  readonly reset: readonly string[]
}

/** Tables of a test, by the source that holds them. */
export interface WriteWorld {
  readonly sources: Readonly<Record<string, WriteSource>>
  readonly links?: readonly string[]
}

export interface OpenWriteWorld {
  readonly heddle: Heddle
  /** What it was started with: for another process over the same databases. */
  readonly config: object
  run(document: string, variables?: Record<string, unknown>, options?: RunOptions): Promise<WriteRun>
  /** Asks a database past Heddle. */
  query(source: string, text: string): Promise<Record<string, unknown>[]>
  /** Makes the rows of the beginning again, and the numbers that the next ones get. */
  reset(): Promise<void>
  close(): Promise<void>
}

export interface RunOptions {
  readonly reference?: boolean
  readonly role?: string
  /** What rules are functions of. */
  readonly context?: object
  readonly idempotencyKey?: string
}

export interface WriteRun {
  readonly result: ExecutionResult
  readonly path: EngineAnswer['kind']
  /** Whether it was answered as a request before it was. */
  readonly replayed: boolean
  /** Statements in all, and by source. */
  readonly count: number
  readonly statements: Readonly<Record<string, number>>
  /** `extensions` of the first error. */
  readonly error: Readonly<Record<string, unknown>> | undefined
}

/** Why a test cannot run on these databases here, or null. */
export function missingServer(dialects: readonly DialectName[]): string | null {
  if (dialects.includes('postgres') && noPostgres !== null) return noPostgres
  if (dialects.includes('mysql') && noMysql !== null) return noMysql
  return dialects.includes('mariadb') ? noMariadb : null
}

interface Made {
  readonly url: string
  query(text: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

async function make(name: string, dialect: DialectName, ddl: string, folder: string): Promise<Made> {
  if (dialect === 'sqlite') {
    const file = join(folder, `${name}.db`)
    const database = new Database(file, { timeout: 5_000 })
    database.exec('pragma journal_mode = wal')
    database.exec(ddl)
    return {
      url: `sqlite:${file}`,
      async query(text) {
        const statement = text.includes(';') ? null : database.prepare(text)
        if (statement?.reader) return statement.all() as Record<string, unknown>[]
        database.exec(text)
        return []
      },
      close: async () => void database.close(),
    }
  }
  const database =
    dialect === 'postgres' ? await createDatabase('write') : await createMariadbDatabase('write', dialect)
  await database.query(ddl)
  return { url: database.url, query: (text) => database.query(text), close: () => database.drop() }
}

/** Makes the databases, and starts Heddle on them with nothing but their URLs, unless `config` says more. */
export async function openWriteWorld(world: WriteWorld, config: object = {}): Promise<OpenWriteWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-write-'))
  const made = new Map<string, Made>()
  for (const [name, { dialect, ddl }] of Object.entries(world.sources)) {
    made.set(name, await make(name, dialect, ddl, folder))
  }
  const reset = async (): Promise<void> => {
    for (const [name, source] of Object.entries(world.sources)) {
      for (const text of source.reset) await made.get(name)!.query(text)
    }
  }
  await reset()
  const several = made.size > 1
  const settings = {
    sources: Object.fromEntries([...made].map(([name, { url }]) => [name, url])),
    ...(world.links ? { links: world.links } : {}),
    // Servers of tests do not flush: what they are killed by is not a power cut.
    ...(several ? { writes: { setup: true, durability: 'process' } } : {}),
    log: 'silent',
    ...config,
  }
  const heddle = await createHeddle(settings as AnyConfig)
  return {
    heddle,
    config: settings,
    async run(document, variables = {}, { role = 'anonymous', context = {}, ...options } = {}) {
      const viewer = { role, context }
      const answer = await heddle.engine.execute({ document, variables, viewer, ...options })
      const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
      const result = JSON.parse(text) as ExecutionResult
      return {
        result,
        path: answer.kind,
        replayed: answer.kind === 'result' && answer.replayed === true,
        count: answer.timings.reduce((sum, { statements }) => sum + statements, 0),
        statements: Object.fromEntries(answer.timings.map(({ source, statements }) => [source, statements])),
        error: result.errors?.[0]?.extensions,
      }
    },
    query: (source, text) => made.get(source)!.query(text),
    reset,
    async close() {
      await heddle.close()
      for (const { close } of made.values()) await close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// ───────── the shop of the cases ─────────

/** Where the tables of the shop lie. */
export type Placement = DialectName | `${DialectName}+${DialectName}`

export function dialectsOf(placement: Placement): DialectName[] {
  return placement.split('+') as DialectName[]
}

/** Users and what is theirs in one database, orders and their items in the same or in another one. */
export function shopWorld(placement: Placement): WriteWorld {
  const [first, second] = dialectsOf(placement) as [DialectName, DialectName?]
  const accounts = accountsOf(first)
  const shop = shopOf(second ?? first)
  if (second === undefined) {
    const store = { dialect: first, ddl: accounts.ddl + shop.ddl, reset: [...shop.reset, ...accounts.reset] }
    return { sources: { store }, links: ['store.users.id=store.orders.user_id'] }
  }
  return { sources: { accounts, shop }, links: ['accounts.users.id=shop.orders.user_id'] }
}

const serial: Readonly<Record<DialectName, string>> = {
  postgres: 'integer generated by default as identity primary key',
  // Without the word, a number is given again when its row is gone: what a link still says would mean another row.
  sqlite: 'integer primary key autoincrement',
  mariadb: 'integer auto_increment primary key',
  mysql: 'integer auto_increment primary key',
}

function accountsOf(dialect: DialectName): WriteSource {
  const ddl = `
    create table users (
      id ${serial[dialect]},
      email varchar(40) not null unique,
      name varchar(100) not null,
      country varchar(2),
      visits integer not null default 0,
      credit numeric(12,2) check (credit >= 0)
    );
    create table addresses (
      id ${serial[dialect]},
      user_id integer not null,
      street varchar(100) not null,
      city varchar(100) not null default 'Bern',
      foreign key (user_id) references users (id)
    );
    create index addresses_by_user on addresses (user_id);
    create table profiles (
      user_id integer primary key,
      bio varchar(100),
      foreign key (user_id) references users (id)
    );
    create table clubs (id ${serial[dialect]}, name varchar(100) not null unique);
    create table members (
      user_id integer not null,
      club_id integer not null,
      primary key (user_id, club_id),
      foreign key (user_id) references users (id),
      foreign key (club_id) references clubs (id)
    );
    create index members_by_club on members (club_id);
  `
  const reset = [
    ...['members', 'clubs', 'profiles', 'addresses', 'users'].map((table) => `delete from ${table}`),
    `insert into users (id, email, name, country, visits, credit) values
      (1, 'ada@x.org', 'Ada', 'CH', 3, 10.50), (2, 'bob@x.org', 'Bob', 'DE', 0, null), (3, 'cy@x.org', 'Cy', null, 1, 0)`,
    `insert into addresses (id, user_id, street) values (1, 1, 'Mill Lane'), (2, 1, 'High Street'), (3, 2, 'Gasse')`,
    `insert into clubs (id, name) values (1, 'chess'), (2, 'go')`,
    `insert into members (user_id, club_id) values (1, 1), (2, 2)`,
    ...restart(dialect, { users: 4, addresses: 4, clubs: 3 }),
  ]
  return { dialect, ddl, reset }
}

function shopOf(dialect: DialectName): WriteSource {
  const ddl = `
    create table orders (
      id ${serial[dialect]},
      user_id integer,
      status varchar(20) not null default 'draft',
      total numeric(12,2) not null
    );
    create index orders_by_user on orders (user_id);
    create table items (
      id ${serial[dialect]},
      order_id integer not null,
      sku varchar(20) not null,
      quantity integer not null default 1,
      foreign key (order_id) references orders (id)
    );
    create index items_by_order on items (order_id);
  `
  const reset = [
    ...['items', 'orders'].map((table) => `delete from ${table}`),
    `insert into orders (id, user_id, status, total) values (1, 1, 'paid', 12.00), (2, 1, 'draft', 0.50), (3, 2, 'paid', 7.25)`,
    `insert into items (id, order_id, sku, quantity) values (1, 1, 'pen', 2), (2, 3, 'ink', 1)`,
    ...restart(dialect, { orders: 4, items: 3 }),
  ]
  return { dialect, ddl, reset }
}

/** The number that the next row of each table gets. */
function restart(dialect: DialectName, next: Readonly<Record<string, number>>): string[] {
  return Object.entries(next).map(([table, number]) => {
    if (dialect === 'sqlite') return `update sqlite_sequence set seq = ${number - 1} where name = '${table}'`
    if (dialect === 'mariadb' || dialect === 'mysql') return `alter table ${table} auto_increment = ${number}`
    return `alter table ${table} alter column id restart with ${number}`
  })
}

/**
 * Everything that the shop's databases hold, by Heddle itself. Rows name each other by what is theirs: databases differ in
 * the numbers that they give to new ones.
 */
export const allOfShop = `{
  users { id email name country visits credit profile { bio } clubs(orderBy: [{name: asc}]) { name } }
  addresses { id street city user { email } } clubs { id name }
  orders { id status total user { email } } items { id sku quantity order { total } }
}`
