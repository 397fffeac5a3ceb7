import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { logEvents } from '../../src/telemetry/log.ts'
import { createHeddle, type Heddle } from '../../src/start.ts'
import { createMariadbDatabase, noMariadb } from '../support/mariadb-server.ts'
import { createDatabase, describePostgres, type TestDatabase } from '../support/postgres-server.ts'

/**
 * Views whose column `value` fails when it is read, each with an error of another kind that quotes what no client may see:
 * a value of a hidden table, a host, the name of a function. Asked for in every position.
 */

const secret = 'hunter2 at 10.9.8.7'
const states = [
  '22P02',
  '22012',
  '23505',
  '23503',
  '23514',
  '40001',
  '40P01',
  '53200',
  '55P03',
  '57014',
  'XX000',
  'P0001',
  '42501',
]
const postgresKinds = [
  ...states.map((state) => `leaky_fn(secret, '${state}')`),
  'secret::int::text',
  'secret::uuid::text',
  'secret::timestamptz::text',
  'secret::jsonb::text',
  '(1 / (id - id))::text',
]
const sqliteKinds = [
  'json(secret)',
  "json_extract(secret, '$.a')",
  'abs(-9223372036854775807 - id)',
  "like('a', secret, secret)",
  "json_set('{}', secret, 1)",
]

const mariadbKinds = [
  ...['45000', '40001', '23000', '22012', '42000', 'HY000', '22003'].map(
    (state) => `leaky_${state.toLowerCase()}(secret)`,
  ),
  '(select secret from hidden_rows)',
  'cast(9223372036854775807 + id as char)',
  'cast(exp(1000 + id) as char)',
]

let folder: string
let depot: TestDatabase
let vault: TestDatabase
let heddle: Heddle
let logged = ''

async function fillPostgres(): Promise<void> {
  await vault.query(`create table hidden_rows (id int primary key, owner_id int, secret text);
    insert into hidden_rows values (1, 1, '${secret}'), (2, 1, '${secret}')`)
  await vault.query(`create function leaky_fn(secret text, state text) returns text language plpgsql as $$ begin
    raise exception 'secret % of db-host.internal', secret using errcode = state, detail = 'Key (secret)=(' || secret || ')',
      hint = 'select * from hidden_rows', table = 'hidden_rows', column = 'secret', constraint = 'hidden_rows_pkey';
    end $$`)
  for (const [at, kind] of postgresKinds.entries()) {
    await vault.query(`create view broken${at} as select id, owner_id, ${kind} as value from hidden_rows`)
  }
}

