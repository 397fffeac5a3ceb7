import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HeddleEvent } from '../src/events.ts'
import { printSchema } from '../src/graphql/print-schema.ts'
import { createHeddle, type Heddle } from '../src/start.ts'

/** Tables altered under a running Heddle are read again once, by the first request that meets them. */

let folder: string
let database: Database.Database
let heddle: Heddle
const faults: HeddleEvent[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-altered-'))
  database = new Database(join(folder, 'shop.db'))
  database.exec(`
    create table orders (id integer primary key, paid boolean, note text);
    create table items (id integer primary key, name text);
    insert into orders values (1, true, 'first'); insert into items values (1, 'loom');
  `)
  heddle = await createHeddle({
    sources: { shop: `sqlite:${join(folder, 'shop.db')}` },
    tables: { shop: { rename: { items: 'things' } } },
    log: 'silent',
  })
  heddle.events.on((event) => {
    if (event.kind === 'fault') faults.push(event)
  })
})

afterAll(async () => {
  await heddle.close()
  database.close()
  rmSync(folder, { recursive: true, force: true })
})

it('answers as before where a column came that nobody asks for', async () => {
  database.exec('alter table orders add column extra text default 3')
  expect(await heddle.execute('{ orders { id paid } }')).toEqual({ data: { orders: [{ id: 1, paid: true }] } })
})

it('knows what changed once a column is gone, also where requests meet that at the same time', async () => {
  await heddle.execute('{ orders { note } things { name } }')
  database.exec('alter table orders drop column note')
  const answers = await Promise.all([1, 2, 3].map(() => heddle.execute('{ orders { note } things { name } }')))
  for (const answer of answers) {
    expect(answer.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  }
  expect(await heddle.execute('{ orders { extra } }')).toEqual({ data: { orders: [{ extra: '3' }] } })
  expect(heddle.catalog.tables.get('shop.orders')?.columns.map(({ name }) => name)).toEqual(['id', 'paid', 'extra'])
  expect(printSchema(heddle.schema)).not.toContain('note')
})

it('answers the rest, and keeps what it serves, where what it reads again cannot be served', async () => {
  database.exec('drop table items') // the config renames it
  const answer = await heddle.execute('{ things { name } orders { id } }')
  expect(answer.data).toEqual({ things: null, orders: [{ id: 1 }] })
  expect(answer.errors).toMatchObject([{ path: ['things'], extensions: { code: 'SCHEMA_CHANGED', source: 'shop' } }])
  expect(faults).toMatchObject([{ error: { code: 'UNKNOWN_TABLE' } }])
})
