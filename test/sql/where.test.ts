import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Catalog, ColumnType } from '../../src/catalog/catalog.ts'
import type { CompareOp, LikeMatch, Predicate } from '../../src/plan/plan.ts'
import { catalogOf, column, enumOf, relation, table } from '../support/catalog-factory.ts'
import {
  answerOf,
  asc,
  compare,
  list,
  openPostgres,
  openSqlite,
  rootFetch,
  rowSet,
  type TestDatabase,
} from './support.ts'

const nullable = { nullable: true } as const

function catalogFor(dialect: 'postgres' | 'sqlite'): Catalog {
  const typed = (postgres: Partial<ColumnType>, sqlite: Partial<ColumnType>) => ({
    ...nullable,
    type: dialect === 'postgres' ? postgres : sqlite,
  })
  return catalogOf(
    [
      table(
        's.things',
        'Thing',
        [
          column('id', 'int', { type: { sqlType: dialect === 'postgres' ? 'integer' : 'INTEGER' } }),
          column('text', 'string', typed({ sqlType: 'text' }, { sqlType: 'TEXT' })),
          column('folded', 'string', typed({ sqlType: 'citext', storage: 'text' }, { collation: 'NOCASE' })),
          column('padded', 'string', typed({ sqlType: 'character(4)', paddedLength: 4 }, {})),
          column('big', 'bigint', typed({}, {})),
          column('price', 'decimal', typed({ precision: 8, scale: 2 }, { precision: 8, scale: 2, storage: 'real' })),
          column('real', 'float', typed({ sqlType: 'real' }, { sqlType: 'REAL' })),
          column('flag', 'boolean', typed({}, { storage: 'integer' })),
          column('uid', 'uuid', typed({}, { storage: 'text' })),
          column('day', 'date', typed({}, { storage: 'text' })),
          column('clock', 'time', typed({}, { storage: 'text' })),
          column('moment', 'dateTime', typed({}, { storage: 'milliseconds' })),
          column('local', 'localDateTime', typed({}, { storage: 'text' })),
          column('data', 'json', typed({ sqlType: 'json' }, { storage: 'text' })),
          column('raw', 'bytes', typed({}, {})),
          column('mood', 'enum', typed({ enum: 'Mood', storage: 'text', sqlType: 'text' }, { enum: 'Mood' })),
        ],
        {
          relations: [
            relation('parts', 'many', 's.parts', { id: 'thingId' }),
            relation(
              'tags',
              'many',
              's.tags',
              { id: 'thingId' },
              { through: { table: 's.marks', on: [{ from: 'tagId', to: 'id' }] } },
            ),
          ],
        },
      ),
      table('s.parts', 'Part', [
        column('id', 'int'),
        column('thingId', 'int', nullable),
        column('weight', 'decimal', {
          ...nullable,
          type: { precision: 8, scale: 2, storage: dialect === 'postgres' ? 'numeric' : 'real' },
        }),
        column('pieces', 'int', nullable),
        column('huge', 'bigint', nullable),
        column('share', 'float', { ...nullable, type: { sqlType: 'double precision' } }),
        column('name', 'string', nullable),
      ]),
      table('s.tags', 'Tag', [column('id', 'int'), column('name', 'string')]),
      table('s.marks', 'Mark', [column('thingId', 'int'), column('tagId', 'int')]),
    ],
    { dialects: { s: dialect }, enums: [enumOf('Mood', 'sad', 'ok', 'glad')] },
  )
}

const relations = `
  create table parts (id int primary key, thing_id int, weight numeric(8,2), pieces int, huge bigint, share float8, name text);
  insert into parts values
    (1, 1, 0.10, 2147483647, 9223372036854775807, 0.5, 'a'), (2, 1, 0.20, 2147483647, 9223372036854775807, 0.25, 'b'),
    (3, 1, 0.70, 2147483647, 5, 1.5, 'B'),
    (4, 2, -0.05, -1, -9223372036854775807, null, null), (5, 2, -0.02, 0, -9223372036854775807, null, 'z'),
    (6, 3, null, null, null, null, null);
  create table tags (id int primary key, name text);
  create table marks (thing_id int, tag_id int);
  insert into tags values (1, 'x'), (2, 'y');
  insert into marks values (1, 1), (1, 1), (1, 2), (2, 2), (null, 1);
`

