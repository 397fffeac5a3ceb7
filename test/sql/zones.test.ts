import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createZones } from '../../src/operation/zones.ts'
import type { DateUnit, GroupsView } from '../../src/plan/plan.ts'
import { startInZone } from '../reference/zoned.ts'
import { catalogOf, column, table } from '../support/catalog-factory.ts'
import { createDraw, times } from '../support/worlds/seed.ts'
import { answerOf, openPostgres, openSqlite, rootFetch, rowSet, type TestDatabase } from './support.ts'

const units: readonly DateUnit[] = ['year', 'quarter', 'month', 'week', 'day', 'hour']

/** A zone, and what its clocks have done: instants at which they changed. */
const zones: Readonly<Record<string, readonly string[]>> = {
  'Europe/Zurich': ['2024-03-31T01:00:00Z', '2024-10-27T01:00:00Z', '1894-05-31T23:30:14Z'],
  // Half an hour forth and back.
  'Australia/Lord_Howe': ['2023-09-30T15:30:00Z', '2024-04-06T15:00:00Z'],
  // At a minute past midnight, back into the day before.
  'America/St_Johns': ['2006-10-29T02:31:00Z', '2006-04-02T03:31:00Z', '1935-03-30T03:30:52Z'],
  // At midnight, so that a day begins at one.
  'America/Sao_Paulo': ['2018-11-04T03:00:00Z', '2018-02-18T02:00:00Z'],
  // From an offset of 44 minutes and 30 seconds.
  'Africa/Monrovia': ['1972-01-07T00:44:30Z'],
  'Asia/Kathmandu': ['1985-12-31T18:30:00Z'],
  // A day that never was, and one of 47 hours.
  'Pacific/Apia': ['2011-12-30T10:00:00Z', '2021-04-03T14:00:00Z'],
  'Pacific/Kwajalein': ['1969-09-30T13:00:00Z', '1993-08-21T12:00:00Z'],
}

/** Moments around each change, by seconds and by days, and far from all. */
const instants = [
  ...Object.values(zones).flatMap((changes) => changes.flatMap(aroundChange)),
  ...['1800-01-01T00:00:00Z', '1969-12-31T23:59:59.999999Z', '2099-07-01T12:00:00Z', '1650-02-28T23:30:00Z'],
]

function aroundChange(change: string): string[] {
  const draw = createDraw(Date.parse(change) / 1000)
  const minutes = [-90, -60, -31, -30, -1, 0, 1, 29, 30, 59, 60, 90, ...times(6, () => draw.int(-3 * 1440, 3 * 1440))]
  const moments = minutes.map((minute) => Date.parse(change) + minute * 60_000)
  return [...moments, Date.parse(change) - 1].map((moment) => new Date(moment).toISOString().replace(/\.?0*Z$/, 'Z'))
}

const known = createZones()

const storages = ['text', 'seconds', 'milliseconds', 'julian'] as const

const catalogFor = (dialect: 'postgres' | 'sqlite') =>
  catalogOf(
    [
      table('s.t', 'T', [
        column('id', 'int'),
        ...storages.map((storage) =>
          column(storage, 'dateTime', { nullable: true, type: dialect === 'sqlite' ? { storage } : {} }),
        ),
      ]),
    ],
    { dialects: { s: dialect } },
  )

let postgres: TestDatabase
let sqlite: TestDatabase

beforeAll(async () => {
  postgres = await openPostgres()
  sqlite = openSqlite()
  const columns = (type: string) => storages.map((storage) => `${storage} ${type}`).join(', ')
  await postgres.exec(`create table t (id int, ${columns('timestamptz')});
    insert into t values ${instants.map((at, id) => `(${id}, '${at}', '${at}', '${at}', '${at}')`).join(', ')}, (-1, null, null, null, null)`)
  const stored = (at: string, id: number) => {
    const millis = Date.parse(at)
    return `(${id}, '${at}', ${Math.floor(millis / 1000)}, ${millis}, julianday('${at}'))`
  }
  await sqlite.exec(`create table t (id int, ${storages.map((storage) => `${storage} any`).join(', ')}) strict;
    insert into t values ${instants.map(stored).join(', ')}, (-1, null, null, null, null);
    insert into t (id, text) values (-2, 'no date')`)
})

afterAll(() => Promise.all([postgres.close(), sqlite.close()]))

/** Where the unit begins around each instant, by the row's id. */
async function starts(
  database: TestDatabase,
  unit: DateUnit,
  zone: string,
  storage: (typeof storages)[number] = 'text',
): Promise<Map<number, unknown>> {
  const key = { path: [], unit: null, zone: null, looked: null }
  const view: GroupsView = {
    kind: 'groups',
    by: [
      { ...key, name: 'key.id', column: 'id' },
      { ...key, name: 'key.at', column: storage, unit, zone: 0 },
    ],
    values: [],
    having: null,
    order: [],
    limit: null,
    offset: null,
    fields: [
      {
        kind: 'key',
        name: 'key',
        fields: [
          { kind: 'value', name: 'id', key: 'key.id' },
          { kind: 'value', name: 'at', key: 'key.at' },
        ],
      },
    ],
  }
  const fetch = rootFetch(rowSet('s.t'), view)
  const answer = await answerOf(database, catalogFor(database.dialect), fetch, [known.named(zone)])
  return new Map((answer as { key: { id: number; at: unknown } }[]).map(({ key: { id, at } }) => [id, at]))
}

describe.each(Object.keys(zones))('in %s', (zone) => {
  test.each(units)('a %s begins when its clocks first showed that it did', async (unit) => {
    const expected = instants.map((at, id) => [id, startInZone(at, unit, zone)])
    for (const database of [postgres, sqlite]) {
      const found = await starts(database, unit, zone)
      expect(
        [...found].filter(([id]) => id >= 0).sort(([a], [b]) => a - b),
        database.dialect,
      ).toEqual(expected)
      expect(found.get(-1)).toBeNull()
    }
  })
})

test('what is no date stays as it is', async () => {
  expect((await starts(sqlite, 'day', 'Europe/Zurich')).get(-2)).toBe('!malformed')
})

test.each(storages)('instants that SQLite holds as %s begin as others do', async (storage) => {
  // Days of the Julian calendar are floating point: what they round is not looked at here.
  const whole = instants.map((at, id) => [at, id] as const).filter(([at]) => !at.includes('.'))
  const found = await starts(sqlite, 'day', 'America/St_Johns', storage)
  const expected = whole.map(([at]) => startInZone(at, 'day', 'America/St_Johns'))
  expect(whole.map(([, id]) => found.get(id))).toEqual(expected)
})

test('days of 23, 25 and 47 hours are as long as they were', async () => {
  const hoursOf = (day: string, next: string, zone: string) =>
    (Date.parse(startInZone(next, 'day', zone)) - Date.parse(startInZone(day, 'day', zone))) / 3_600_000
  expect(hoursOf('2024-03-31T10:00:00Z', '2024-04-01T10:00:00Z', 'Europe/Zurich')).toBe(23)
  expect(hoursOf('2024-10-27T10:00:00Z', '2024-10-28T10:00:00Z', 'Europe/Zurich')).toBe(25)
  expect(hoursOf('1969-09-30T01:00:00Z', '1969-10-01T15:00:00Z', 'Pacific/Kwajalein')).toBe(47)
})
