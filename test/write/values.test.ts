import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DialectName } from '../../src/catalog/catalog.ts'
import { missingServer, openWriteWorld, type OpenWriteWorld } from './shop.ts'

/** By column: how it is declared, and values in wire form that must come back as they were given. */
type Columns = Readonly<Record<string, readonly [type: string, ...values: unknown[]]>>

const texts = ['', 'O\'Brien \\ "quoted"', 'emoji 😀 é', '{1,2}', 'null', '42', ' padded ', 'line\nbreak\ttab']
const common: Columns = {
  whole: ['integer', 0, -2147483648, 2147483647],
  big: ['bigint', '0', '9007199254740993', '-9223372036854775808', '9223372036854775807'],
  exact: ['numeric(12,2)', '0.00', '-0.05', '9999999999.99', '10.10'],
  real: ['double precision', 0.1, -2.5, 1e21, 1e-7, 123456789.123],
  words: ['varchar(60)', ...texts],
  flag: ['boolean', true, false],
  day: ['date', '2024-02-29', '1969-07-20'],
}

const mariadbColumns: Columns = {
  ...common,
  small: ['smallint', -32768, 32767],
  unsigned: ['bigint unsigned', '18446744073709551615', '0'],
  single: ['float', 0.5, 16777216],
  clock: ['time(6)', '06:30:00', '23:59:59.999999'],
  local: ['datetime(6)', '2024-03-31T02:30:00', '2024-03-31T02:30:00.000001'],
  data: ['json', { n: 1.5, list: [1, null, 'x'] }, [], 'text', 7, false],
  blob: ['varbinary(20)', '', 'AP8=', '/+8='],
  mood: ["enum('sad','so-so')", 'sad', 'so_so'],
}

const columns: Readonly<Record<DialectName, Columns>> = {
  postgres: {
    ...common,
    small: ['smallint', -32768, 32767],
    free: ['numeric', '12345678901234567890.123456789', '0.000001'],
    single: ['real', 0.5, 16777216],
    clock: ['time', '06:30:00', '23:59:59.999999'],
    instant: ['timestamptz', '2024-02-29T23:59:59.999999Z', '1969-12-31T23:59:59.5Z'],
    local: ['timestamp', '2024-03-31T02:30:00', '2024-03-31T02:30:00.000001'],
    token: ['uuid', '8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f'],
    data: ['jsonb', { n: 1.5, list: [1, null, 'x'] }, [], 'text', 7, false],
    raw: ['json', { z: 1, a: [1.25, 'é'] }],
    blob: ['bytea', '', 'AP8=', '/+8='],
    mood: ['mood', 'sad', 'so_so'],
    address: ['inet', '10.0.0.1', '10.0.0.0/8'],
    span: ['int4range', '[1,5)', 'empty'],
    tags: ['text[]', [], ['a', 'b "q"'], ['{x}', 'y,z', 'NULL']],
    marks: ['integer[]', [], [3, -2]],
  },
  sqlite: {
    ...common,
    exact: ['numeric(12,2)', '0.00', '-0.05', '9999999999.99', '10.10'],
    clock: ['time', '06:30:00', '23:59:59.5'],
    instant: ['timestamptz', '2024-02-29T23:59:59.999999Z', '1969-12-31T23:59:59.5Z'],
    local: ['datetime', '2024-03-31T02:30:00', '2024-03-31T02:30:00.000001'],
    token: ['uuid', '8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f'],
    data: ['json', { n: 1.5, list: [1, null, 'x'] }, [], 'text', 7, false],
    blob: ['blob', '', 'AP8=', '/+8='],
  },
  mariadb: { ...mariadbColumns, token: ['uuid', '8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f'] },
  mysql: mariadbColumns,
}

function ddl(dialect: DialectName): string {
  const quote = dialect === 'mariadb' || dialect === 'mysql' ? '`' : '"'
  const named = Object.entries(columns[dialect]).map(([name, [type]]) => `${quote}${name}${quote} ${type}`)
  const key = {
    postgres: 'integer generated always as identity primary key',
    sqlite: 'integer primary key',
    mariadb: 'integer auto_increment primary key',
    mysql: 'integer auto_increment primary key',
  }
  const types = dialect === 'postgres' ? `create type mood as enum ('sad', 'so-so');` : ''
  return `${types} create table samples (id ${key[dialect]}, ${named.join(', ')}, made integer generated always as (1 + 1) stored);`
}

describe.each<DialectName>(['postgres', 'sqlite', 'mariadb', 'mysql'])('values written to %s', (dialect) => {
  const missing = missingServer([dialect])
  if (missing !== null) {
    it('need its server', ({ skip }) => skip(missing))
    return
  }
  const own = columns[dialect]
  const names = Object.keys(own).join(' ')
  const rows = Array.from({ length: 8 }, (_, at) => {
    return Object.fromEntries(Object.entries(own).map(([name, [, ...values]]) => [name, values[at % values.length]]))
  })
  let world: OpenWriteWorld
  beforeAll(async () => {
    world = await openWriteWorld({ sources: { store: { dialect, ddl: ddl(dialect), reset: [] } } })
  })
  afterAll(() => world.close())

  it('come back as they were given, many at a time', async () => {
    const { result } = await world.run(
      `mutation ($data: [SampleCreate!]!) { createSamples(data: $data) { rows { ${names} made } } }`,
      { data: rows },
    )
    expect(result.errors).toBeUndefined()
    expect((result.data as { createSamples: { rows: unknown[] } }).createSamples.rows).toEqual(
      rows.map((row) => ({ ...row, made: 2 })),
    )
  })

  it('come back as they were given by an update, and null as null', async () => {
    for (const data of [...rows, Object.fromEntries(Object.keys(own).map((name) => [name, null]))]) {
      const { result } = await world.run(
        `mutation ($data: SampleUpdate) { updateSample(where: {id: 1}, data: $data) { ${names} } }`,
        { data },
      )
      expect(result.errors).toBeUndefined()
      expect((result.data as { updateSample: unknown }).updateSample).toEqual(data)
    }
  })

  it('need not be there at all', async () => {
    const { result } = await world.run('mutation { createSamples(data: [{}, {}]) { count rows { words made } } }')
    const row = { words: null, made: 2 }
    expect(result).toMatchObject({ data: { createSamples: { count: 2, rows: [row, row] } } })
  })
})
