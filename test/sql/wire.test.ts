import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogOf, column, table } from '../support/catalog-factory.ts'
import { answerOf, asc, list, object, openSqlite, rootFetch, rowSet, type TestDatabase } from './support.ts'
import { bytes, catalogFor, columns, insert, moods, names, openThings } from './things.ts'

const nullable = { nullable: true } as const
const odd = 'quote " back \\ line\nbreak \t\u0001\u0002\u0003 ünï 😀 \u007f'

let databases: TestDatabase[]

beforeAll(async () => {
  databases = await openThings()
})

afterAll(() => Promise.all(databases.map((database) => database.close())))

async function read(database: TestDatabase): Promise<unknown> {
  const fetch = rootFetch(rowSet('s.things', { order: [asc('id')], limit: 10 }), list(...names))
  const [row] = (await answerOf(database, catalogFor(database.dialect), fetch)) as unknown[]
  return row
}

describe('a value of every kind', () => {
  test('is answered in one wire form on both databases', async () => {
    for (const database of databases) {
      const flag = database.dialect === 'postgres' ? 'true' : '1'
      await insert(database, {
        id: '7',
        whole: '-2147483648',
        big: '9223372036854775807',
        price: '-1234.5',
        real: '0.1',
        text: `'${odd.replaceAll("'", "''")}'`,
        flag,
        uid: "'0A0B0C0D-0000-4000-8000-00000000000F'",
        day: "'2024-02-29'",
        clock: "'03:04:05.120'",
        moment: database.dialect === 'postgres' ? "'2024-02-29 05:04:05.123450+02'" : "'2024-02-29T03:04:05.123450Z'",
        local: "'2024-02-29 03:04:10'",
        data: `'{"a":[1,null,"x"]}'`,
        raw: bytes(database, '00ff10'),
        mood: "'very happy'",
      })
      expect(await read(database)).toEqual({
        id: 7,
        whole: -2147483648,
        big: '9223372036854775807',
        price: '-1234.50',
        real: 0.1,
        text: odd,
        flag: true,
        uid: '0a0b0c0d-0000-4000-8000-00000000000f',
        day: '2024-02-29',
        clock: '03:04:05.12',
        moment: '2024-02-29T03:04:05.12345Z',
        local: '2024-02-29T03:04:10',
        data: { a: [1, null, 'x'] },
        raw: 'AP8Q',
        mood: 'very_happy',
      })
    }
  })

  test('is null where it is null', async () => {
    for (const database of databases) {
      await insert(database, { id: '1' })
      const nulls = Object.fromEntries(names.map((name) => [name, name === 'id' ? 1 : null]))
      expect(await read(database)).toEqual(nulls)
    }
  })
})

describe('a value that the wire form cannot carry', () => {
  const cases: readonly [string, 'postgres' | 'sqlite', string, string][] = [
    ['real', 'postgres', `'NaN'`, '!notFinite'],
    ['real', 'postgres', `'-Infinity'`, '!notFinite'],
    ['real', 'sqlite', '9e999', '!notFinite'],
    ['real', 'sqlite', `'much'`, '!malformed'],
    ['price', 'postgres', `'NaN'`, '!notFinite'],
    ['price', 'sqlite', '12345678901234567890', '!outOfRange'],
    ['price', 'sqlite', `'dear'`, '!malformed'],
    ['whole', 'sqlite', '2147483648', '!outOfRange'],
    ['whole', 'sqlite', '1.5', '!malformed'],
    ['whole', 'sqlite', `'one'`, '!malformed'],
    ['big', 'sqlite', '1e30', '!outOfRange'],
    ['flag', 'sqlite', '2', '!malformed'],
    ['uid', 'sqlite', `'no uuid "'`, '!malformed'],
    ['day', 'postgres', `'infinity'`, '!malformed'],
    ['day', 'postgres', `'0044-03-15 BC'`, '!malformed'],
    ['day', 'sqlite', `'2024-02-30'`, '!malformed'],
    ['clock', 'postgres', `'24:00'`, '!malformed'],
    ['clock', 'sqlite', `'25:00:00'`, '!malformed'],
    ['moment', 'postgres', `'infinity'`, '!malformed'],
    ['moment', 'postgres', `'10000-01-01 00:00:00+00'`, '!malformed'],
    ['moment', 'sqlite', `'tomorrow'`, '!malformed'],
    ['moment', 'sqlite', `'2024-01-01T00:00:00+02:00'`, '!malformed'],
    ['local', 'postgres', `'-infinity'`, '!malformed'],
    ['local', 'sqlite', `'2024-01-01 00:00:00.1234567'`, '!malformed'],
    ['data', 'sqlite', `'{no json}'`, '!malformed'],
    ['data', 'sqlite', `char(34) || char(1) || 'c0' || char(3) || char(34)`, '!malformed'],
    ['mood', 'postgres', `'new'`, '!unknownEnumValue'],
    ['mood', 'sqlite', `'new'`, '!unknownEnumValue'],
  ]

  test.each(cases)('%s on %s, %s, is %s', async (name, dialect, literal, sentinel) => {
    const database = databases.find((each) => each.dialect === dialect)!
    await insert(database, { id: '1', [name]: literal })
    expect(await read(database)).toMatchObject({ id: 1, [name]: sentinel })
  })

  test('is a null where the schema says NOT NULL', async () => {
    for (const database of databases) {
      await insert(database, { id: '1' })
      for (const name of names.slice(1)) {
        const strict = columns(database.dialect).map((each) => ({ ...each, nullable: false }))
        const catalog = catalogOf([table('s.things', 'Thing', strict)], {
          dialects: { s: database.dialect },
          enums: [moods],
        })
        const rows = await answerOf(database, catalog, rootFetch(rowSet('s.things'), list('id', name)))
        expect(JSON.stringify(rows)).toMatch(/^\[("!malformed"|\{"id":1,"\w+":"!(malformed|unknownEnumValue)"\})\]$/)
      }
    }
  })
})

