import { PGlite } from '@electric-sql/pglite'
import { vector } from 'drizzle-orm/pg-core'
import * as pg from 'drizzle-orm/pg-core'
import * as lite from 'drizzle-orm/sqlite-core'
import { expect, test } from 'vitest'
import type { ColumnDescription } from '../../../src/catalog/description.ts'
import { describeDrizzle } from '../../../src/catalog/drizzle/describe-drizzle.ts'
import { sqliteDeclaredType } from '../../../src/catalog/drizzle/sqlite-type.ts'
import { declaredType } from '../../../src/sql/sqlite/declared-type.ts'

const postgresTable = pg.pgTable('types', {
  small: pg.smallint(),
  int: pg.integer(),
  serial: pg.serial(),
  bigNumber: pg.bigint({ mode: 'number' }),
  bigBigint: pg.bigint({ mode: 'bigint' }),
  bigString: pg.bigint({ mode: 'string' }),
  bigserial: pg.bigserial({ mode: 'number' }),
  money: pg.numeric({ precision: 12, scale: 2 }),
  moneyNumber: pg.numeric({ precision: 12, scale: 2, mode: 'number' }),
  whole: pg.numeric({ precision: 20, mode: 'bigint' }),
  any: pg.numeric(),
  real: pg.real(),
  double: pg.doublePrecision(),
  yes: pg.boolean(),
  text: pg.text(),
  varchar: pg.varchar({ length: 20 }),
  char: pg.char({ length: 5 }),
  char1: pg.char(),
  uuid: pg.uuid(),
  date: pg.date(),
  dateObject: pg.date({ mode: 'date' }),
  time: pg.time(),
  timeTz: pg.time({ withTimezone: true, precision: 2 }),
  local: pg.timestamp(),
  localString: pg.timestamp({ mode: 'string', precision: 3 }),
  instant: pg.timestamp({ withTimezone: true }),
  instant6: pg.timestamp({ withTimezone: true, precision: 6, mode: 'string' }),
  json: pg.json(),
  jsonb: pg.jsonb(),
  bytes: pg.bytea(),
  inet: pg.inet(),
  interval: pg.interval({ fields: 'day to second', precision: 3 }),
  ints: pg.integer().array(),
  grid: pg.numeric({ precision: 4, scale: 1 }).array('[][]'),
  chars: pg.char({ length: 2 }).array(),
  customMoney: pg.customType<{ data: string }>({ dataType: () => 'DECIMAL(9, 3)' })(),
  customList: pg.customType<{ data: string[] }>({ dataType: () => 'varchar(8)[]' })(),
  customRange: pg.customType<{ data: string }>({ dataType: () => 'int4range' })(),
})

const sqliteTable = lite.sqliteTable('types', {
  int: lite.integer(),
  yes: lite.integer({ mode: 'boolean' }),
  seconds: lite.integer({ mode: 'timestamp' }),
  millis: lite.integer({ mode: 'timestamp_ms' }),
  text: lite.text(),
  text20: lite.text({ length: 20 }),
  textJson: lite.text({ mode: 'json' }),
  real: lite.real(),
  bytes: lite.blob({ mode: 'buffer' }),
  blobJson: lite.blob({ mode: 'json' }),
  numericBigint: lite.numeric({ mode: 'bigint' }),
  money: lite.customType<{ data: string }>({ dataType: () => 'NUMERIC(12, 2)' })(),
  whole: lite.customType<{ data: string }>({ dataType: () => 'decimal(15, 0)' })(),
  day: lite.customType<{ data: string }>({ dataType: () => 'DATE' })(),
  at: lite.customType<{ data: string }>({ dataType: () => 'datetime' })(),
  stamp: lite.customType<{ data: string }>({ dataType: () => 'timestamp' })(),
  flag: lite.customType<{ data: boolean }>({ dataType: () => 'boolean' })(),
  big: lite.customType<{ data: bigint }>({ dataType: () => 'bigint' })(),
  uuid: lite.customType<{ data: string }>({ dataType: () => 'uuid' })(),
  tiny: lite.customType<{ data: number }>({ dataType: () => 'tinyint' })(),
  varchar: lite.customType<{ data: string }>({ dataType: () => 'varchar(20)' })(),
})

