import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { Kind, parse, print, visit, type DocumentNode } from 'graphql'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { initCommand, type InitFlags } from '../../src/cli/init/init-command.ts'
import { loadConfig } from '../../src/cli/load-config.ts'
import { configFromArguments } from '../../src/cli/source-arguments.ts'
import { printSchema } from '../../src/graphql/print-schema.ts'
import { openHeddle, type AnyConfig } from '../../src/start.ts'
import { chinook, loadSales } from '../chinook/load-chinook.ts'
import { buildCommand } from '../support/heddle-command.ts'
import { createMariadbDatabase, describeServers } from '../support/mariadb-server.ts'
import { createDatabase, describePostgres } from '../support/postgres-server.ts'
import { runProgram } from '../support/run-program.ts'

const root = resolve(import.meta.dirname, '../..')

vi.setConfig({ testTimeout: 180_000 }) // each starts two Heddles and a compiler
beforeAll(buildCommand, 180_000)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-init-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules')) // what `npm install heddle` would bring
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

/** Everything that the SDL says, in an order of its own: whoever describes a table decides where it stands, no more. */
async function sdl(config: AnyConfig): Promise<string> {
  const heddle = await openHeddle({ ...config, log: 'silent' })
  try {
    return print(sorted(parse(printSchema(heddle.schema))))
  } finally {
    await heddle.close()
  }
}

function sorted(document: DocumentNode): DocumentNode {
  const byName = (a: { name?: { value: string } }, b: { name?: { value: string } }): number =>
    (a.name?.value ?? '') < (b.name?.value ?? '') ? -1 : 1
  const ordered = visit(document, {
    [Kind.OBJECT_TYPE_DEFINITION]: (node) => ({ ...node, fields: [...(node.fields ?? [])].sort(byName) }),
    [Kind.INPUT_OBJECT_TYPE_DEFINITION]: (node) => ({ ...node, fields: [...(node.fields ?? [])].sort(byName) }),
  })
  return { ...ordered, definitions: [...ordered.definitions].sort(byName as never) }
}

/** Writes config and schemas for the arguments; they compile, and say what the arguments alone say. */
async function initAndCompare(args: readonly string[], flags: InitFlags = {}): Promise<string> {
  const written: string[] = []
  const terminal = {
    out: (text: string) => void written.push(text),
    err: () => {},
    env: process.env,
    cwd: folder,
    input: () => Promise.resolve(''),
  }
  expect(await initCommand(args, flags, terminal)).toBe(0)
  // The test server's URL has a password, which the config reads from the environment.
  for (const [, name = '', url = ''] of args.map((arg) => /^(\w+)=(.*)$/s.exec(arg) ?? [])) {
    vi.stubEnv(`${name.toUpperCase()}_URL`, url)
  }
  const config = await loadConfig(join(folder, 'heddle.config.ts'))
  const expected = await sdl(configFromArguments(args, flags))
  expect(await sdl(config)).toBe(expected)
  await compile()
  return expected
}

async function compile(): Promise<void> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: 'ES2023',
    module: 'NodeNext',
    types: ['node'],
    allowImportingTsExtensions: true,
    paths: { heddle: [join(root, 'dist/index.d.ts')], 'heddle/*': [join(root, 'dist/*.d.ts')] },
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', 'schema'] }))
  await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', folder], folder)
}

const written = (name: string): Promise<string> => readFile(join(folder, 'schema', `${name}.ts`), 'utf8')

const postgresTables = `
  create schema "Sales dept";
  create type mood as enum ('sad', 'PG-13', 'it''s');
  create type "Sales dept".state as enum ('open', 'closed');
  create domain amount as numeric(12,2) not null default 0;
  create table people (
    id int generated always as identity primary key, email text not null unique, mood mood, moods mood[],
    born date, seen timestamptz not null default now(), local timestamp(3), tags text[] default '{}', grid int[][],
    price amount, big bigint, small smallint default 7, ratio real, deep double precision, data jsonb, raw json,
    bytes bytea, address inet, span int4range, code char(5), name varchar(40) not null default 'no\`name \${x}',
    initials text generated always as (left(name, 1)) stored, uid uuid default gen_random_uuid(), at time);
  comment on table people is 'Who */ they are.';
  comment on column people.born is 'The day.';
  create table "class" (id serial primary key, "type" text, "AND" boolean, "two words" int, "date" date,
    unique ("type", "two words"));
  create table a_b_c (x int, y int, z text, primary key (x, y));
  create table uses (id int primary key, x int not null, y int not null, person int references people, boss int,
    foreign key (x, y) references a_b_c, foreign key (boss) references uses);
  create table class_members (class_id int references "class", person_id int references people,
    primary key (class_id, person_id));
  create table "Sales dept".offers (id int primary key, state "Sales dept".state not null default 'open',
    person_id int not null references people);
  create table no_key (a int, b text);
  create view young as select id, name, born from people;
  create materialized view counted as select count(*) as n from people;
`

