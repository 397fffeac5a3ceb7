import type { ColumnType } from '../../catalog/catalog.ts'
import { invariant } from '../../errors.ts'
import { raw, sql, type Sql } from '../fragment.ts'

/**
 * Forms of values that no column has, as `storage` of a comparable expression:
 *
 * - `scaled`: a decimal as the integer × 10^scale
 * - `sum`: such integers added: text of fixed width, because 64 bits may not hold it
 * - `mean`: a sum divided by its count, rounded to 6 digits more: text of fixed width
 * - `key`: a date with time as text that orders and equals by the instant
 * - `position`: an enum's place in its declared order
 */
export type ComputedStorage = 'scaled' | 'sum' | 'mean' | 'key' | 'position'

const computedStorages: readonly string[] = ['scaled', 'sum', 'mean', 'key', 'position'] satisfies ComputedStorage[]

/** Whether a type is that of a computed expression, which needs nothing more to be compared. */
export function isComputed(type: ColumnType): boolean {
  return type.storage !== undefined && computedStorages.includes(type.storage)
}

/** Text that SQLite compares by code point without being told to. */
export function isByCodePoint(type: ColumnType): boolean {
  return type.collation === 'C' || type.collation === 'BINARY'
}

/** Text whose column calls different texts equal. */
export function isLoose(type: ColumnType): boolean {
  return type.collation !== undefined && !isByCodePoint(type)
}

/** A date with time that is stored as text. */
export function isTextInstant(type: ColumnType): boolean {
  if (type.kind !== 'dateTime' && type.kind !== 'localDateTime') return false
  return type.storage === undefined || type.storage === 'text'
}

/** How many of a decimal's digits stand behind the point. */
export function scaleOf(type: ColumnType): number {
  invariant(type.scale !== undefined && type.scale <= 15, 'a decimal in SQLite has a scale of at most 15 digits')
  return type.scale
}

/** 10^scale as a floating-point literal: `100.0`. */
export function factor(type: ColumnType): Sql {
  return raw(`1${'0'.repeat(scaleOf(type))}.0`)
}

/** A decimal's number as the integer × 10^scale: what it means, whatever digits floating point has left behind it. */
export function scaled(c: Sql, type: ColumnType): Sql {
  return sql`cast(round(${c} * ${factor(type)}) as integer)`
}

/** Whether a decimal's number has so few digits that floating point is exact; false for text and blobs. */
export function isExact(c: Sql, type: ColumnType): Sql {
  const bound = `1e${15 - scaleOf(type)}`
  return sql`${c} > ${raw(`-${bound}`)} and ${c} < ${raw(bound)}`
}

/**
 * Text of a date with time, so that equal instants are equal and order is that of time: one separator, no zone, no zeros
 * at the end. Trailing zeros and the point are cut on both sides of a comparison, also those of the seconds.
 *
 * @example '2024-01-02T03:04:10.500Z' → '2024-01-02 03:04:10.5', '2024-01-02 03:04:10' → '2024-01-02 03:04:1'
 */
export function instantKey(c: Sql): Sql {
  return sql`rtrim(replace(replace(replace(${c}, 'T', ' '), 'Z', ''), '+00:00', ''), '0.')`
}

/** {@link instantKey} of a wire form. */
export function instantKeyOf(wire: string): string {
  return wire
    .replace('T', ' ')
    .replace('Z', '')
    .replace(/[0.]+$/, '')
}
