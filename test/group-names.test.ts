import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHeddle, type Heddle } from '../src/start.ts'
import { runEngine } from './support/run-engine.ts'

/** Columns and relations whose names mean something to groups: local ones, and such as lead to another database. */

let folder: string
let heddle: Heddle

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-group-names-'))
  const facts = new Database(join(folder, 'facts.db'))
  facts.exec(`create table columns (id integer primary key, title text not null);
    create table keys (id integer primary key, "count" integer, "key" text);
    create table sales (id integer primary key, date_id integer not null, column_id integer references columns (id),
      key_id integer references keys (id), "sum" decimal(9,2) not null, "group" text, sold_on date);
    insert into columns values (1, 'left'), (2, 'right');
    insert into keys values (1, 7, 'a'), (2, 7, 'b');
    insert into sales values (1, 1, 1, 1, 2.50, 'x', '2024-01-01'), (2, 1, 2, 2, 0.25, 'x', '2024-01-02'),
      (3, 2, 1, 2, 1.00, 'y', '2024-02-01'), (4, 3, null, null, 4.00, null, null)`)
  facts.close()
  const calendar = new Database(join(folder, 'calendar.db'))
  calendar.exec(`create table dates (id integer primary key, "date" date, holiday text);
    insert into dates values (1, '2024-01-01', 'New Year'), (2, '2024-02-01', null)`)
  calendar.close()
  heddle = await createHeddle({
    sources: { facts: `sqlite:${join(folder, 'facts.db')}`, calendar: `sqlite:${join(folder, 'calendar.db')}` },
    links: ['calendar.dates.id=facts.sales.date_id as sales/date'],
    tables: { calendar: { rename: { dates: 'days' } } },
    log: 'silent',
  })
})

afterAll(async () => {
  await heddle.close()
  rmSync(folder, { recursive: true, force: true })
})

async function groups(args: string, selection: string): Promise<unknown> {
  const { result } = await runEngine(heddle, `{ groups: salesGroupBy(${args}) { ${selection} } }`)
  expect(result.errors).toBeUndefined()
  return (result.data as { groups: unknown }).groups
}

it('groups through relations called date and column under date_ and column_, in either database', async () => {
  expect(await groups('by: [{date_: {column: holiday}}]', 'key { date { holiday } } count')).toEqual([
    { key: { date: { holiday: 'New Year' } }, count: 2 },
    { key: { date: { holiday: null } }, count: 2 },
  ])
  expect(
    await groups(
      'by: [{date_: {date: {column: date, by: year}}}, {column_: {column: title}}]',
      'key { date { date } column { title } } count',
    ),
  ).toEqual([
    { key: { date: { date: '2024-01-01' }, column: { title: 'left' } }, count: 2 },
    { key: { date: { date: '2024-01-01' }, column: { title: 'right' } }, count: 1 },
    { key: { date: { date: null }, column: { title: null } }, count: 1 },
  ])
})

it('groups by columns and through relations that are called as aggregates and keys are', async () => {
  expect(
    await groups(
      'by: [{key: {column: count}}, {column: group}], having: {sum: {sum: {gt: "1"}}}, orderBy: [{key: {key: {count: desc_nulls_last}}}, {sum: {sum: asc}}]',
      'key { key { count } group } count sum { sum }',
    ),
  ).toEqual([
    { key: { key: { count: 7 }, group: 'x' }, count: 2, sum: { sum: '2.75' } },
    { key: { key: { count: null }, group: null }, count: 1, sum: { sum: '4.00' } },
  ])
})