describe('text', () => {
  test('that holds U+0000 comes whole out of SQLite', async () => {
    const database = databases[1]!
    await insert(database, { id: '1', text: `'a' || char(0) || 'b'` })
    expect(await read(database)).toMatchObject({ text: 'a\u0000b' })
  })

  test('stored as a number or a blob is read as text', async () => {
    const database = databases[1]!
    await insert(database, { id: '1', text: `cast('ab' as blob)` })
    expect(await read(database)).toMatchObject({ text: 'ab' })
  })
})

describe('floats', () => {
  test('come back as they were', async () => {
    const values = [0.1 + 0.2, 1e300, 5e-324, -0.5, 123456789.123456789, 1 / 3, 2 ** 53]
    for (const database of databases) {
      for (const value of values) {
        await insert(database, { id: '1', real: database.dialect === 'postgres' ? `'${value}'` : `${value}` })
        expect(await read(database)).toMatchObject({ real: value })
      }
    }
  })
})

describe('instants in SQLite', () => {
  const forms: readonly [string, string, string][] = [
    ['seconds', '-1', '1969-12-31T23:59:59Z'],
    ['seconds', '253402300799', '9999-12-31T23:59:59Z'],
    ['milliseconds', '-1', '1969-12-31T23:59:59.999Z'],
    ['milliseconds', '1700000000120', '2023-11-14T22:13:20.12Z'],
    ['milliseconds', '1700000000000', '2023-11-14T22:13:20Z'],
    ['julian', '2460000.5', '2023-02-25T00:00:00Z'],
    ['text', `'2024-01-01 00:00:00'`, '2024-01-01T00:00:00Z'],
    ['text', `'2024-01-01T00:00:00.000+00:00'`, '2024-01-01T00:00:00Z'],
    ['text', `'2024-01-01T00:00:10.100Z'`, '2024-01-01T00:00:10.1Z'],
  ]

  test.each(forms)('as %s %s', async (storage, literal, wire) => {
    const database = openSqlite()
    await database.exec(`create table t (id integer primary key, at); insert into t values (1, ${literal})`)
    const catalog = catalogOf(
      [table('s.t', 'T', [column('id', 'int'), column('at', 'dateTime', { type: { storage } })])],
      {
        dialects: { s: 'sqlite' },
      },
    )
    expect(await answerOf(database, catalog, rootFetch(rowSet('s.t'), list('at')))).toEqual([{ at: wire }])
    await database.close()
  })
})

