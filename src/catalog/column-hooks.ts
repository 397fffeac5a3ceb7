import type { ColumnType } from './catalog.ts'

/**
 * What code knows of a column and no database: Drizzle's `$defaultFn` and `$onUpdateFn`, and how a custom type writes its
 * values. Functions, so not part of the catalog, which is plain data.
 */
export interface ColumnHooks {
  /** Of a new row that has no value. */
  readonly onCreate: (() => Filled) | null
  /** Of every row that changes and is given no value. */
  readonly onUpdate: (() => Filled) | null
  /** What a custom type makes of a value before the database gets it. */
  readonly toDriver: ((value: unknown) => unknown) | null
}

/** What code fills a column with: a value, or what the row has and so much more. */
export type Filled =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'added'; readonly by: number }

/** By table id, then by the column's name in SQL. */
export type TableHooks = ReadonlyMap<string, ReadonlyMap<string, ColumnHooks>>

/**
 * A value of the program's as the API has it: a Date is RFC 3339, a bigint its digits, bytes are base64.
 *
 * @example apiValue({ kind: 'dateTime', … }, new Date(0)) // '1970-01-01T00:00:00.000Z'
 */
export function apiValue(type: ColumnType, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (type.dimensions > 0 && Array.isArray(value)) {
    return value.map((item) => apiValue({ ...type, dimensions: type.dimensions - 1 }, item))
  }
  if (value instanceof Date) return momentOf(type, value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (typeof value === 'bigint') return type.kind === 'int' ? Number(value) : String(value)
  if (typeof value === 'number' && (type.kind === 'decimal' || type.kind === 'bigint')) return plainDigits(value)
  return value
}

function momentOf({ kind }: ColumnType, date: Date): string {
  const text = date.toISOString()
  if (kind === 'date') return text.slice(0, 10)
  if (kind === 'time') return text.slice(11, -1)
  return kind === 'localDateTime' ? text.slice(0, -1) : text
}

/** `1e21` has no place in a decimal. */
function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text
}
