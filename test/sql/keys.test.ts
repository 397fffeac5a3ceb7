import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Catalog, ColumnType, DialectName } from '../../src/catalog/catalog.ts'
import type { Fetch } from '../../src/plan/plan.ts'
import { canonicalKey } from '../../src/sql/canonical-key.ts'
import { catalogOf, column, key, relation, table } from '../support/catalog-factory.ts'
import { list, openPostgres, openSqlite, rootFetch, rowSet, runFetch, type TestDatabase } from './support.ts'

const type = (kind: ColumnType['kind'], rest: Partial<ColumnType> = {}): ColumnType => ({
  kind,
  sqlType: kind,
  dimensions: 0,
  ...rest,
})

describe('the canonical key', () => {
  const cases: readonly [ColumnType, string, string | null][] = [
    [type('int'), '5', '5'],
    [type('bigint'), '"9007199254740993"', '9007199254740993'],
    [type('decimal', { scale: 2 }), '"5.00"', '5'],
    [type('decimal', { scale: 2 }), '"-0.00"', '0'],
    [type('decimal', { scale: 2 }), '"0.50"', '0.5'],
    [type('int'), 'null', null],
    [type('int'), '', null],
    [type('string'), '"a \\u0000\\"b"', 'a \u0000"b'],
    [type('string'), '"null"', 'null'],
    [type('string', { paddedLength: 4 }), '"ab  "', 'ab'],
    [type('uuid'), '"0A000000-0000-4000-8000-00000000000F"', '0a000000-0000-4000-8000-00000000000f'],
    [type('uuid'), '"abc"', null],
    [type('dateTime'), '"2024-01-01T00:00:00.500+00:00"', '2024-01-01T00:00:00.5Z'],
    [type('dateTime'), '"infinity"', null],
    [type('localDateTime'), '"2024-02-30T00:00:00"', null],
    [type('date'), '"2024-02-29"', '2024-02-29'],
    [type('time'), '"24:00:00"', null],
    [type('bytes'), '"\\\\x00FF"', '00ff'],
    [type('bytes'), '"AP8="', '00ff'],
    [type('boolean'), 'true', 'true'],
    [type('float'), '1.0', '1'],
    [type('float'), 'NaN', null],
    [type('json'), '{}', null],
  ]

  test.each(cases)('of %j in %s is %s', (of, wire, canonical) => {
    expect(canonicalKey(of, wire)).toBe(canonical)
  })
})

// ───────── searching ─────────

const nullable = { nullable: true } as const

function catalogFor(
  dialect: DialectName,
  name: string,
  searched: ColumnType,
  other: ColumnType,
  indexed: boolean,
): Catalog {
  return catalogOf(
    [
      table('s.t', 'T', [column('id', 'int'), column(name, searched.kind, { ...nullable, type: searched })], {
        keys: [key('id')],
      }),
      table('x.y', 'Y', [column('other', other.kind, { type: other })], {
        relations: [relation('ts', 'many', 's.t', { other: name }, { kind: 'link', indexed })],
      }),
    ],
    { dialects: { s: dialect } },
  )
}

const keyedFetch = (name: string, indexed: boolean): Fetch => ({
  ...rootFetch(
    rowSet('s.t', { order: [{ by: { kind: 'column', column: 'id' }, direction: 'asc', nulls: 'last' }] }),
    list('id'),
  ),
  depth: 1,
  key: { table: 'x.y', relation: 'ts', columns: [name], through: null, indexed },
})

let databases: TestDatabase[]

