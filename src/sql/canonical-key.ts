import type { ColumnType } from '../catalog/catalog.ts'
import { parseTemporal } from './temporal.ts'

/**
 * The one text that equal key values have in every dialect: integers and decimals as plain digits without trailing zeros,
 * UUIDs in lower case, text by its code points, `char(n)` without its padding, times with the shortest fraction, bytes as
 * hex. Null for null and for what is no value of the type: it matches nothing.
 *
 * @param wire JSON text, as a splice's mark holds it, or as an answer does
 */
export function canonicalKey(type: ColumnType, wire: string): string | null {
  if (type.kind === 'int' && type.dimensions === 0 && isPlainInteger(wire)) return wire // as nearly every key is
  const text = plainText(wire)
  if (text === null || type.dimensions > 0) return null
  switch (type.kind) {
    case 'int':
    case 'bigint':
    case 'decimal':
      return canonicalNumber(text)
    case 'float':
      return canonicalFloat(text)
    case 'boolean':
      return text === 'true' || text === 'false' ? text : null
    case 'uuid':
      return uuidPattern.test(text) ? text.toLowerCase() : null
    case 'date':
    case 'time':
    case 'dateTime':
    case 'localDateTime':
      return parseTemporal(type.kind, text)
    case 'bytes':
      return canonicalBytes(text)
    case 'string':
      return type.paddedLength === undefined ? text : text.replace(/ +$/, '')
    case 'enum':
      return text
    case 'json':
      return null
  }
}

/** A key's canonical text as the value that a request would give. */
export function valueOfKey(type: ColumnType, key: string): unknown {
  switch (type.kind) {
    case 'float':
      return Number(key)
    case 'boolean':
      return key === 'true'
    case 'bytes':
      return Buffer.from(key, 'hex').toString('base64')
    default:
      return key
  }
}

/** The canonical text of a value in the API's form; null for null, and for what no row can hold. */
export function keyOfValue(type: ColumnType, value: unknown): string | null {
  return value === null || value === undefined ? null : canonicalKey(type, JSON.stringify(value))
}

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A number's own text, a string's content; null for null, and for what is neither. */
function plainText(wire: string): string | null {
  if (wire === '' || wire === 'null') return null
  if (!wire.startsWith('"')) return wire
  // Without an escape the content is the text: nearly every key.
  if (!wire.includes('\\') && wire.indexOf('"', 1) === wire.length - 1) return wire.slice(1, -1)
  try {
    return JSON.parse(wire) as string // a JSON text that begins with a quote is a string
  } catch {
    return null
  }
}

/** `-0.50` → `-0.5`, `007` → `7`, `5.00` → `5`; null for what is no plain decimal. */
export function canonicalNumber(text: string): string | null {
  if (isPlainInteger(text)) return text
  const [, sign = '', whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === undefined) return null
  const integer = whole.replace(/^0+(?=\d)/, '')
  const rest = fraction.replace(/0+$/, '')
  const digits = rest === '' ? integer : `${integer}.${rest}`
  return sign === '-' && digits !== '0' ? `-${digits}` : digits
}

/** Digits without a zero before them: nearly every number that is a key, and canonical as it is. */
function isPlainInteger(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 48 || code > 57) return false
  }
  return text.length === 1 || (text.length > 1 && text.charCodeAt(0) !== 48)
}

function canonicalFloat(text: string): string | null {
  const value = Number(text)
  return text.trim() === '' || !Number.isFinite(value) ? null : String(value + 0)
}

/** `\x0aff`, as keys are printed, or base64, as answers are. A backslash is no letter of base64. */
function canonicalBytes(text: string): string | null {
  if (text.startsWith('\\x')) return /^\\x([0-9a-f]{2})*$/i.test(text) ? text.slice(2).toLowerCase() : null
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes.toString('hex') : null
}