function described(dialect: 'postgres' | 'sqlite', schema: Record<string, unknown>) {
  return describeDrizzle({ name: 'db', dialect, schema, readOnly: false })
}

function types(columns: readonly ColumnDescription[]): Record<string, string> {
  return Object.fromEntries(
    columns.map(({ name, type }) => [
      name,
      [
        type.kind,
        type.sqlType,
        ...(type.precision === undefined ? [] : [`precision ${type.precision}`]),
        ...(type.scale === undefined ? [] : [`scale ${type.scale}`]),
        ...(type.paddedLength === undefined ? [] : [`padded ${type.paddedLength}`]),
        ...(type.storage === undefined ? [] : [`stored as ${type.storage}`]),
        ...(type.dimensions === 0 ? [] : [`dimensions ${type.dimensions}`]),
      ].join(', '),
    ]),
  )
}

test('each type of PostgreSQL has its kind, in every mode that Drizzle reads it', () => {
  const source = described('postgres', { postgresTable })
  expect(types(source.tables[0]!.columns)).toEqual({
    small: 'int, smallint',
    int: 'int, integer',
    serial: 'int, integer',
    bigNumber: 'bigint, bigint',
    bigBigint: 'bigint, bigint',
    bigString: 'bigint, bigint',
    bigserial: 'bigint, bigint',
    money: 'decimal, numeric(12,2), precision 12, scale 2',
    moneyNumber: 'decimal, numeric(12,2), precision 12, scale 2',
    whole: 'decimal, numeric(20), precision 20, scale 0',
    any: 'decimal, numeric',
    real: 'float, real',
    double: 'float, double precision',
    yes: 'boolean, boolean',
    text: 'string, text',
    varchar: 'string, character varying(20)',
    char: 'string, character(5), padded 5',
    char1: 'string, character, padded 1',
    uuid: 'uuid, uuid',
    date: 'date, date',
    dateObject: 'date, date',
    time: 'time, time without time zone',
    timeTz: 'string, time(2) with time zone, stored as text',
    local: 'localDateTime, timestamp without time zone',
    localString: 'localDateTime, timestamp(3) without time zone',
    instant: 'dateTime, timestamp with time zone',
    instant6: 'dateTime, timestamp(6) with time zone',
    json: 'json, json',
    jsonb: 'json, jsonb',
    bytes: 'bytes, bytea',
    inet: 'string, inet, stored as text',
    interval: 'string, interval day to second(3), stored as text',
    ints: 'int, integer[], dimensions 1',
    grid: 'decimal, numeric(4,1)[], precision 4, scale 1, dimensions 2',
    chars: 'string, character(2)[], padded 2, dimensions 1',
    customMoney: 'decimal, numeric(9,3), precision 9, scale 3',
    customList: 'string, character varying(8)[], dimensions 1',
    customRange: 'string, int4range, stored as text',
  })
  expect(source.notices).toEqual([])
})

test('PostgreSQL itself knows every described type by the name given to it', async () => {
  const database = await PGlite.create()
  try {
    for (const { name, type } of described('postgres', { postgresTable }).tables[0]!.columns) {
      const answer = await database.query(`select null::${type.sqlType}`)
      expect(answer.rows, name).toHaveLength(1)
    }
  } finally {
    await database.close()
  }
})