describe('arrays of PostgreSQL', () => {
  test('are lists of wire forms, nulls among them', async () => {
    const database = databases[0]!
    await database.exec(`create table lists (id int primary key, a int[], b bigint[], c text[], d numeric(5,2)[],
      e timestamptz[], f mood[], g float8[], h bytea[], i int[][], j numeric[][], k inet, l inet[]);
      insert into lists values (1, '{1,NULL,3}', '{9007199254740993,NULL}', '{"a\\"b",NULL,""}', '{1.5,NULL}',
      '{2024-01-01 00:00:00+00,NULL}', '{sad,NULL,"very happy"}', '{0.5,NULL}', '{"\\\\x00ff"}', '{{1,2},{3,NULL}}',
      '{{1.50},{NULL}}', '10.0.0.1/8', '{10.0.0.1,NULL}'), (2, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '10.0.0.1', '{}'),
      (3, '{{1}}', null, null, '{NaN}', '{infinity}', '{new}', '{NaN}', null, '{1}', null, null, null)`)
    const array = (dimensions: number, sqlType: string, rest = {}) => ({
      ...nullable,
      type: { dimensions, sqlType, ...rest },
    })
    const catalog = catalogOf(
      [
        table('s.lists', 'List', [
          column('id', 'int'),
          column('a', 'int', array(1, 'integer[]')),
          column('b', 'bigint', array(1, 'bigint[]')),
          column('c', 'string', array(1, 'text[]')),
          column('d', 'decimal', array(1, 'numeric(5,2)[]', { precision: 5, scale: 2 })),
          column('e', 'dateTime', array(1, 'timestamp with time zone[]')),
          column('f', 'enum', array(1, 'mood[]', { enum: 'Mood' })),
          column('g', 'float', array(1, 'double precision[]')),
          column('h', 'bytes', array(1, 'bytea[]')),
          column('i', 'int', array(2, 'integer[]')),
          column('j', 'decimal', array(2, 'numeric[]')),
          column('k', 'string', { ...nullable, type: { sqlType: 'inet', storage: 'text' } }),
          column('l', 'string', array(1, 'inet[]', { storage: 'text' })),
        ]),
      ],
      { enums: [moods] },
    )
    const fetch = rootFetch(rowSet('s.lists', { order: [asc('id')] }), list(...'abcdefghijkl'))
    expect(await answerOf(database, catalog, fetch)).toEqual([
      {
        a: [1, null, 3],
        b: ['9007199254740993', null],
        c: ['a"b', null, ''],
        d: ['1.50', null],
        e: ['2024-01-01T00:00:00Z', null],
        f: ['sad', null, 'very_happy'],
        g: [0.5, null],
        h: ['AP8='],
        i: [
          [1, 2],
          [3, null],
        ],
        j: [['1.50'], [null]],
        k: '10.0.0.1/8',
        l: ['10.0.0.1', null],
      },
      { a: [], b: [], c: [], d: [], e: [], f: [], g: [], h: [], i: [], j: [], k: '10.0.0.1', l: [] },
      {
        a: '!malformed',
        b: null,
        c: null,
        d: ['!notFinite'],
        e: ['!malformed'],
        f: ['!unknownEnumValue'],
        g: ['!notFinite'],
        h: null,
        i: '!malformed',
        j: null,
        k: null,
        l: null,
      },
    ])
  })
})

describe('response names', () => {
  test('chosen by a client are parameters, whatever they are', async () => {
    for (const database of databases) {
      await insert(database, { id: '5' })
      const aliased = object(
        { name: { alias: 0 }, value: { kind: 'column', column: 'id' } },
        { name: '.needs:label', value: { kind: 'typename', typeName: 'Thing' } },
        { name: { alias: 1 }, value: { kind: 'nodeId' } },
      )
      const fetch = rootFetch(rowSet('s.things'), { kind: 'one', value: aliased, required: true })
      const values = [`a"b'\u0001$1?1`, '__proto__']
      const text = JSON.stringify(await answerOf(database, catalogFor(database.dialect), fetch, values))
      expect(text).toBe(`{${JSON.stringify(values[0])}:5,".needs:label":"Thing","__proto__":"Thing:5"}`)
    }
  })

  test('of the plan that are no names of the schema are refused', () => {
    const fetch = rootFetch(rowSet('s.things'), list({ name: `a'b`, value: { kind: 'column', column: 'id' } }))
    return expect(answerOf(databases[1]!, catalogFor('sqlite'), fetch)).rejects.toThrow('a name of the schema')
  })

  test('many fit in one object', async () => {
    for (const database of databases) {
      await insert(database, { id: '5' })
      const fields = Array.from({ length: 300 }, (_, index) => ({
        name: `f${index}`,
        value: { kind: 'column', column: index % 2 ? 'id' : 'text' } as const,
      }))
      const rows = (await answerOf(
        database,
        catalogFor(database.dialect),
        rootFetch(rowSet('s.things'), list(...fields)),
      )) as object[]
      expect(Object.keys(rows[0] ?? {})).toHaveLength(300)
    }
  })
})
