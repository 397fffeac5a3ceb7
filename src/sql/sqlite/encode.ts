import type { ColumnType } from '../../catalog/catalog.ts'
import { HeddleError } from '../../errors.ts'
import type { LikeMatch } from '../../plan/plan.ts'
import { encoderOf, type Codec } from '../encode-parameter.ts'
import { canonicalNumber } from '../canonical-key.ts'
import {
  closePattern,
  encodeBoolean,
  encodeBytes,
  encodeDecimal,
  encodeFloat,
  encodeInteger,
  encodeTemporal,
  encodeText,
  encodeUuid,
  isSmallInteger,
  unfit,
} from '../encode-value.ts'
import { jsonKeys, jsonList, jsonRows } from '../json-lists.ts'
import type { SqlValue } from '../statement.ts'
import { epochMicros } from '../temporal.ts'
import { integerOrMiddle, meanKeyOf, scaleDecimal, sumKeyOf } from './number-keys.ts'
import { storedValue } from './store.ts'
import { instantKeyOf, isTextInstant, scaleOf } from './types.ts'

/** Numbers are bound as numbers and text as text: SQLite compares what it is given. */
const codec: Codec = {
  value: encodeValue,
  stored: storedValue,
  orderText: encodeOrderText,
  whole: BigInt,
  pattern: encodePattern,
  path: (path) => path,
  list: (type, items) => jsonList(items.flatMap((item) => listItems(type, encodeValue(type, item)))),
  ...jsonRows(storedValue, encodeKey),
}

export const encode = encoderOf(codec)
export const encodeKeys = jsonKeys(encodeKey)

function encodeValue(type: ColumnType, value: unknown): SqlValue {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return encodeInteger(type, value)
    case 'decimal':
      return encodeScaled(type, encodeDecimal(type, value))
    case 'float':
      return encodeFloat(type, value)
    case 'string':
    case 'enum':
      return encodeText(type, value)
    case 'boolean':
      return encodeBoolean(type, value) ? 1n : 0n
    case 'uuid': {
      const uuid = encodeUuid(type, value)
      return type.storage === 'blob' ? Buffer.from(uuid.replaceAll('-', ''), 'hex') : uuid
    }
    case 'date':
    case 'time':
    case 'dateTime':
    case 'localDateTime':
      return encodeMoment(type, encodeTemporal(type, value))
    case 'bytes':
      return encodeBytes(type, value)
    case 'json':
      return JSON.stringify(value)
  }
}

function encodeScaled(type: ColumnType, text: string): SqlValue {
  const scale = type.storage === 'sum' || type.storage === 'mean' ? (type.scale ?? 0) : scaleOf(type)
  if (type.storage === 'sum') return sumKeyOf(text, scale)
  if (type.storage === 'mean') return meanKeyOf(text, scale)
  return integerOrMiddle(scaleDecimal(text, scale))
}

/** A date or time as its column stores it, or as the comparable form of text. */
function encodeMoment(type: ColumnType, wire: string): SqlValue {
  if (type.storage === 'key' || isTextInstant(type)) return instantKeyOf(wire)
  if (type.kind === 'time') return wire.replace(/[0.]+$/, '')
  if (type.kind === 'date') return wire
  if (type.storage === 'julian') return instantKeyOf(wire)
  const unit = type.storage === 'seconds' ? 1_000_000n : 1_000n
  const micros = epochMicros(wire)
  const rest = ((micros % unit) + unit) % unit
  return integerOrMiddle({ whole: (micros - rest) / unit, rest: rest !== 0n })
}

/** A value in a list: a UUID's text in both its cases. */
function listItems(type: ColumnType, value: SqlValue): SqlValue[] {
  if (type.kind === 'uuid' && typeof value === 'string') return [value, value.toUpperCase()]
  return [value]
}

/** SQLite's longest pattern, in bytes. */
const longestPattern = 50_000

function encodePattern(match: LikeMatch, value: unknown): string {
  const type: ColumnType = { kind: 'string', sqlType: 'text', dimensions: 0 }
  const text = encodeText(type, value)
  if (match === 'contains') return text
  const pattern = {
    like: () => globOfLike(closePattern(text)),
    ilike: () => closePattern(text),
    startsWith: () => `${escapeGlob(text)}*`,
    endsWith: () => `*${escapeGlob(text)}`,
  }[match]()
  if (Buffer.byteLength(pattern) > longestPattern) throw unfit(type, `a pattern of at most ${longestPattern} bytes`)
  return pattern
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]')
}

/** A LIKE pattern as a GLOB pattern, which tells case apart. */
function globOfLike(pattern: string): string {
  return pattern.replace(/\\([\s\S])|[%_*?[]/gu, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escapeGlob(escaped)
    if (found === '%') return '*'
    return found === '_' ? '?' : `[${found}]`
  })
}

/** Kinds whose comparable form is a number, unless its storage says that it is text. */
const numeric: readonly string[] = [
  'int',
  'bigint',
  'float',
  'decimal',
  'boolean',
  'date',
  'time',
  'dateTime',
  'localDateTime',
  'enum',
]
const textual: readonly (string | undefined)[] = ['text', 'key', 'sum', 'mean']

/** What the database printed, as the value that it was: a number where the column holds numbers and the text is one. */
function encodeOrderText(type: ColumnType, text: string): SqlValue {
  if (type.kind === 'bytes' || (type.kind === 'uuid' && type.storage === 'blob')) return Buffer.from(text, 'hex')
  if (!numeric.includes(type.kind) || textual.includes(type.storage)) return text
  if (/^-?\d{1,19}$/.test(text)) return BigInt(text)
  if (text === 'Inf' || text === '-Inf') return text === 'Inf' ? Infinity : -Infinity
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? text : number
}

/** A key that is no value of the type is null, and matches nothing. */
function encodeKey(type: ColumnType, key: string | null): SqlValue {
  if (key === null) return null
  if ((type.kind === 'int' || type.kind === 'bigint') && isSmallInteger(key)) return Number(key)
  try {
    // A key that was text may write a number in another way than numbers are written: then it is none.
    if ((type.kind === 'int' || type.kind === 'bigint') && canonicalNumber(key) !== key) return null
    if (type.kind === 'boolean') return key === 'true' ? 1n : key === 'false' ? 0n : null
    if (type.kind === 'bytes') return /^([0-9a-f]{2})*$/.test(key) ? key : null
    return encodeValue(type, key)
  } catch (error) {
    if (error instanceof HeddleError) return null // unfit: nothing equals it
    throw error
  }
}
