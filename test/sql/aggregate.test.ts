import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AggregateField } from '../../src/plan/plan.ts'
import { catalogOf, column, enumOf, table } from '../support/catalog-factory.ts'
import { createDraw, times } from '../support/worlds/seed.ts'
import { answerOf, openPostgres, openSqlite, rootFetch, rowSet, type TestDatabase } from './support.ts'

const nullable = { nullable: true } as const

const catalogFor = (dialect: 'postgres' | 'sqlite') => {
  const sqlite = dialect === 'sqlite'
  return catalogOf(
    [
      table('s.t', 'T', [
        column('id', 'int'),
        column('whole', 'int', nullable),
        column('big', 'bigint', nullable),
        column('price', 'decimal', {
          ...nullable,
          type: { precision: 15, scale: 2, ...(sqlite ? { storage: 'real' } : {}) },
        }),
        column('real', 'float', { ...nullable, type: { sqlType: 'double precision' } }),
        column('text', 'string', nullable),
        column('mood', 'enum', { ...nullable, type: { enum: 'Mood', ...(sqlite ? {} : { sqlType: 'mood' }) } }),
        column('uid', 'uuid', { ...nullable, type: sqlite ? { storage: 'text' } : {} }),
        column('at', 'dateTime', { ...nullable, type: sqlite ? { storage: 'text' } : {} }),
        column('day', 'date', { ...nullable, type: sqlite ? { storage: 'text' } : {} }),
        column('flag', 'boolean', { ...nullable, type: sqlite ? { storage: 'integer' } : {} }),
        column('raw', 'bytes', nullable),
      ]),
    ],
    { dialects: { s: dialect }, enums: [enumOf('Mood', 'sad', 'ok', 'glad')] },
  )
}

const rows = (bytes: (hex: string) => string) => `
  (1, 2147483647, 9223372036854775807, 9999999999999.99, 0.25, 'b', 'glad', '0B000000-0000-4000-8000-00000000000f', '2024-01-01 00:00:00.5', '2024-01-02', true, ${bytes('00ff')}),
  (2, 2147483647, 9223372036854775807, 9999999999999.98, 0.5, 'B', 'sad', '0a000000-0000-4000-8000-00000000000f', '2024-01-01 00:00:00', '2024-01-01', false, ${bytes('01')}),
  (3, -1, 5, 0.01, null, '😀', 'ok', null, null, null, null, null),
  (4, null, null, null, null, null, null, null, null, null, null, null),
  (5, -1, 5, 0.01, 0.25, 'b', 'ok', '0B000000-0000-4000-8000-00000000000F', '2024-01-01 00:00:00.5', '2024-01-01', true, ${bytes('00ff')})`

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  await databases[0]!.exec(`create type mood as enum ('sad', 'ok', 'glad');
    create table t (id int, whole int, big bigint, price numeric(15,2), "real" float8, "text" text, mood mood, uid uuid, at timestamptz, day date, flag bool, raw bytea);
    insert into t values ${rows((hex) => `'\\x${hex}'`)}`)
  await databases[1]!
    .exec(`create table t (id int, whole int, big bigint, price numeric(15,2), "real" real, "text" text, mood text, uid uuid, at timestamptz, day date, flag boolean, raw blob);
    insert into t values ${rows((hex) => `x'${hex}'`)}`)
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

async function aggregate(fields: readonly AggregateField[], where = true): Promise<unknown> {
  const set = rowSet('s.t', where ? {} : { where: { kind: 'or', items: [] } })
  const fetch = rootFetch(set, { kind: 'aggregate', fields })
  const [postgres, sqlite] = await Promise.all(
    databases.map((database) => answerOf(database, catalogFor(database.dialect), fetch)),
  )
  expect(sqlite, 'SQLite answers as PostgreSQL').toEqual(postgres)
  return postgres
}

const group = (fn: 'sum' | 'avg' | 'min' | 'max', ...names: string[]): AggregateField => ({
  kind: 'group',
  name: fn,
  fn,
  fields: names.map((name) => ({ kind: 'column', name, column: name })),
})
const numbers = ['whole', 'big', 'price', 'real']
const ordered = [...numbers, 'text', 'mood', 'uid', 'at', 'day', 'flag', 'raw']