test('each type of SQLite has its kind and how it is stored', () => {
  const source = described('sqlite', { sqliteTable })
  expect(types(source.tables[0]!.columns)).toEqual({
    int: 'int, integer',
    yes: 'boolean, integer, stored as integer',
    seconds: 'dateTime, integer, stored as seconds',
    millis: 'dateTime, integer, stored as milliseconds',
    text: 'string, text',
    text20: 'string, text(20)',
    textJson: 'json, text, stored as text',
    real: 'float, real',
    bytes: 'bytes, blob',
    blobJson: 'json, blob, stored as blob',
    numericBigint: 'bigint, numeric',
    money: 'decimal, NUMERIC(12, 2), precision 12, scale 2, stored as real',
    whole: 'decimal, decimal(15, 0), precision 15, scale 0, stored as real',
    day: 'date, DATE, stored as text',
    at: 'localDateTime, datetime, stored as text',
    stamp: 'localDateTime, timestamp, stored as text',
    flag: 'boolean, boolean, stored as integer',
    big: 'bigint, bigint',
    uuid: 'uuid, uuid, stored as text',
    tiny: 'int, tinyint',
    varchar: 'string, varchar(20)',
  })
  expect(source.notices).toEqual([])
})

test('a declaration of SQLite means the same in a Drizzle schema and in a database that is introspected', () => {
  const declarations = [
    ...[
      'INTEGER',
      'int',
      'BIGINT',
      'TINYINT(1)',
      'BOOLEAN',
      'REAL',
      'double precision',
      'FLOAT',
      'TEXT',
      'VARCHAR(20)',
    ],
    ...['NUMERIC', 'NUMERIC(10)', 'DECIMAL(10, 2)', 'DECIMAL(15,15)', 'NUMERIC(16,2)', 'DATE', 'TIME', 'DATETIME'],
    ...[
      'TIMESTAMP',
      'timestamp with time zone',
      'UUID',
      'JSON',
      'JSONB',
      'BLOB',
      'CLOB',
      'POINT',
      'INTERVAL',
      'whatever',
    ],
  ]
  for (const declaration of declarations) {
    expect(sqliteDeclaredType(declaration).type, declaration).toEqual(declaredType(declaration).type)
  }
})

test('what SQLite cannot keep exactly says so', () => {
  const inexact = lite.sqliteTable('inexact', {
    plain: lite.numeric(),
    asNumber: lite.numeric({ mode: 'number' }),
    long: lite.customType<{ data: string }>({ dataType: () => 'numeric(20,4)' })(),
    digits: lite.blob({ mode: 'bigint' }),
  })
  const source = described('sqlite', { inexact })
  expect(types(source.tables[0]!.columns)).toEqual({
    plain: 'float, numeric',
    asNumber: 'float, numeric',
    long: 'float, numeric(20,4)',
    digits: 'bytes, blob',
  })
  expect(source.notices).toEqual([
    expect.stringMatching(/^db\.inexact\.plain: has no scale, so it is a Float: .*numeric\(12,2\)/),
    expect.stringMatching(/^db\.inexact\.asNumber: has no scale, so it is a Float/),
    expect.stringMatching(/^db\.inexact\.long: is declared numeric\(20,4\), and SQLite keeps 15/),
    expect.stringMatching(/^db\.inexact\.digits: is a bigint in a blob.*Bytes/),
  ])
})

test('a type that Heddle does not know is a String, and a notice says so', () => {
  const odd = pg.pgTable('odd', {
    known: vector({ dimensions: 3 }),
    unknown: pg.customType<{ data: string }>({ dataType: () => 'wibble' })(),
  })
  const source = described('postgres', { odd })
  expect(types(source.tables[0]!.columns)).toEqual({
    known: 'string, vector(3), stored as text',
    unknown: 'string, wibble, stored as text',
  })
  expect(source.notices).toEqual([expect.stringMatching(/^db\.odd\.unknown: has the type wibble .* String$/)])

  const strange = lite.sqliteTable('strange', { it: lite.customType<{ data: string }>({ dataType: () => 'wibble' })() })
  expect(types(described('sqlite', { strange }).tables[0]!.columns)).toEqual({ it: 'string, wibble, stored as text' })
  expect(described('sqlite', { strange }).notices).toHaveLength(1)
})
