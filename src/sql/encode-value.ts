import type { ColumnType } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import { uuidPattern } from './canonical-key.ts'
import { parseTemporal } from './temporal.ts'

/** A value that the column's type cannot hold. The message never repeats the value. */
export function unfit(type: ColumnType, wanted: string): HeddleError {
  return new HeddleError(
    'BAD_USER_INPUT',
    `A value for a column of type ${type.sqlType || type.kind} must be ${wanted}.`,
  )
}

/** Text as databases can hold it: no U+0000 (PostgreSQL refuses it), no half of a surrogate pair (all would change it). */
export function encodeText(type: ColumnType, value: unknown): string {
  if (typeof value !== 'string') throw unfit(type, 'text')
  if (value.includes('\u0000')) throw unfit(type, 'text without the character U+0000')
  if (/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value)) {
    throw unfit(type, 'well-formed text: it holds half of a surrogate pair')
  }
  return value
}

/** The digits of an integer, within 64 bits. */
export function encodeInteger(type: ColumnType, value: unknown): bigint {
  const text = String(value)
  if (!/^-?\d{1,19}$/.test(text)) throw unfit(type, 'a whole number of at most 64 bits')
  const integer = BigInt(text)
  if (BigInt.asIntN(64, integer) !== integer) throw unfit(type, 'a whole number of at most 64 bits')
  return integer
}

/** Whether a key's canonical text is an integer that every integer column of at least 32 bits can hold. */
export function isSmallInteger(key: string): boolean {
  if (key.length === 0 || key.length > 9 || (key.length > 1 && key.startsWith('0'))) return false
  for (let at = 0; at < key.length; at += 1) {
    const code = key.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return true
}

/** A plain decimal: sign, digits, point, digits. */
export function encodeDecimal(type: ColumnType, value: unknown): string {
  const text = String(value)
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw unfit(type, 'a decimal number')
  return text
}

/** A decimal that its column holds as it is: nothing is rounded on the way in. */
export function fittingDecimal(type: ColumnType, value: unknown): string {
  const text = encodeDecimal(type, value)
  const [, whole = '', fraction = ''] = /^-?0*(\d*?)(?:\.(\d*?)0*)?$/.exec(text) ?? []
  const { scale, precision } = type
  if (scale !== undefined && fraction.length > scale) {
    throw outOfRange(type, `has at most ${scale} digits behind the point`)
  }
  if (precision !== undefined && whole.length > precision - (scale ?? 0)) {
    throw outOfRange(type, `has at most ${precision - (scale ?? 0)} digits before the point`)
  }
  return text
}

function outOfRange(type: ColumnType, what: string): HeddleError {
  return new HeddleError('VALUE_OUT_OF_RANGE', `A value for a column of type ${type.sqlType || type.kind} ${what}.`)
}

export function encodeFloat(type: ColumnType, value: unknown): number {
  const number = Number(value)
  if (!Number.isFinite(number)) throw unfit(type, 'a finite number')
  return number
}

export function encodeBoolean(type: ColumnType, value: unknown): boolean {
  if (typeof value !== 'boolean') throw unfit(type, 'true or false')
  return value
}

export function encodeUuid(type: ColumnType, value: unknown): string {
  const text = String(value)
  if (!uuidPattern.test(text)) throw unfit(type, 'a UUID')
  return text.toLowerCase()
}

/** The wire form of a date or time. */
export function encodeTemporal(type: ColumnType, value: unknown): string {
  const { kind } = type
  if (kind === 'date' || kind === 'time' || kind === 'dateTime' || kind === 'localDateTime') {
    const text = parseTemporal(kind, String(value))
    if (text !== null) return text
  }
  throw unfit(type, `a ${kind}`)
}

/** Base64, or `\x…` in hex, as a node id holds it. */
export function encodeBytes(type: ColumnType, value: unknown): Uint8Array {
  const text = String(value)
  if (/^\\x([0-9a-f]{2})*$/i.test(text)) return Buffer.from(text.slice(2), 'hex')
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) throw unfit(type, 'bytes in base64')
  return bytes
}

/** A pattern for LIKE with `\` as its escape. A last `\` that escapes nothing stands for itself. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Folds A–Z and nothing else, as `ilike` does on every database. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

/** A pattern that ends in a lone `\` means a backslash there. */
export function closePattern(pattern: string): string {
  const trailing = /\\*$/.exec(pattern)?.[0].length ?? 0
  return trailing % 2 === 1 ? `${pattern}\\` : pattern
}