describe('aggregates', () => {
  test('are exact where 64 bits are not enough, means rounded half away from zero', async () => {
    expect(await aggregate([group('sum', ...numbers), group('avg', ...numbers)])).toEqual({
      sum: { whole: '4294967292', big: '18446744073709551624', price: '19999999999999.99', real: 1 },
      avg: {
        whole: '1073741823.000000',
        big: '4611686018427387906.000000',
        price: '4999999999999.99750000',
        real: 1 / 3,
      },
    })
  })

  test('have the wire form of their column', async () => {
    expect(await aggregate([group('min', ...ordered), group('max', ...ordered)])).toEqual({
      min: {
        whole: -1,
        big: '5',
        price: '0.01',
        real: 0.25,
        text: 'B',
        mood: 'sad',
        uid: '0a000000-0000-4000-8000-00000000000f',
        at: '2024-01-01T00:00:00Z',
        day: '2024-01-01',
        flag: false,
        raw: 'AP8=',
      },
      max: {
        whole: 2147483647,
        big: '9223372036854775807',
        price: '9999999999999.99',
        real: 0.5,
        text: '😀',
        mood: 'glad',
        uid: '0b000000-0000-4000-8000-00000000000f',
        at: '2024-01-01T00:00:00.5Z',
        day: '2024-01-02',
        flag: true,
        raw: 'AQ==',
      },
    })
  })

  test('count rows and distinct values', async () => {
    const counts = ordered.map((name): AggregateField => ({ kind: 'count', name, distinct: name }))
    expect(await aggregate([{ kind: 'count', name: 'count', distinct: null }, ...counts])).toEqual({
      count: 5,
      whole: 2,
      big: 2,
      price: 3,
      real: 2,
      text: 3,
      mood: 3,
      uid: 2,
      at: 2,
      day: 2,
      flag: 2,
      raw: 2,
    })
  })

  test('of no rows are null, their count 0', async () => {
    const fields = [
      group('sum', ...numbers),
      group('avg', ...numbers),
      group('min', ...ordered),
      group('max', ...ordered),
    ]
    const nulls = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]))
    expect(await aggregate([{ kind: 'count', name: 'count', distinct: null }, ...fields], false)).toEqual({
      count: 0,
      sum: nulls(numbers),
      avg: nulls(numbers),
      min: nulls(ordered),
      max: nulls(ordered),
    })
  })

  test('of nothing but a type name are one text', async () => {
    const typename: AggregateField = { kind: 'typename', name: '__typename', typeName: 'TAggregate' }
    expect(await aggregate([typename])).toEqual({ __typename: 'TAggregate' })
  })

  test('round every half away from zero', async () => {
    for (const [sum, count, mean] of [
      [1, 8, '0.125000'],
      [1, 3, '0.333333'],
      [-2, 3, '-0.666667'],
      [1, 128, '0.007813'],
      [-1, 128, '-0.007813'],
      [-3, 128, '-0.023438'],
      [-1, 129, '-0.007752'],
    ] as const) {
      for (const database of databases) {
        const series =
          database.dialect === 'postgres'
            ? `generate_series(2, ${count})`
            : `(with recursive s(i) as (select 2 union all select i + 1 from s where i < ${count}) select i from s)`
        await database.exec(`drop table if exists m; create table m (id int, whole int);
          insert into m values (1, ${sum}); insert into m select 2, 0 from ${series}`)
        const catalog = catalogOf([table('s.m', 'M', [column('id', 'int'), column('whole', 'int', nullable)])], {
          dialects: { s: database.dialect },
        })
        const fetch = rootFetch(rowSet('s.m'), { kind: 'aggregate', fields: [group('avg', 'whole')] })
        expect(await answerOf(database, catalog, fetch)).toEqual({ avg: { whole: mean } })
      }
    }
  })

  test('are exact on both sides of what floating point adds up', async () => {
    const draw = createDraw(11)
    // Small sums, sums around 10¹⁵ of the last digit, and sums that are small because large values cancel.
    const digits = [1, 100, 99_999_999_999_999, 499_999_999_999_999, 999_999_999_999_999]
    for (let round = 0; round < 40; round += 1) {
      const prices = times(draw.int(1, 12), () => draw.pick([-1, 1]) * draw.int(0, draw.pick(digits)))
      const values = [...prices, ...prices.slice(draw.int(0, prices.length)).map((price) => -price)]
      const lists = values.map((cents, id) => {
        const text = String(Math.abs(cents)).padStart(3, '0')
        return `(${id}, ${cents}, ${cents < 0 ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)})`
      })
      for (const database of databases) {
        await database.exec(`drop table if exists n; create table n (id int, big bigint, price numeric(15,2));
          insert into n values ${lists.join(', ')}`)
      }
      const [postgres, sqlite] = await Promise.all(
        databases.map((database) => {
          const sqlite = database.dialect === 'sqlite' ? { storage: 'real' as const } : {}
          const columns = [
            column('id', 'int'),
            column('big', 'bigint', nullable),
            column('price', 'decimal', { ...nullable, type: { precision: 15, scale: 2, ...sqlite } }),
          ]
          const catalog = catalogOf([table('s.n', 'N', columns)], { dialects: { s: database.dialect } })
          const fields = [group('sum', 'big', 'price'), group('avg', 'big', 'price')]
          return answerOf(database, catalog, rootFetch(rowSet('s.n'), { kind: 'aggregate', fields }))
        }),
      )
      expect(sqlite, lists.join()).toEqual(postgres)
    }
  })

  test('of values that are none of their type are sentinels', async () => {
    const database = databases[1]!
    await database.exec(
      `create table odd (id int, price numeric(8,2), whole int); insert into odd values (1, 'dear', 1.5)`,
    )
    const catalog = catalogOf(
      [
        table('s.odd', 'Odd', [
          column('id', 'int'),
          column('price', 'decimal', { ...nullable, type: { precision: 8, scale: 2, storage: 'real' } }),
          column('whole', 'int', nullable),
        ]),
      ],
      { dialects: { s: 'sqlite' } },
    )
    const fields = (['sum', 'avg', 'min', 'max'] as const).map((fn) => group(fn, 'price', 'whole'))
    const sentinels = { price: '!malformed', whole: '!malformed' }
    expect(await answerOf(database, catalog, rootFetch(rowSet('s.odd'), { kind: 'aggregate', fields }))).toEqual({
      sum: sentinels,
      avg: sentinels,
      min: sentinels,
      max: sentinels,
    })
  })
})