const setup = {
  postgres: `
    create extension citext;
    create table things (id int primary key, "text" text, folded citext, padded char(4), big bigint, price numeric(8,2),
      "real" real, flag boolean, uid uuid, day date, clock time, moment timestamptz, local timestamp, data json, raw bytea, mood text);
    insert into things values
      (1, 'Ann_%', 'Ann', 'ab', 9007199254740993, 10.00, 0.1, true, '0A000000-0000-4000-8000-00000000000F', '2024-01-10', '10:00:00', '2024-01-10 00:00:00.5+00', '2024-01-10 00:00:00', '{"a": 1.0, "b": [true, "x"]}', '\\x00ff', 'glad'),
      (2, 'ann\\', 'ann', 'AB', 9007199254740992, 0.30, 3, false, '0b000000-0000-4000-8000-00000000000f', '2024-01-02', '10:00:00.5', '2024-01-10 00:00:00+00', '2024-01-10 00:00:00.25', '{"b": [true, "x"], "a": 1}', '\\x', 'sad'),
      (3, 'ÄNN*[x]?', 'é', 'abcd', -5, -0.01, 1e10, true, '0c000000-0000-4000-8000-00000000000f', '2023-12-31', '09:59:59', '2024-01-09 23:59:59.999+00', '2024-01-10 00:00:10', '{"a": "1"}', '\\xff', 'ok'),
      (4, '', '', '', 0, 0.00, 0, false, '0d000000-0000-4000-8000-00000000000f', '2024-01-10', '00:00:00', '2024-02-10 00:00:00+00', '2024-01-09 23:00:00', '[1]', '\\x00', 'odd'),
      (5, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
      (6, '😀', '😀', 'a', 1, 99.99, -1, true, '0e000000-0000-4000-8000-00000000000f', '1999-01-01', '23:59:59.999999', '1969-12-31 23:59:59.999+00', '1999-01-01 00:00:00', 'null', '\\x01', 'ok');
    ${relations}`,
  sqlite: `
    create table things (id integer primary key, "text" text, folded text collate nocase, padded char(4), big bigint, price numeric(8,2),
      "real" real, flag boolean, uid uuid, day date, clock time, moment integer, local datetime, data json, raw blob, mood text);
    insert into things values
      (1, 'Ann_%', 'Ann', 'ab', 9007199254740993, 10, 0.1, 1, '0A000000-0000-4000-8000-00000000000F', '2024-01-10', '10:00:00.000', 1704844800500, '2024-01-10T00:00:00.000Z', '{"a": 1.0, "b": [true, "x"]}', x'00ff', 'glad'),
      (2, 'ann\\', 'ann', 'AB', 9007199254740992, 0.1 + 0.2, 3, 0, '0b000000-0000-4000-8000-00000000000f', '2024-01-02', '10:00:00.5', 1704844800000, '2024-01-10 00:00:00.250', '{"b": [true, "x"], "a": 1}', x'', 'sad'),
      (3, 'ÄNN*[x]?', 'é', 'abcd', -5, -0.01, 1e10, 1, '0c000000-0000-4000-8000-00000000000f', '2023-12-31', '09:59:59', 1704844799999, '2024-01-10 00:00:10', '{"a": "1"}', x'ff', 'ok'),
      (4, '', '', '', 0, 0, 0, 0, '0d000000-0000-4000-8000-00000000000f', '2024-01-10', '00:00:00', 1707523200000, '2024-01-09T23:00:00', '[1]', x'00', 'odd'),
      (5, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
      (6, '😀', '😀', 'a', 1, 99.99, -1, 1, '0e000000-0000-4000-8000-00000000000f', '1999-01-01', '23:59:59.999999', -1, '1999-01-01 00:00:00', 'null', x'01', 'ok');
    ${relations}`,
}

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  for (const database of databases) await database.exec(setup[database.dialect])
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

/** The ids that fulfil a condition, which both databases must agree about. */
async function idsWhere(where: Predicate, values: readonly unknown[] = []): Promise<number[]> {
  const answers = await Promise.all(
    databases.map(async (database) => {
      const fetch = rootFetch(rowSet('s.things', { where, order: [asc('id')] }), list('id'))
      const rows = (await answerOf(database, catalogFor(database.dialect), fetch, values)) as { id: number }[]
      return rows.map(({ id }) => id)
    }),
  )
  expect(answers[1], 'SQLite answers as PostgreSQL').toEqual(answers[0])
  return answers[0]!
}

