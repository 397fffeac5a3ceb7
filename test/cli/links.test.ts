import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { doctorCommand } from '../../src/cli/doctor-command.ts'
import { suggestCommand } from '../../src/cli/link/suggest-command.ts'

vi.setConfig({ testTimeout: 120_000 })

let folder: string
let sources: readonly string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-links-'))
  fill(
    'accounts',
    `
    create table users (id integer primary key, name text, country text);
    create table countries (code text primary key not null, name text);
    insert into users select value, 'user ' || value, 'CH' from generate_series(1, 30);`,
  )
  fill(
    'shop',
    `
    create table products (sku text primary key not null, name text);
    create table orders (id integer primary key, user_id int, sku text, country text, product_id int);
    insert into orders select value, case when value = 7 then null else value end, 'X', 'CH', value + 1000
      from generate_series(1, 33);`,
  )
  sources = ['accounts', 'shop'].map((name) => `${name}=sqlite:${join(folder, `${name}.db`)}`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function fill(name: string, statements: string): void {
  const database = new Database(join(folder, `${name}.db`))
  database.exec(
    statements.replace(
      /generate_series\(1, (\d+)\)/g,
      '(with recursive n(value) as (select 1 union all select value + 1 from n where value < $1) select value from n)',
    ),
  )
  database.close()
}

async function run<Answer>(
  command: typeof doctorCommand,
  flags: Parameters<typeof doctorCommand>[1],
): Promise<{ code: number; answer: Answer }> {
  const written: string[] = []
  const terminal = {
    out: (text: string) => void written.push(text),
    err: () => {},
    env: {},
    cwd: folder,
    input: () => Promise.resolve(''),
  }
  const code = await command(sources, { ...flags, json: true, log: 'silent' }, terminal)
  return { code, answer: JSON.parse(written.join('')) as Answer }
}

it('suggests links by name and type where the values are there, and only between databases', async () => {
  const { code, answer } = await run<{ links: object[] }>(suggestCommand, {})
  expect(code).toBe(0)
  expect(answer.links).toEqual([
    {
      link: 'accounts.users.id=shop.orders.user_id',
      reason: 'userId names user and its id',
      looked: 32,
      found: 29,
    },
  ])
})

it('suggests nothing twice: a link that is declared is none to suggest', async () => {
  const link = ['accounts.users.id=shop.orders.user_id']
  expect((await run<{ links: object[] }>(suggestCommand, { link })).answer.links).toEqual([])
})

it('counts, when asked to, the rows of a link that point at nothing; null points at nothing on purpose', async () => {
  const link = ['accounts.users.id=shop.orders.user_id']
  const { code, answer } = await run<{ dangling: object[]; indexes: { statement: string }[] }>(doctorCommand, {
    link,
    dangling: true,
  })
  expect(code).toBe(1)
  expect(answer.dangling).toEqual([
    {
      relation: 'shop.orders.user',
      columns: ['user_id'],
      target: 'accounts.users',
      rows: 3,
      document: '{ orders(where: { AND: [{ userId: { isNull: false } }], NOT: { user: {} } }) { … } }',
    },
  ])
  expect(answer.indexes.map(({ statement }) => statement)).toEqual([
    'CREATE INDEX "orders_user_id_index" ON "orders" ("user_id");',
  ])
  expect((await run<object>(doctorCommand, { link })).answer).not.toHaveProperty('dangling')
})
