import type { ColumnType, ValueKind } from './catalog.ts'

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

/** Whether two columns can be the two ends of a link. */
export function areComparable(a: ColumnType, b: ColumnType): boolean {
  return a.dimensions === 0 && b.dimensions === 0 && families[a.kind] !== null && families[a.kind] === families[b.kind]
}