describe('comparison', () => {
  const cases: readonly [string, CompareOp, unknown, number[]][] = [
    ['text', 'eq', 'Ann_%', [1]],
    ['text', 'ne', 'Ann_%', [2, 3, 4, 6]],
    ['text', 'gt', 'ann', [2, 3, 6]],
    ['text', 'gte', 'ÄNN', [3, 6]],
    ['text', 'lt', 'a', [1, 4]],
    ['folded', 'eq', 'ann', [2]],
    ['folded', 'ne', 'ann', [1, 3, 4, 6]],
    ['folded', 'lt', 'a', [1, 4]],
    ['padded', 'eq', 'ab', [1]],
    ['padded', 'eq', 'ab ', []],
    ['padded', 'gt', 'a', [1, 3]],
    ['big', 'eq', '9007199254740993', [1]],
    ['big', 'gt', '9007199254740992', [1]],
    ['big', 'lt', '-4', [3]],
    ['price', 'eq', '10', [1]],
    ['price', 'eq', '0.3', [2]],
    ['price', 'eq', '0.300', [2]],
    ['price', 'eq', '0.301', []],
    ['price', 'ne', '0.301', [1, 2, 3, 4, 6]],
    ['price', 'gt', '0.2999', [1, 2, 6]],
    ['price', 'gt', '0.30', [1, 6]],
    ['price', 'gte', '0.30', [1, 2, 6]],
    ['price', 'lt', '0', [3]],
    ['price', 'lte', '-0.01', [3]],
    ['price', 'lt', '-0.005', [3]],
    ['price', 'lt', '123456789012345678901234567890', [1, 2, 3, 4, 6]],
    ['price', 'gt', '-123456789012345678901234567890.5', [1, 2, 3, 4, 6]],
    ['real', 'gte', 3, [2, 3]],
    ['flag', 'eq', true, [1, 3, 6]],
    ['flag', 'ne', true, [2, 4]],
    ['uid', 'eq', '0a000000-0000-4000-8000-00000000000f', [1]],
    ['uid', 'ne', '0b000000-0000-4000-8000-00000000000f', [1, 3, 4, 6]],
    ['day', 'eq', '2024-01-10', [1, 4]],
    ['day', 'lt', '2024-01-02', [3, 6]],
    ['clock', 'eq', '10:00:00', [1]],
    ['clock', 'gt', '10:00:00', [2, 6]],
    ['moment', 'eq', '2024-01-10T00:00:00.500Z', [1]],
    ['moment', 'gt', '2024-01-10T00:00:00Z', [1, 4]],
    ['moment', 'lt', '2024-01-10T00:00:00.0001Z', [2, 3, 6]],
    ['moment', 'lte', '1969-12-31T23:59:59.9995Z', [6]],
    ['moment', 'gt', '1969-12-31T23:59:59.9985Z', [1, 2, 3, 4, 6]],
    ['local', 'eq', '2024-01-10T00:00:00', [1]],
    ['local', 'gt', '2024-01-10T00:00:00', [2, 3]],
    ['local', 'gte', '2024-01-10T00:00:00.25', [2, 3]],
    ['local', 'lt', '2024-01-10T00:00:00', [4, 6]],
    ['data', 'eq', { b: [true, 'x'], a: 1 }, [1, 2]],
    ['data', 'eq', { a: 1 }, []],
    ['data', 'eq', null, [6]],
    ['data', 'ne', { a: '1' }, [1, 2, 4, 6]],
    ['raw', 'eq', 'AP8=', [1]],
    ['raw', 'eq', '', [2]],
    ['raw', 'gt', 'AA==', [1, 3, 6]],
    ['mood', 'eq', 'ok', [3, 6]],
    ['mood', 'ne', 'ok', [1, 2, 4]],
    ['mood', 'gt', 'sad', [1, 3, 4, 6]],
  ]

  test.each(cases)('%s %s %j', async (name, op, value, ids) => {
    expect(await idsWhere(compare(name, op, 0), [value])).toEqual(ids)
  })

  test('of a 32-bit float is with what it prints', async () => {
    expect(await idsWhere(compare('real', 'eq', 0), [0.1])).toEqual([1])
  })

  test('refuses a value that the column cannot hold', async () => {
    const refused: readonly [string, unknown][] = [
      ['text', 'a\u0000b'],
      ['text', '\ud800'],
      ['big', '9223372036854775808'],
      ['day', '2024-02-30'],
      ['uid', 'abc'],
    ]
    for (const [name, value] of refused) {
      await expect(idsWhere(compare(name, 'eq', 0), [value])).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    }
  })
})

