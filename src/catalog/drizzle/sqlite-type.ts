import type { ColumnType } from '../catalog.ts'
import type { ReadType } from './postgres-type.ts'

type DescribedType = Omit<ColumnType, 'enum'>

/** SQLite keeps 15 decimal digits of a number exactly; with more, a decimal would silently be another one. */
const exactDigits = 15

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
export function sqliteType(column: SqliteColumnType): ReadType & { readonly remark?: string } {
  const sqlType = column.sqlType.toLowerCase()
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
    ? { known: true, type, remark: unscaled }
    : { known: true, type }
}

const unscaled =
  "has no scale, so it is a Float: declare it with decimal(…) of 'heddle/sqlite', or a customType whose dataType is 'numeric(12,2)'"

/**
 * Reads a type as a SQLite table declares it. SQLite takes any name; what people mean by the usual ones is taken at its
 * word, the rest follows SQLite's own rule of affinity.
 *
 * @example
 * sqliteDeclaredType('NUMERIC(12,2)').type  // { kind: 'decimal', precision: 12, scale: 2, storage: 'real', … }
 * sqliteDeclaredType('DATETIME').type       // { kind: 'localDateTime', storage: 'text', … }
 */
export function sqliteDeclaredType(declared: string): ReadType & { readonly remark?: string } {
  const sqlType = declared.toLowerCase().trim()
  const base = sqlType.replace(/\(.*$/, '').trim()
  const make = (type: Omit<DescribedType, 'sqlType' | 'dimensions'>): ReadType => {
    return { known: true, type: { ...type, sqlType, dimensions: 0 } }
  }
  if (/^(numeric|decimal|dec|number)$/.test(base)) return decimalType(sqlType, make)
  if (/^bool/.test(base)) return make({ kind: 'boolean', storage: 'integer' })
  if (base === 'date') return make({ kind: 'date', storage: 'text' })
  if (base === 'time') return make({ kind: 'time', storage: 'text' })
  if (/^(datetime|timestamp)/.test(base)) return make({ kind: 'localDateTime', storage: 'text' })
  if (/^(uuid|guid)$/.test(base)) return make({ kind: 'uuid', storage: 'text' })
  if (/^jsonb?$/.test(base)) return make({ kind: 'json', storage: base === 'jsonb' ? 'blob' : 'text' })
  if (/^(bigint|int8|unsigned big int)$/.test(base)) return make({ kind: 'bigint' })
  if (base.includes('int')) return make({ kind: 'int' })
  if (/char|clob|text/.test(base)) return make({ kind: 'string' })
  if (base.includes('blob')) return make({ kind: 'bytes' })
  if (/real|floa|doub/.test(base)) return make({ kind: 'float' })
  return { known: false, type: { kind: 'string', sqlType, storage: 'text', dimensions: 0 } }
}

function decimalType(
  sqlType: string,
  make: (type: Omit<DescribedType, 'sqlType' | 'dimensions'>) => ReadType,
): ReadType & { readonly remark?: string } {
  const digits = /\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/.exec(sqlType)
  if (!digits) return { ...make({ kind: 'float' }), remark: unscaled }
  const precision = Number(digits[1])
  const scale = Number(digits[2] ?? 0)
  if (precision <= exactDigits) return make({ kind: 'decimal', precision, scale, storage: 'real' })
  return {
    ...make({ kind: 'float' }),
    remark: `has ${precision} digits, and SQLite keeps ${exactDigits} of a number, so it is a Float: declare at most ${exactDigits}, or keep it as text`,
  }
}