async function fillMariadb(): Promise<void> {
  await depot.query('create table hidden_rows (id int primary key, owner_id int, secret varchar(100))')
  await depot.query(`insert into hidden_rows values (1, 1, '${secret}'), (2, 1, '${secret}')`)
  for (const [at, kind] of mariadbKinds.entries()) {
    const [, state] = /^leaky_(\w+)\(/.exec(kind) ?? []
    if (state !== undefined) {
      await depot.query(`create function leaky_${state}(secret varchar(100)) returns varchar(100) deterministic begin
        signal sqlstate '${state.toUpperCase()}' set message_text = 'secret hunter2 of db-host.internal in hidden_rows'; return secret; end`)
    }
    await depot.query(`create view spilt${at} as select id, owner_id, ${kind} as value from hidden_rows`)
  }
}

function fillSqlite(file: string): void {
  const database = new Database(file)
  database.exec("create table owners (id integer primary key, name text); insert into owners values (1, 'Ann')")
  database.exec('create table hidden_rows (id integer primary key, owner_id integer, secret text)')
  database.exec(`insert into hidden_rows values (1, 1, '${secret}'), (2, 1, '${secret}')`)
  for (const [at, kind] of sqliteKinds.entries()) {
    database.exec(`create view cracked${at} as select id, owner_id, ${kind} as value from hidden_rows`)
  }
  database.close()
}

const tables = [
  ...postgresKinds.map((_, at) => `vault.broken${at}`),
  ...sqliteKinds.map((_, at) => `ledger.cracked${at}`),
  ...(noMariadb === null ? mariadbKinds.map((_, at) => `depot.spilt${at}`) : []),
]

/** What is asked of a table, and of the owners of its rows. */
const positions: Readonly<Record<string, (names: Names) => string>> = {
  list: ({ plural }) => `{ ${plural} { id value } }`,
  aliases: ({ plural }) => `{ x: ${plural} { y: value z: value } }`,
  filter: ({ plural }) => `{ ${plural}(where: {value: {isNull: false}}) { id } }`,
  negation: ({ plural }) => `{ ${plural}(where: {NOT: {value: {isNull: true}}}) { id } }`,
  order: ({ plural }) => `{ ${plural}(orderBy: [{value: desc}]) { id } }`,
  distinct: ({ plural }) => `{ ${plural}(distinct: [value]) { id } }`,
  aggregate: ({ plural }) => `{ ${plural}Aggregate { count(distinct: value) } }`,
  groups: ({ plural }) => `{ ${plural}GroupBy(by: [{column: value}]) { count } }`,
  connection: ({ plural }) => `{ ${plural}Connection(first: 1) { totalCount nodes { value } } }`,
  cursor: ({ plural }) => `{ ${plural}Connection(first: 1, orderBy: [{value: asc}]) { edges { cursor } } }`,
  link: ({ relation }) => `{ owners { name ${relation} { value } } }`,
  'filter through a link': ({ relation }) =>
    `{ owners(where: {${relation}: {some: {value: {isNull: false}}}}) { name } }`,
  'none through a link': ({ relation }) =>
    `{ owners(where: {${relation}: {none: {value: {isNull: false}}}}) { name } }`,
}

interface Names {
  readonly plural: string
  readonly relation: string
}

function namesOf(id: string): Names {
  const relation = heddle.catalog.tables.get('ledger.owners')?.relations.find(({ to }) => to === id)
  return { plural: heddle.catalog.tables.get(id)?.plural ?? '', relation: relation?.name ?? '' }
}

describePostgres('an error of a database', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'heddle-leaks-'))
    vault = await createDatabase('leaks')
    await fillPostgres()
    fillSqlite(join(folder, 'ledger.db'))
    if (noMariadb === null) {
      depot = await createMariadbDatabase('leaks')
      await fillMariadb()
    }
    const keysOf = (source: string) =>
      Object.fromEntries(
        tables.filter((id) => id.startsWith(source)).map((id) => [id.slice(source.length + 1), ['id']]),
      )
    heddle = await createHeddle({
      sources: {
        vault: vault.url,
        ledger: `sqlite:${join(folder, 'ledger.db')}`,
        ...(noMariadb === null ? { depot: depot.url } : {}),
      },
      tables: {
        ...(noMariadb === null ? { depot: { exclude: ['hidden_rows'], keys: keysOf('depot') } } : {}),
        vault: { exclude: ['hidden_rows'], keys: keysOf('vault') },
        ledger: { exclude: ['hidden_rows'], keys: keysOf('ledger') },
      },
      links: tables.map((id) => `ledger.owners.id=${id}.owner_id`),
      log: 'silent',
    } as never)
    logEvents(heddle.events, { level: 'info', destination: { write: (line) => void (logged += line) } })
  }, 60_000)
  afterAll(async () => {
    await heddle?.close()
    await vault?.drop()
    await depot?.drop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('tells in 200 answers, 400 of three kinds of databases, no SQL, no value, no host and no name but those of the request', async () => {
    const told = { failed: 0, codes: new Set<unknown>(), leaks: [] as string[], answered: [] as string[] }
    for (const id of tables) {
      for (const [name, ask] of Object.entries(positions)) {
        const response = await heddle.yoga.fetch('http://localhost/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: ask(namesOf(id)) }),
        })
        const text = await response.text()
        const { errors } = JSON.parse(text) as { errors?: { extensions: { code: string } }[] }
        if (errors === undefined) told.answered.push(`${name} of ${id}`)
        else told.failed += 1
        for (const { extensions } of errors ?? []) told.codes.add(extensions.code)
        const headers = JSON.stringify([...response.headers])
        if (forbidden.test(text) || forbidden.test(headers)) told.leaks.push(`${name} of ${id}: ${text}`)
      }
    }
    expect(told.leaks).toEqual([])
    expect(told.answered).toEqual([])
    expect(told.failed).toBeGreaterThanOrEqual(200)
    if (noMariadb === null) expect(told.failed).toBeGreaterThanOrEqual(400)
    const known = [
      'DATABASE_ERROR',
      'SERIALIZATION_FAILURE',
      'DATABASE_TIMEOUT',
      'DATABASE_UNAVAILABLE',
      'SCHEMA_CHANGED',
      'FORBIDDEN', // SQLSTATE 42501
    ]
    expect([...told.codes].filter((code) => !known.includes(String(code)))).toEqual([])
  }, 120_000)

  it('tells the log the statement and the code, and no value', () => {
    expect(logged).toContain('statement failed')
    expect(logged).not.toMatch(/hunter2|10\.9\.8\.7/)
    for (const line of logged.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow()
  })
})

/** `select` and `from` as SQL writes them, what the databases' own words quote, hosts, users, paths. */
const forbidden =
  /hunter2|10\.9\.8\.7|db-host|leaky_fn|hidden|secret|\bselect\b|\bfrom "|json_agg|json_group|lateral|heddle_test|127\.0\.0\.1|\/tmp\/|\.db\b|node_modules/i