describe('in', () => {
  const cases: readonly [string, readonly unknown[], number[], number[]][] = [
    ['text', ['Ann_%', '"', '{a,b}', '\\', '', 'NULL'], [1, 4], [2, 3, 6]],
    ['folded', ['ANN', 'é'], [3], [1, 2, 4, 6]],
    ['padded', ['ab', 'abcd', 'a '], [1, 3], [2, 4, 6]],
    ['big', ['9007199254740993', '0'], [1, 4], [2, 3, 6]],
    ['price', ['0.30', '10', '0.305'], [1, 2], [3, 4, 6]],
    ['real', [3, -1], [2, 6], [1, 3, 4]],
    ['flag', [false], [2, 4], [1, 3, 6]],
    ['uid', ['0a000000-0000-4000-8000-00000000000f'], [1], [2, 3, 4, 6]],
    ['day', ['2024-01-10', '1999-01-01'], [1, 4, 6], [2, 3]],
    ['clock', ['10:00:00', '10:00:00.5'], [1, 2], [3, 4, 6]],
    ['moment', ['2024-01-10T00:00:00.5Z', '2024-01-10T00:00:00.0001Z'], [1], [2, 3, 4, 6]],
    ['local', ['2024-01-10T00:00:00', '2024-01-10T00:00:10'], [1, 3], [2, 4, 6]],
    ['raw', ['AP8=', ''], [1, 2], [3, 4, 6]],
    ['mood', ['ok', 'odd'], [3, 4, 6], [1, 2]],
    ['text', [], [], [1, 2, 3, 4, 5, 6]],
    ['price', [], [], [1, 2, 3, 4, 5, 6]],
  ]

  test.each(cases)('%s %j', async (name, values, inside, outside) => {
    const left = { kind: 'column', column: name } as const
    expect(await idsWhere({ kind: 'in', left, slot: 0, negated: false }, [values])).toEqual(inside)
    expect(await idsWhere({ kind: 'in', left, slot: 0, negated: true }, [values])).toEqual(outside)
  })

  test('of JSON values', async () => {
    const left = { kind: 'column', column: 'data' } as const
    const json = databases[1]!
    const fetch = (negated: boolean) =>
      rootFetch(rowSet('s.things', { where: { kind: 'in', left, slot: 0, negated }, order: [asc('id')] }), list('id'))
    const ids = async (negated: boolean, values: unknown) =>
      JSON.stringify(await answerOf(json, catalogFor('sqlite'), fetch(negated), [values]))
    expect(await ids(false, [[1], { a: '1' }])).toBe('[{"id":3},{"id":4}]')
    expect(await ids(true, [[1], { a: '1' }])).toBe('[{"id":1},{"id":2},{"id":6}]')
    expect(await ids(true, [])).toContain('{"id":5}')
  })
})

describe('like', () => {
  const cases: readonly [LikeMatch, string, number[]][] = [
    ['like', 'Ann%', [1]],
    ['like', 'A__\\_\\%', [1]],
    ['like', '_', [6]],
    ['like', '%', [1, 2, 3, 4, 6]],
    ['like', 'ann\\\\', [2]],
    ['like', 'ann\\', [2]],
    ['like', '%*[%]?', [3]],
    ['like', '', [4]],
    ['ilike', 'ANN%', [1, 2]],
    ['ilike', 'änn%', []],
    ['ilike', 'Änn%', [3]],
    ['contains', '_%', [1]],
    ['contains', '*[x', [3]],
    ['contains', '', [1, 2, 3, 4, 6]],
    ['startsWith', 'Ann_', [1]],
    ['startsWith', 'ann\\', [2]],
    ['endsWith', '[x]?', [3]],
    ['endsWith', '\\', [2]],
  ]

  test.each(cases)('%s %j', async (match, pattern, ids) => {
    const left = { kind: 'column', column: 'text' } as const
    expect(await idsWhere({ kind: 'like', left, match, slot: 0, negated: false }, [pattern])).toEqual(ids)
    const others = [1, 2, 3, 4, 6].filter((id) => !ids.includes(id))
    expect(await idsWhere({ kind: 'like', left, match, slot: 0, negated: true }, [pattern])).toEqual(others)
  })
})

describe('logic', () => {
  test('and of none is true, or of none false, and null is neither', async () => {
    expect(await idsWhere({ kind: 'and', items: [] })).toEqual([1, 2, 3, 4, 5, 6])
    expect(await idsWhere({ kind: 'or', items: [] })).toEqual([])
    expect(await idsWhere({ kind: 'not', item: compare('text', 'eq', 0) }, ['x'])).toEqual([1, 2, 3, 4, 6])
    const isNull = { kind: 'null', left: { kind: 'column', column: 'text' }, negated: false } as const
    expect(await idsWhere({ kind: 'or', items: [isNull, compare('id', 'eq', 0)] }, [2])).toEqual([2, 5])
    expect(await idsWhere({ ...isNull, negated: true })).toEqual([1, 2, 3, 4, 6])
  })

  test('a policy that is unknown hides the row', async () => {
    for (const database of databases) {
      const rows = rowSet('s.things', {
        policy: compare('text', 'ne', 0),
        where: { kind: 'not', item: { kind: 'or', items: [] } },
      })
      const answer = (await answerOf(database, catalogFor(database.dialect), rootFetch(rows, list('id')), [
        'x',
      ])) as object[]
      expect(answer).toHaveLength(5)
    }
  })
})

