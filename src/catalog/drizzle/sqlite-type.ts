import type { ColumnType, ValueKind } from '../catalog.ts'
import type { ReadType } from './postgres-type.ts'

type DescribedType = Omit<ColumnType, 'enum'>

/** SQLite keeps 15 decimal digits of a number exactly; with more, a decimal would silently be another one. */
const exactDigits = 15

/** What the reader of the API is told of a number that is not exact. */
const floatComment = 'No declared scale: a floating-point number.'

/** As {@link ReadType}, with what the developer (`remark`) and the reader of the API (`comment`) should know. */
export interface SqliteRead extends ReadType {
  readonly remark?: string
  readonly comment?: string
}

/** The types that Drizzle builds for SQLite, by its `columnType`: what the value means is in the mode, not in the SQL type. */
const drizzleTypes: ReadonlyMap<string, Omit<DescribedType, 'sqlType' | 'dimensions'>> = new Map([
  ['SQLiteInteger', { kind: 'int' }],
  ['SQLiteBoolean', { kind: 'boolean', storage: 'integer' }],
  ['SQLiteReal', { kind: 'float' }],
  ['SQLiteText', { kind: 'string' }],
  ['SQLiteTextJson', { kind: 'json', storage: 'text' }],
  ['SQLiteBlobJson', { kind: 'json', storage: 'blob' }],
  ['SQLiteBlobBuffer', { kind: 'bytes' }],
  ['SQLiteNumeric', { kind: 'float' }],
  ['SQLiteNumericNumber', { kind: 'float' }],
  ['SQLiteNumericBigInt', { kind: 'bigint' }],
])

/** What a column says of its type; `mode` is Drizzle's, of integers that are instants. */
export interface SqliteColumnType {
  readonly columnType: string
  readonly sqlType: string
  readonly mode?: unknown
}

/**
 * Reads the type of a Drizzle column for SQLite: Drizzle's own types by their mode, custom ones by what they declare.
 *
 * @example
 * sqliteType({ columnType: 'SQLiteTimestamp', sqlType: 'integer', mode: 'timestamp_ms' }).type
 * // { kind: 'dateTime', sqlType: 'integer', storage: 'milliseconds', dimensions: 0 }
 */
export function sqliteType(column: SqliteColumnType): SqliteRead {
  const { sqlType } = column
  if (column.columnType === 'SQLiteTimestamp') {
    const storage = column.mode === 'timestamp_ms' ? 'milliseconds' : 'seconds'
    return { known: true, type: { kind: 'dateTime', sqlType, storage, dimensions: 0 } }
  }
  if (column.columnType === 'SQLiteBigInt') {
    // Drizzle keeps the digits as the bytes of a text: no order, no sum and no comparison of numbers can work on them.
    return {
      known: true,
      type: { kind: 'bytes', sqlType, dimensions: 0 },
      remark:
        "is a bigint in a blob, which SQLite cannot compare: it is Bytes. Use a customType whose dataType is 'bigint'",
    }
  }
  const own = drizzleTypes.get(column.columnType)
  if (!own) return sqliteDeclaredType(column.sqlType)
  const type: DescribedType = { ...own, sqlType, dimensions: 0 }
  return column.columnType === 'SQLiteNumeric' || column.columnType === 'SQLiteNumericNumber'
    ? { known: true, type, remark: unscaled, comment: floatComment }
    : { known: true, type }
}

const unscaled =
  "has no scale, so it is a Float: declare it with a customType whose dataType is 'numeric(12,2)' to make it a Decimal"

type Meaning = Pick<DescribedType, 'kind' | 'storage'>

/** What people mean by the usual names; what a database says of itself is read alike (`sql/sqlite/declared-type.ts`). */
const declaredTypes: ReadonlyMap<string, Meaning> = new Map([
  ...names('bigint', ['bigint', 'int8', 'unsigned big int', 'big int', 'unsigned bigint', 'bigint unsigned']),
  ...names('boolean', ['boolean', 'bool'], 'integer'),
  ...names('date', ['date'], 'text'),
  ...names('time', ['time', 'time without time zone'], 'text'),
  ...names('localDateTime', ['datetime', 'timestamp', 'timestamp without time zone'], 'text'),
  ...names('dateTime', ['timestamptz', 'timestamp with time zone', 'datetimeoffset'], 'text'),
  ...names('uuid', ['uuid', 'guid', 'uniqueidentifier'], 'text'),
  ...names('json', ['json', 'jsonb'], 'text'),
  ...names('bytes', ['blob', 'binary', 'varbinary', 'bytea']),
])

function names(kind: ValueKind, all: readonly string[], storage?: string): [string, Meaning][] {
  return all.map((name) => [name, storage === undefined ? { kind } : { kind, storage }])
}

/**
 * Reads a type as a SQLite table declares it. SQLite takes any name; what people mean by the usual ones is taken at its
 * word, the rest follows SQLite's own rule of affinity.
 *
 * @example
 * sqliteDeclaredType('NUMERIC(12,2)').type  // { kind: 'decimal', precision: 12, scale: 2, storage: 'real', … }
 * sqliteDeclaredType('DATETIME').type       // { kind: 'localDateTime', storage: 'text', … }
 */
export function sqliteDeclaredType(sqlType: string): SqliteRead {
  const name = sqlType.replace(/\(.*$/s, '').trim().replace(/\s+/g, ' ').toLowerCase()
  if (/^(numeric|decimal|dec|number)$/.test(name)) return decimalType(sqlType)
  const meaning = declaredTypes.get(name) ?? byAffinity(name)
  return meaning
    ? { known: true, type: { ...meaning, sqlType, dimensions: 0 } }
    : { known: false, type: { kind: 'string', sqlType, storage: 'text', dimensions: 0 } }
}

/** SQLite's own rules of affinity, for the names that are left. */
function byAffinity(name: string): Meaning | null {
  if (name.includes('int') && !name.includes('interval') && !name.includes('point')) return { kind: 'int' }
  if (/char|clob|text/.test(name)) return { kind: 'string' }
  if (name.includes('blob')) return { kind: 'bytes' }
  if (/real|floa|doub/.test(name)) return { kind: 'float' }
  return null
}

function decimalType(sqlType: string): SqliteRead {
  const digits = /\(\s*(\d+)\s*,\s*(\d+)\s*\)/.exec(sqlType)
  const precision = Number(digits?.[1] ?? 0)
  const scale = Number(digits?.[2] ?? 0)
  if (digits && precision <= exactDigits && scale <= precision) {
    return { known: true, type: { kind: 'decimal', sqlType, precision, scale, storage: 'real', dimensions: 0 } }
  }
  const type: DescribedType = { kind: 'float', sqlType, dimensions: 0 }
  if (!digits) return { known: true, type, remark: unscaled, comment: floatComment }
  return {
    known: true,
    type,
    remark: `is declared ${sqlType}, and SQLite keeps ${exactDigits} digits of a number, so it is a Float: declare fewer, or keep it as text`,
    comment: `Declared ${sqlType}, more digits than SQLite keeps: a floating-point number.`,
  }
}
