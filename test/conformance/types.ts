import type { Wire } from '../reference/values.ts'

/** The engines that the suite runs on: the name of the source, and of the engine in the matrix. */
export const engines = { pg: 'PostgreSQL', ma: 'MariaDB', my: 'MySQL', li: 'SQLite' } as const
export type Engine = keyof typeof engines

/** A value that the engine holds and the API cannot carry: its literal in SQL. It is refused with VALUE_NOT_REPRESENTABLE. */
export interface Refused {
  readonly name: string
  readonly sql: string
}

/** A type of value, how each engine declares a column of it, and the values at its edges, each of which is in a row. */
export interface TypeCase {
  readonly name: string
  readonly columns: Partial<Readonly<Record<Engine, string>>>
  readonly values: readonly Wire[]
  readonly bytes?: true
  readonly json?: true
  /** Sums and means of the values pass what the type can hold. */
  readonly withoutSums?: true
  /** What an engine can hold beyond them. */
  readonly refused?: Partial<Readonly<Record<Engine, readonly Refused[]>>>
}

const texts = [
  ...['', ' ', 'a', 'A', 'b', 'ä', 'Ä', 'a\u0308', 'é', 'e\u0301', 'ß', 'ss', 'ſ', 'İ', 'i', 'ı', 'I'],
  ...['a ', ' a', 'a\t', 'tab\tline\nfeed\r', "it's", '"', '\\', '\\\\', '%', '_', '\\%', '[a]', '*', '?'],
  ...[
    '😀',
    '😁',
    'ｆ',
    'z',
    '\u007f',
    '\u0001',
    '\u0004',
    'mark \u0001 0 \u0002 1 \u0003',
    'null',
    '0',
    '00',
    '1e3',
    '0x10',
  ],
  ...['\ufeff', '\u200b', '\ud7ff', '\ue000', '\uffff', '中', 'Ω', '\u2126', '--', '/*', '$1', '?1', ':a'],
]
const latin1 = ['', 'a', 'A', 'ä', 'Ä', 'é', 'e', 'ß', 'ss', 'a ', 'ÿ', '£', "it's"]
const decimals = ['0.00', '0.01', '-0.01', '1.00', '10.10', '-99.99', '9999999999.99', '-9999999999.99', '0.10', '2.50']
const days = ['0001-01-01', '1582-10-14', '1969-12-31', '1970-01-01', '2000-02-29', '2024-03-31', '9999-12-31']
const moments = ['1970-01-01T00:00:01', '2001-09-09T01:46:40', '2024-02-29T23:59:59', '2024-03-31T02:30:00']
const micros = [...moments, '2024-03-31T02:30:00.000001', '2024-03-31T02:30:00.1', '2024-11-03T01:30:00.999999']
const far = ['0001-01-01T00:00:00', '1969-12-31T23:59:59.5', '9999-12-31T23:59:59.999999']
const instants = (list: readonly string[]): string[] => list.map((text) => `${text}Z`)
const uuids = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-4fff-bfff-ffffffffffff',
  '8e5d2d62-4bd3-4a57-a5f5-0a6ecb0aa50f',
  '8e5d2d63-0000-1a57-a5f5-0a6ecb0aa50f',
]
const jsons: Wire[] = [
  ...[{ a: [1.25, 'é', null], z: 1 }, [], {}, 'text', 0, false, [[['deep']]], { 'k "q"': '\u0001' }],
  ...[{ a: { b: { a: true } }, é: '😀', 'two words': ['x', 5e-324, 1.7976931348623157e308] }, ['text', 0, 1.25]],
]
const blobs = ['', 'AA==', 'AP8=', '/////w==', 'aGVkZGxl', 'XHgwMA==']

const zeroDate = { name: 'a zero date', sql: "'0000-00-00'" }
const sqliteText = { name: 'text', sql: "'abc'" }

/** A type as it is written below: MySQL is as MariaDB, unless `my` says otherwise; null: it has no such type. */
interface WrittenCase extends Omit<TypeCase, 'columns'> {
  readonly columns: Partial<Readonly<Record<Engine, string | null>>>
}