describe('partners', () => {
  const exists = (
    relationName: string,
    quantifier: 'some' | 'none' | 'every',
    where: Predicate | null = null,
  ): Predicate => ({ kind: 'exists', relation: relationName, quantifier, policy: null, pairPolicy: null, where })

  test('some, none and every are true or false, also over null', async () => {
    expect(await idsWhere(exists('parts', 'some'))).toEqual([1, 2, 3])
    expect(await idsWhere(exists('parts', 'none'))).toEqual([4, 5, 6])
    expect(await idsWhere(exists('parts', 'some', compare('name', 'eq', 0)), ['z'])).toEqual([2])
    expect(await idsWhere(exists('parts', 'none', compare('name', 'eq', 0)), ['z'])).toEqual([1, 3, 4, 5, 6])
    expect(await idsWhere(exists('parts', 'every', compare('name', 'ne', 0)), ['q'])).toEqual([1, 4, 5, 6])
    expect(await idsWhere(exists('parts', 'every'))).toEqual([1, 2, 3, 4, 5, 6])
    expect(await idsWhere({ kind: 'not', item: exists('parts', 'every', compare('name', 'ne', 0)) }, ['q'])).toEqual([
      2, 3,
    ])
  })

  test('through a junction, each once', async () => {
    expect(await idsWhere(exists('tags', 'some', compare('name', 'eq', 0)), ['x'])).toEqual([1])
    expect(await idsWhere(exists('tags', 'none'))).toEqual([3, 4, 5, 6])
    const count = {
      kind: 'aggregate',
      relation: 'tags',
      policy: null,
      pairPolicy: null,
      fn: 'count',
      column: null,
    } as const
    expect(await idsWhere({ kind: 'compare', left: count, op: 'eq', slot: 0 }, [2])).toEqual([1])
  })

  const aggregates: readonly ['count' | 'sum' | 'avg' | 'min' | 'max', string | null, CompareOp, unknown, number[]][] =
    [
      ['count', null, 'gte', 2, [1, 2]],
      ['count', null, 'eq', 0, [4, 5, 6]],
      ['sum', 'weight', 'eq', '1', [1]],
      ['sum', 'weight', 'gt', '0.999', [1]],
      ['sum', 'weight', 'lt', '-0.065', [2]],
      ['sum', 'weight', 'ne', '-0.07', [1]],
      ['sum', 'pieces', 'eq', '6442450941', [1]],
      ['sum', 'pieces', 'lte', '-1', [2]],
      ['sum', 'huge', 'eq', '18446744073709551619', [1]],
      ['sum', 'huge', 'gt', '18446744073709551618.5', [1]],
      ['sum', 'huge', 'eq', '-18446744073709551614', [2]],
      ['sum', 'huge', 'lt', '99999999999999999999999999999999999999999', [1, 2]],
      ['sum', 'huge', 'gt', '-99999999999999999999999999999999999999999', [1, 2]],
      ['avg', 'weight', 'eq', '0.33333333', [1]],
      ['avg', 'weight', 'gt', '0.33333333', []],
      ['avg', 'weight', 'eq', '-0.035', [2]],
      ['avg', 'pieces', 'eq', '-0.5', [2]],
      ['avg', 'pieces', 'eq', '2147483647', [1]],
      ['avg', 'huge', 'eq', '6148914691236517206.333333', [1]],
      ['avg', 'huge', 'lt', '0', [2]],
      ['avg', 'share', 'eq', 0.75, [1]],
      ['min', 'weight', 'eq', '-0.05', [2]],
      ['max', 'weight', 'gt', '0.699', [1]],
      ['max', 'name', 'eq', 'b', [1]],
      ['min', 'name', 'lt', 'a', [1]],
      ['min', 'huge', 'eq', '5', [1]],
    ]

  test.each(aggregates)('%s of %s %s %s', async (fn, name, op, value, ids) => {
    const left = { kind: 'aggregate', relation: 'parts', policy: null, pairPolicy: null, fn, column: name } as const
    expect(await idsWhere({ kind: 'compare', left, op, slot: 0 }, [value])).toEqual(ids)
  })
})