const mariadbTables = `
  create table films (id int auto_increment primary key, title varchar(80) not null default 'it''s', rating enum('G','PG-13'),
    length smallint unsigned, ids int unsigned, cost decimal(8,2) not null default 1.50, data json, seen boolean default true,
    at datetime(3), stamp timestamp not null default current_timestamp(), words set('a','b'), place inet6,
    bytes blob, big bigint unsigned, fine double, rough float, day date, hour time, made year, uid uuid,
    long_title varchar(90) generated always as (concat(title, '!')) stored, tiny tinyint(3), code char(4));
  create table film_actors (film_id int, actor_id bigint, primary key (film_id, actor_id),
    foreign key (film_id) references films (id));
  create table \`order\` (id bigint auto_increment primary key, \`from\` int, \`two words\` int unique,
    foreign key (\`from\`) references films (id));
  alter table films comment = 'Moving pictures.';
  create view short as select id, title from films where length < 60;
`

const sqliteTables = `
  create table "Käufer" (id integer primary key, "größe" real, name varchar(20) default 'x', added datetime, day date,
    total numeric(10,2) not null, rough numeric, flag boolean default 1, uid uuid, doc json, big bigint, odd whatever,
    twice int generated always as (id * 2) virtual, bytes blob, made timestamp default current_timestamp);
  create table keys (code text primary key, other text, unique (other, code));
  create table pairs (a int, b int, key_code text references keys, buyer int not null references "Käufer",
    primary key (a, b)) without rowid;
  create table "1st" (id integer primary key, "class" text, "nodeId" text);
  create view names as select id, name from "Käufer";
`

describePostgres('heddle init over PostgreSQL', () => {
  it('writes a schema that gives the same API as the database itself', async () => {
    const database = await createDatabase('init')
    try {
      await database.query(postgresTables)
      const expected = await initAndCompare([`people=${database.url}`])
      expect(expected).toContain('PG_13')
      expect(await written('people')).toContain(".default(sql`'no\\`name \\${x}'::character varying`)")
    } finally {
      await database.drop()
    }
  })

  it('takes along links, prefixes and other names', async () => {
    const database = await createDatabase('init')
    const file = join(folder, 'shop.db')
    try {
      await database.query('create table users (id int primary key, name text)')
      const shop = new Database(file)
      shop.exec('create table orders (id integer primary key, user_id int, "Total" numeric(9,2))')
      shop.close()
      const link = ['accounts.users.id=shop.orders.user_id as purchases/buyer']
      const expected = await initAndCompare([`accounts=${database.url}`, `shop=sqlite:${file}`], {
        link,
        prefix: ['shop=web'],
        rename: ['accounts.users=member/members', 'shop.orders.Total=amount'],
      })
      expect(expected).toMatch(/type Member [\s\S]*purchases\(/)
      expect(expected).toMatch(/type WebOrder [\s\S]*amount: Decimal[\s\S]*buyer: Member/)
    } finally {
      await database.drop()
    }
  })

  it('writes no password to a file, and nothing over what is there', async () => {
    const database = await createDatabase('init')
    const url = new URL(database.url)
    url.password ||= 'hush-hush'
    try {
      await database.query('create table users (id int primary key)')
      const terminal = { out: () => {}, err: () => {}, env: {}, cwd: folder, input: () => Promise.resolve('') }
      await initCommand([`accounts=${url.href}`], {}, terminal)
      const config = await readFile(join(folder, 'heddle.config.ts'), 'utf8')
      expect(config).toContain("accounts: postgres({ url: 'env:ACCOUNTS_URL', schema: accounts })")
      expect(config).not.toContain(url.password)
      await expect(initCommand([`accounts=${url.href}`], {}, terminal)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: 'heddle.config.ts, schema/accounts.ts are there already.',
      })
    } finally {
      await database.drop()
    }
  })
})

describeServers('heddle init', (server) => {
  it('writes a schema that gives the same API as the database itself', async () => {
    const database = await createMariadbDatabase('init', server)
    try {
      // MySQL has no types for addresses and UUIDs, and takes a text's default as an expression alone.
      const tables =
        server === 'mariadb'
          ? mariadbTables
          : mariadbTables
              .replace(' place inet6,', '')
              .replace(' uid uuid,', " token char(36) default (uuid()), note text default ('a'),")
      await database.query(tables)
      expect(await initAndCompare([`films=${database.url}`])).toContain('PG_13')
    } finally {
      await database.drop()
    }
  })
})

it('heddle init over SQLite writes a schema that gives the same API as the file itself', async () => {
  const file = join(folder, 'odd.db')
  const database = new Database(file)
  database.exec(sqliteTables)
  database.close()
  await initAndCompare([`odd=sqlite:${file}`])
})

it.skipIf(chinook.missing !== null)('heddle init writes the whole of Chinook', async () => {
  const expected = await initAndCompare([`chinook=sqlite:${chinook.whole}`])
  expect(expected).toContain('reportsToEmployee')
})

it.skipIf(chinook.missing !== null)('heddle init links two halves of Chinook', async () => {
  const file = join(folder, 'sales.db')
  loadSales(file)
  await initAndCompare([`whole=sqlite:${chinook.whole}`, `sales=sqlite:${file}`], {
    prefix: ['sales=sales'],
    link: ['whole.Track.TrackId=sales.InvoiceLine.TrackId'],
  })
})