const written: readonly WrittenCase[] = [
  { name: 'int8', columns: { ma: 'tinyint' }, values: [-128, -1, 0, 1, 127] },
  {
    name: 'int16',
    columns: { pg: 'smallint', ma: 'smallint', li: 'SMALLINT' },
    values: [-32768, -1, 0, 1, 32767],
    refused: { li: [{ name: '2^40', sql: '1099511627776' }, sqliteText, { name: 'a fraction', sql: '1.5' }] },
  },
  { name: 'uint16', columns: { ma: 'smallint unsigned' }, values: [0, 1, 65535] },
  { name: 'int24', columns: { ma: 'mediumint' }, values: [-8388608, 0, 8388607] },
  {
    name: 'int32',
    columns: { pg: 'integer', ma: 'int', li: 'INTEGER' },
    values: [-2147483648, -1, 0, 1, 42, 2147483647],
    refused: { li: [{ name: '2^40', sql: '1099511627776' }, sqliteText] },
  },
  { name: 'int32 with zeros', columns: { ma: 'int(8) zerofill' }, values: ['0', '7', '4294967295'] },
  { name: 'uint32', columns: { ma: 'int unsigned' }, values: ['0', '1', '2147483648', '4294967295'] },
  {
    name: 'int64',
    columns: { pg: 'bigint', ma: 'bigint', li: 'BIGINT' },
    values: ['-9223372036854775808', '-1', '0', '9007199254740992', '9007199254740993', '9223372036854775807'],
    refused: { li: [{ name: 'a real', sql: '1e300' }, sqliteText] },
  },
  {
    name: 'uint64',
    columns: { ma: 'bigint unsigned' },
    values: ['0', '9007199254740993', '9223372036854775808', '18446744073709551615'],
  },
  { name: 'year', columns: { ma: 'year' }, values: [1901, 2000, 2155] },
  {
    name: 'decimal(12,2)',
    columns: { pg: 'numeric(12,2)', ma: 'decimal(12,2)', li: 'DECIMAL(12,2)' },
    values: decimals,
    refused: {
      pg: [{ name: 'NaN', sql: "'NaN'" }],
      li: [sqliteText, { name: 'more than 15 digits', sql: '12345678901234567' }],
    },
  },
  {
    name: 'decimal(38,10)',
    columns: { pg: 'numeric(38,10)', ma: 'decimal(38,10)' },
    values: [
      '0.0000000000',
      '0.0000000001',
      '-9999999999999999999999999999.9999999999',
      '12345678901234567890.1234567890',
    ],
  },
  {
    name: 'decimal(65,30)',
    columns: { pg: 'numeric(65,30)', ma: 'decimal(65,30)' },
    values: [
      `${'9'.repeat(35)}.${'9'.repeat(30)}`,
      `-${'1'.repeat(35)}.${'1'.repeat(30)}`,
      `0.${'0'.repeat(29)}1`,
      `0.${'0'.repeat(30)}`,
    ],
  },
  { name: 'decimal(65,0)', columns: { pg: 'numeric(65,0)', ma: 'decimal(65,0)' }, values: ['9'.repeat(65), '-1', '0'] },
  {
    name: 'numeric',
    columns: { pg: 'numeric' },
    values: ['0', '1.5', '-0.000000000000000000000000000000000000000001', '123456789012345678901234567890'],
    refused: {
      pg: [
        { name: 'NaN', sql: "'NaN'" },
        { name: 'Infinity', sql: "'Infinity'" },
      ],
    },
  },
  { name: 'float32', columns: { pg: 'real', ma: 'float' }, values: [0, 0.5, -2.25, 16777216, 1.5] },
  {
    name: 'float64',
    columns: { pg: 'double precision', ma: 'double', li: 'REAL' },
    values: [0, 0.1, 0.30000000000000004, -1e-7, 1e21, 9007199254740992, 123456.789],
    refused: {
      pg: [
        { name: 'NaN', sql: "'NaN'" },
        { name: '-Infinity', sql: "'-Infinity'" },
      ],
      li: [{ name: 'Infinity', sql: '9e999' }, sqliteText],
    },
  },
  {
    name: 'float64, at its ends',
    columns: { pg: 'double precision', ma: 'double', li: 'REAL' },
    values: [5e-324, -1.7976931348623157e308, 1.7976931348623157e308],
    withoutSums: true,
  },
  {
    name: 'boolean',
    columns: { pg: 'boolean', ma: 'boolean', li: 'BOOLEAN' },
    values: [true, false],
    refused: { ma: [{ name: '2', sql: '2' }], li: [{ name: '2', sql: '2' }, sqliteText] },
  },
  { name: 'text', columns: { pg: 'text', ma: 'longtext', li: 'TEXT' }, values: texts },
  { name: 'varchar(60)', columns: { pg: 'varchar(60)', ma: 'varchar(60)', li: 'VARCHAR(60)' }, values: texts },
  {
    name: 'text by code point',
    columns: {
      pg: 'text collate "C"',
      ma: 'varchar(60) collate utf8mb4_nopad_bin',
      my: 'varchar(60) collate utf8mb4_0900_bin',
      li: 'TEXT COLLATE BINARY',
    },
    values: texts,
  },
  {
    name: 'text by another collation',
    columns: {
      pg: 'text',
      ma: 'varchar(60) collate utf8mb4_unicode_ci',
      my: 'varchar(60) collate utf8mb4_0900_ai_ci',
      li: 'TEXT COLLATE NOCASE',
    },
    values: texts,
  },
  { name: 'text in latin1', columns: { ma: 'varchar(60) character set latin1' }, values: latin1 },
  { name: 'text in utf8mb3', columns: { ma: 'varchar(60) character set utf8mb3' }, values: latin1 },
  {
    name: 'char(5)',
    columns: { pg: 'char(5)', ma: 'char(5)' },
    values: ['', 'a', 'A', 'ab', 'ä', '😀', '12345', "it's"],
  },
  {
    name: 'uuid',
    columns: { pg: 'uuid', ma: 'uuid', my: null, li: 'UUID' },
    values: uuids,
    refused: { li: [sqliteText] },
  },
  {
    name: 'date',
    columns: { pg: 'date', ma: 'date', li: 'DATE' },
    values: days,
    refused: {
      pg: [
        { name: 'infinity', sql: "'infinity'" },
        { name: 'before Christ', sql: "'0044-03-15 BC'" },
      ],
      ma: [zeroDate, { name: 'a month of zero', sql: "'2024-00-00'" }],
      li: [sqliteText, { name: 'no such day', sql: "'2024-02-30'" }],
    },
  },
  {
    name: 'time',
    columns: { pg: 'time', ma: 'time(6)', li: 'TIME' },
    values: ['00:00:00', '00:00:00.000001', '10:00:00', '10:00:10', '10:00:00.5', '23:59:59.999999'],
    refused: {
      pg: [{ name: '24:00', sql: "'24:00'" }],
      ma: [
        { name: '-01:00', sql: "'-01:00:00'" },
        { name: '838:59:59', sql: "'838:59:59'" },
      ],
      li: [sqliteText],
    },
  },
  { name: 'time(0)', columns: { pg: 'time(0)', ma: 'time' }, values: ['00:00:00', '10:00:00', '10:00:10', '23:59:59'] },
  {
    name: 'local date and time',
    columns: { pg: 'timestamp', ma: 'datetime(6)', li: 'DATETIME' },
    values: [...micros, ...far],
    refused: {
      pg: [{ name: '-infinity', sql: "'-infinity'" }],
      ma: [zeroDate],
      li: [sqliteText, { name: 'no such day', sql: "'2024-02-30 00:00:00'" }],
    },
  },
  { name: 'local date and time, seconds', columns: { pg: 'timestamp(0)', ma: 'datetime' }, values: moments },
  {
    name: 'local date and time, milliseconds',
    columns: { pg: 'timestamp(3)', ma: 'datetime(3)' },
    values: [...moments, '2024-03-31T02:30:00.1', '2024-03-31T02:30:00.123'],
  },
  {
    name: 'instant',
    columns: { pg: 'timestamptz', ma: 'timestamp(6) null', li: 'TIMESTAMPTZ' },
    values: instants(micros),
    refused: { pg: [{ name: 'infinity', sql: "'infinity'" }], ma: [zeroDate], li: [sqliteText] },
  },
  { name: 'instant, far', columns: { pg: 'timestamptz', li: 'TIMESTAMPTZ' }, values: instants(far) },
  {
    name: 'json',
    columns: { pg: 'jsonb', ma: 'json', li: 'JSON' },
    values: jsons,
    json: true,
    refused: { li: [sqliteText] },
  },
  { name: 'json as text', columns: { pg: 'json' }, values: jsons, json: true },
  { name: 'bytes', columns: { pg: 'bytea', ma: 'varbinary(40)', li: 'BLOB' }, values: blobs, bytes: true },
  { name: 'long bytes', columns: { ma: 'longblob' }, values: blobs, bytes: true },
  { name: 'binary(4)', columns: { ma: 'binary(4)' }, values: ['AAAAAA==', '/////w==', 'AP8AAQ=='], bytes: true },
  { name: 'bit(12)', columns: { ma: 'bit(12)' }, values: ['AAA=', 'D/8=', 'AgE='], bytes: true },
  {
    name: 'enum',
    columns: { pg: 'conformance_mood', ma: "enum('sad','so-so','PG-13','happy')" },
    values: ['happy', 'sad', 'so-so', 'PG-13'],
    refused: { ma: [{ name: 'the empty error value', sql: "''" }] },
  },
  { name: 'set', columns: { ma: "set('x','y','z')" }, values: ['', 'x', 'x,y', 'x,y,z'] },
  { name: 'domain', columns: { pg: 'conformance_positive' }, values: [1, 2, 2147483647] },
  { name: 'inet', columns: { pg: 'inet' }, values: ['10.0.0.1', '10.0.0.0/8', '::1'] },
  { name: 'inet6', columns: { ma: 'inet6', my: null }, values: ['::1', 'fe80::1', '::ffff:10.0.0.1'] },
  { name: 'interval', columns: { pg: 'interval' }, values: ['P1DT2H3M4.5S', 'PT0S', 'P-1Y'] },
  { name: 'range', columns: { pg: 'int4range' }, values: ['[1,5)', 'empty', '(,3)'] },
  { name: 'tsvector', columns: { pg: 'tsvector' }, values: ["'cat':1 'sat':2", ''] },
  { name: 'list of int', columns: { pg: 'integer[]' }, values: [[], [1, null, -3], [0]] },
  { name: 'list of int16', columns: { pg: 'smallint[]' }, values: [[], [1, null, -3], [0, 1]] },
  { name: 'list of varchar', columns: { pg: 'varchar(5)[]' }, values: [[], ['a', 'A', null], ['a', 'ä']] },
  { name: 'list of decimal', columns: { pg: 'numeric(6,2)[]' }, values: [[], ['1.50', null], ['1.50', '0.00']] },
  {
    name: 'list of instant',
    columns: { pg: 'timestamptz(3)[]' },
    values: [[], ['2024-03-31T02:30:00.123Z', null], ['1970-01-01T00:00:00Z']],
  },
  { name: 'list of enum', columns: { pg: 'conformance_mood[]' }, values: [[], ['happy', 'sad'], ['sad', null]] },
  { name: 'list of inet', columns: { pg: 'inet[]' }, values: [[], ['10.0.0.1', '10.0.0.0/8'], ['::1']] },
  { name: 'list of text', columns: { pg: 'text[]' }, values: [[], ['a', null, 'b "q"', '{x}'], ['NULL']] },
]

/** Every type that the engines have, at its edges. */
export const typeCases: readonly TypeCase[] = written.map(({ columns, ...rest }) => {
  const { my = columns.ma, ...others } = columns
  const declared = Object.entries({ ...others, my }).filter(([, sql]) => typeof sql === 'string')
  const { ma } = rest.refused ?? {}
  return {
    ...rest,
    columns: Object.fromEntries(declared) as TypeCase['columns'], // nulls are left out
    ...(rest.refused ? { refused: { ...rest.refused, ...(ma ? { my: ma } : {}) } } : {}),
  }
})
