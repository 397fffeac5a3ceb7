import type { ColumnType, ValueKind } from './catalog.ts'
import type { Conversion } from './description.ts'

/**
 * Kinds whose values have one canonical text, so that a row of one database can find its partner in another: whole numbers
 * of any width and exact decimals as digits, text and UUIDs as text. Floating point and JSON have none.
 */
const families: Readonly<Record<ValueKind, string | null>> = {
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  string: 'text',
  uuid: 'text',
  enum: 'text',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  dateTime: 'dateTime',
  localDateTime: 'localDateTime',
  bytes: 'bytes',
  float: null,
  json: null,
}

/** Whether two columns can be the two ends of a link with a conversion: plain text and a whole number, either way around. */
export function areConvertible(a: ColumnType, b: ColumnType, convert: Conversion | undefined): boolean {
  if (convert === undefined || a.dimensions > 0 || b.dimensions > 0) return false
  const [text, number] = a.kind === 'string' ? [a, b] : [b, a]
  const plain = text.kind === 'string' && text.paddedLength === undefined
  return plain && (number.kind === 'int' || number.kind === 'bigint')
}

/** Whether two columns can be the two ends of a link. */
export function areComparable(a: ColumnType, b: ColumnType): boolean {
  return a.dimensions === 0 && b.dimensions === 0 && families[a.kind] !== null && families[a.kind] === families[b.kind]
}