beforeAll(async () => {
  databases = [await openPostgres(), openSqlite()]
  await databases[0]!.exec('create extension citext')
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

const uuid = '0a000000-0000-4000-8000-00000000000f'

/** What is stored under id 1, 2 …; which keys are asked for; which ids they find. */
interface Matching {
  readonly name: string
  readonly dialect: DialectName
  readonly declared: string
  readonly searched: ColumnType
  readonly other?: ColumnType
  readonly stored: readonly string[]
  readonly keys: readonly (string | null)[]
  readonly found: readonly (readonly number[])[]
}

const textKeys = ["'a'", "'A'", "'a '", "'\u00e9'", "'e\u0301'", "'ß'", "'😀'", "'😁'", "'a,b'", "''"]
const textFound = [[1], [2], [3], [4], [5], [6], [7], [8], [9], [10], []]
const asked = ['a', 'A', 'a ', '\u00e9', 'e\u0301', 'ß', '😀', '😁', 'a,b', '', 'ss']
const whole = {
  stored: ['5', '-7', '0'],
  keys: ['5', '-7', '5.5', 'abc', '99999999999', '0', null],
  found: [[1], [2], [], [], [], [3], []],
}

const matchings: readonly Matching[] = [
  { name: 'int', dialect: 'postgres', declared: 'int', searched: type('int'), ...whole },
  { name: 'smallint', dialect: 'postgres', declared: 'smallint', searched: type('int'), ...whole },
  {
    name: 'numeric',
    dialect: 'postgres',
    declared: 'numeric(8,2)',
    searched: type('decimal', { precision: 8, scale: 2 }),
    ...whole,
  },
  { name: 'int', dialect: 'sqlite', declared: 'int', searched: type('int'), ...whole },
  {
    name: 'decimal',
    dialect: 'sqlite',
    declared: 'numeric(8,2)',
    searched: type('decimal', { scale: 2, storage: 'real' }),
    ...whole,
  },
  {
    name: 'decimal with a fraction',
    dialect: 'sqlite',
    declared: 'numeric(8,2)',
    searched: type('decimal', { scale: 2, storage: 'real' }),
    stored: ['0.1 + 0.2', '-0.1', '1'],
    keys: ['0.3', '-0.1', '0.301', '1'],
    found: [[1], [2], [], [3]],
  },
  {
    name: 'text',
    dialect: 'postgres',
    declared: 'text',
    searched: type('string'),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'citext',
    dialect: 'postgres',
    declared: 'citext',
    searched: type('string', { sqlType: 'citext', storage: 'text' }),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'a nondeterministic collation',
    dialect: 'postgres',
    declared: 'text collate loose',
    searched: type('string', { collation: 'loose' }),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'text',
    dialect: 'sqlite',
    declared: 'text',
    searched: type('string'),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'NOCASE of which the catalog knows',
    dialect: 'sqlite',
    declared: 'text collate nocase',
    searched: type('string', { collation: 'NOCASE' }),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'NOCASE of which it does not',
    dialect: 'sqlite',
    declared: 'text collate nocase',
    searched: type('string'),
    stored: textKeys,
    keys: asked,
    found: textFound,
  },
  {
    name: 'char(4)',
    dialect: 'postgres',
    declared: 'char(4)',
    searched: type('string', { sqlType: 'character(4)', paddedLength: 4 }),
    stored: ["'ab'", "'AB'", "''"],
    keys: ['ab', 'ab  ', 'AB', ''],
    found: [[1], [], [2], [3]],
  },
  {
    name: 'uuid',
    dialect: 'postgres',
    declared: 'uuid',
    searched: type('uuid'),
    other: type('string'),
    stored: [`'${uuid}'`],
    keys: [uuid, uuid.toUpperCase(), 'abc'],
    found: [[1], [1], []],
  },
  ...(['postgres', 'sqlite'] as const).map((dialect): Matching => ({
    name: 'uuid in text',
    dialect,
    declared: 'text',
    searched: type('string'),
    other: type('uuid'),
    stored: [`'${uuid}'`, `'${uuid.toUpperCase()}'`, "'abc'"],
    keys: [uuid],
    found: [[1, 2]],
  })),
  {
    name: 'uuid',
    dialect: 'sqlite',
    declared: 'blob',
    searched: type('uuid', { storage: 'blob' }),
    stored: [`x'${uuid.replaceAll('-', '')}'`],
    keys: [uuid, 'abc'],
    found: [[1], []],
  },
  {
    name: 'timestamptz',
    dialect: 'postgres',
    declared: 'timestamptz',
    searched: type('dateTime'),
    stored: ["'2024-01-01 00:00:00.123456+00'"],
    keys: ['2024-01-01T00:00:00.123456Z', '2024-01-01T00:00:00.123Z', 'infinity'],
    found: [[1], [], []],
  },
  {
    name: 'an instant in milliseconds',
    dialect: 'sqlite',
    declared: 'int',
    searched: type('dateTime', { storage: 'milliseconds' }),
    stored: ['1704067200123'],
    keys: ['2024-01-01T00:00:00.123Z', '2024-01-01T00:00:00.1235Z'],
    found: [[1], []],
  },
  {
    name: 'an instant as text',
    dialect: 'sqlite',
    declared: 'datetime',
    searched: type('localDateTime', { storage: 'text' }),
    stored: ["'2024-01-01 00:00:00'", "'2024-01-01T00:00:00.000'", "'2024-01-01 00:00:00.5'"],
    keys: ['2024-01-01T00:00:00', '2024-01-01T00:00:00.5'],
    found: [[1, 2], [3]],
  },
  ...(['postgres', 'sqlite'] as const).map((dialect): Matching => ({
    name: 'bytes',
    dialect,
    declared: dialect === 'postgres' ? 'bytea' : 'blob',
    searched: type('bytes'),
    stored: [dialect === 'postgres' ? `'\\x00ff'` : `x'00ff'`],
    keys: ['00ff', 'zz'],
    found: [[1], []],
  })),
  {
    name: 'boolean',
    dialect: 'sqlite',
    declared: 'boolean',
    searched: type('boolean', { storage: 'integer' }),
    stored: ['1', '0', '2'],
    keys: ['true', 'false'],
    found: [[1], [2]],
  },
  {
    name: 'an enum',
    dialect: 'postgres',
    declared: 'mood',
    searched: type('enum', { sqlType: 'mood' }),
    other: type('string'),
    stored: ["'sad'"],
    keys: ['sad', 'no such mood'],
    found: [[1], []],
  },
]

describe('a key finds exactly what equals it', () => {
  test.each(matchings)('$dialect: $name', async ({ dialect, declared, searched, other, stored, keys, found }) => {
    const database = databases.find((each) => each.dialect === dialect)!
    if (declared === 'mood') await database.exec("drop type if exists mood; create type mood as enum ('sad', 'ok')")
    if (declared.endsWith('loose')) {
      await database.exec(
        "create collation if not exists loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
      )
    }
    const values = stored.map((literal, index) => `(${index + 1}, ${literal})`)
    await database.exec(
      `drop table if exists t; create table t (id int, k ${declared}); insert into t values ${values}, (99, null)`,
    )
    for (const indexed of [true, false]) {
      const catalog = catalogFor(dialect, 'k', searched, other ?? searched, indexed)
      const answers = await runFetch(
        database,
        catalog,
        keyedFetch('k', indexed),
        [],
        keys.map((each) => [each]),
      )
      expect(answers.map(([rows]) => (rows as { id: number }[]).map(({ id }) => id))).toEqual(found)
    }
  })
})

test('a composite key matches where all of its columns do', async () => {
  for (const database of databases) {
    await database.exec(`drop table if exists t; create table t (id int, a int, b text);
      insert into t values (1, 1, 'x'), (2, 1, 'y'), (3, 2, 'x'), (4, 1, null), (5, 1, 'x')`)
    const catalog = (indexed: boolean) =>
      catalogOf(
        [
          table('s.t', 'T', [column('id', 'int'), column('a', 'int', nullable), column('b', 'string', nullable)]),
          table('x.y', 'Y', [column('p', 'int'), column('q', 'string')], {
            relations: [relation('ts', 'many', 's.t', { p: 'a', q: 'b' }, { kind: 'link', indexed })],
          }),
        ],
        { dialects: { s: database.dialect } },
      )
    for (const indexed of [true, false]) {
      const fetch = keyedFetch('a', indexed)
      const composite = { ...fetch, key: { ...fetch.key!, columns: ['a', 'b'] } }
      const keys = [
        ['1', 'x'],
        ['2', 'y'],
        ['1', null],
        ['2', 'x'],
      ] as const
      const answers = await runFetch(database, catalog(indexed), composite, [], keys)
      expect(answers).toEqual([[[{ id: 1 }, { id: 5 }]], [[]], [[]], [[{ id: 3 }]]])
    }
  }
})
