import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** Groups by values of another database that are odd; what they answer at all is held by the random operations. */

let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-link-groups-'))
  const near = new Database(join(folder, 'near.db'))
  near.exec(`create table makers (id integer primary key, name text not null);
    create table sales (id integer primary key, code text, amount decimal(9,2) not null, rate real);
    insert into makers values (1, 'Ada'), (2, 'Bo');
    insert into sales values (1, 'a', 0.10, 0.1), (2, 'A', 0.20, 0.2), (3, 'b', 0.10, 0.1), (4, 'gone', 5, 0.5),
      (5, null, 7, null), (6, 'a', 0.20, 0.1), (7, 'bad', 1, 0.7)`)
  near.close()
  const far = new Database(join(folder, 'far.db'))
  far.exec(`create table products (code text primary key, photo blob, price decimal(9,2), made_at timestamptz, maker_id integer);
    insert into products values ('a', x'00ff', 1.5, '2024-03-30T23:30:00Z', 1), ('A', x'00ff', 1.50, '2024-03-30T22:30:00Z', 2),
      ('b', null, null, null, 1), ('bad', x'01', 'many', '2024-03-31T21:59:59.999999Z', 3)`)
  far.close()
  heddle = await createHeddle({
    sources: { near: `sqlite:${join(folder, 'near.db')}`, far: `sqlite:${join(folder, 'far.db')}` },
    links: [
      'far.products.code=near.sales.code as sales/product',
      'near.makers.id=far.products.maker_id as products/maker',
    ],
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ask(document: string) {
  const { result, statements } = await runEngine(heddle, document)
  return { ...result, statements }
}

it('shows bytes, which their database cannot finish, and has one group for all without a partner or a value', async () => {
  const { data, errors } = await ask(`{ groups: salesGroupBy(by: [{product: {column: photo}}]) {
    key { product { photo } } count sum { amount } distinct: count(distinct: amount) avg { amount } } }`)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    groups: [
      {
        key: { product: { photo: 'AP8=' } },
        count: 3,
        sum: { amount: '0.50' },
        distinct: 2,
        avg: { amount: '0.16666667' },
      },
      {
        key: { product: { photo: 'AQ==' } },
        count: 1,
        sum: { amount: '1.00' },
        distinct: 1,
        avg: { amount: '1.00000000' },
      },
      {
        key: { product: { photo: null } },
        count: 3,
        sum: { amount: '12.10' },
        distinct: 3,
        avg: { amount: '4.03333333' },
      },
    ],
  })
})

it('takes equal values of different rows for one, and has an error where one cannot be carried', async () => {
  const { data, errors } =
    await ask(`{ groups: salesGroupBy(by: [{product: {column: price}}], orderBy: [{count: desc}, {sum: {amount: asc}}]) {
    key { product { price } } count } }`)
  expect(errors?.map(({ path, extensions }) => [path, extensions?.['code']])).toEqual([
    [['groups', 2, 'key', 'product', 'price'], 'VALUE_NOT_REPRESENTABLE'],
  ])
  expect((data as { groups: unknown[] }).groups.map((group) => group)).toEqual([
    { key: { product: { price: '1.50' } }, count: 3 },
    { key: { product: { price: null } }, count: 3 },
    { key: { product: { price: null } }, count: 1 },
  ])
})

it('goes on through a link that leads back, whose values the database in the middle never sees', async () => {
  const document = `{ groups: salesGroupBy(by: [{product: {maker: {column: name}}}, {product: {date: {column: madeAt, by: day, zone: "Europe/Zurich"}}}],
    orderBy: [{key: {product: {maker: {name: desc}}}}]) { key { product { madeAt maker { name } } } count } }`
  const { data, errors, statements } = await ask(document)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    groups: [
      { key: { product: { madeAt: '2024-03-30T23:00:00Z', maker: { name: null } } }, count: 1 },
      { key: { product: { madeAt: null, maker: { name: null } } }, count: 2 },
      { key: { product: { madeAt: '2024-03-29T23:00:00Z', maker: { name: 'Bo' } } }, count: 1 },
      { key: { product: { madeAt: '2024-03-30T23:00:00Z', maker: { name: 'Ada' } } }, count: 2 },
      { key: { product: { madeAt: null, maker: { name: 'Ada' } } }, count: 1 },
    ],
  })
  expect(statements).toEqual({ near: 2, far: 2 })
  const { text } = await heddle.explain(document, {})
  expect(text).toContain('partial aggregation with fetch')
  expect(text.slice(text.indexOf('at far'), text.indexOf('at near'))).not.toContain('"name"')
})

it('asks for the keys that filtered rows have, and for no others', async () => {
  const document = `{ groups: salesGroupBy(by: [{product: {column: price}}], where: {product: {maker: {name: {eq: "Ada"}}}}) { key { product { price } } count } }`
  const { data, errors } = await ask(document)
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    groups: [
      { key: { product: { price: '1.50' } }, count: 2 },
      { key: { product: { price: null } }, count: 1 },
    ],
  })
  expect((await heddle.explain(document, {})).text).toContain('near keys of near.sales.product')
})
