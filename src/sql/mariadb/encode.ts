import type { ColumnType } from '../../catalog/catalog.ts'
import { HeddleError } from '../../errors.ts'
import type { Dialect } from '../dialect.ts'
import { encoderOf, likePattern, type Codec } from '../encode-parameter.ts'
import {
  encodeBoolean,
  encodeBytes,
  encodeDecimal,
  encodeFloat,
  encodeInteger,
  encodeTemporal,
  encodeText,
  encodeUuid,
  fittingDecimal,
  isSmallInteger,
  unfit,
} from '../encode-value.ts'
import { canonicalNumber } from '../canonical-key.ts'
import { listPlaces } from '../json-path.ts'
import { jsonKeys, jsonList, jsonRows } from '../json-lists.ts'
import type { SqlValue } from '../statement.ts'
import { baseName, decimalScale, isBinaryUuid, isSingle, isUnsigned, mostCharacters, type Server } from './types.ts'

/**
 * How values are written for a server. Integers are bound as integers and floats as doubles, because text would be compared
 * with a number as a double; decimals, dates and times are text that a cast beside the placeholder reads.
 */
export function encoding(server: Server): Pick<Dialect, 'encode' | 'encodeKeys'> {
  const value = (type: ColumnType, item: unknown): SqlValue => encodeValue(type, item, server)
  const stored = (type: ColumnType, item: unknown): SqlValue => storedValue(type, item, server)
  const key = (type: ColumnType, text: string | null): SqlValue => encodeKey(type, text, server)
  const codec: Codec = {
    value,
    stored,
    orderText: encodeOrderText,
    whole: BigInt,
    pattern: (match, text) => likePattern(match, encodeText(anyText, text)),
    path: (path, part) => (part === 'place' ? path : jsonList(listPlaces(path))),
    list: (type, items) => jsonList(items.map((item) => value(type, item)).filter((item) => !isTooLong(type, item))),
    ...jsonRows(stored, key),
  }
  return { encode: encoderOf(codec), encodeKeys: jsonKeys(key) }
}

const anyText: ColumnType = { kind: 'string', sqlType: 'text', dimensions: 0 }

/** A value that a column is to hold. */
function storedValue(type: ColumnType, value: unknown, server: Server): SqlValue {
  if (value === null || value === undefined) return null
  if (type.kind === 'decimal') return fittingDecimal(type, value)
  if (isBinaryUuid(type)) return Buffer.from(encodeUuid(type, value).replaceAll('-', ''), 'hex')
  return encodeValue(type, value, server)
}

function encodeValue(type: ColumnType, value: unknown, server: Server): SqlValue {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return isUnsigned(type) && baseName(type) === 'bigint' ? encodeUnsigned(type, value) : encodeInteger(type, value)
    case 'decimal':
      return encodeScaled(type, encodeDecimal(type, value), server)
    case 'float': {
      const number = encodeFloat(type, value)
      // What the column holds of the number: 0.1 is another in 32 bits.
      return isSingle(type) ? single(type, number) : number
    }
    case 'string':
    case 'enum':
      return encodeText(type, value)
    case 'boolean':
      return encodeBoolean(type, value) ? 1n : 0n
    case 'uuid':
      return encodeUuid(type, value)
    case 'date':
    case 'time':
    case 'dateTime':
    case 'localDateTime':
      return encodeTemporal(type, value).replace('T', ' ').replace('Z', '')
    case 'bytes':
      return encodeBytes(type, value)
    case 'json':
      return JSON.stringify(value)
  }
}

function single(type: ColumnType, value: number): number {
  const held = Math.fround(value)
  if (!Number.isFinite(held)) throw unfit(type, 'a number of 32 bits')
  return held
}

/** From -2⁶³, which is less than all of the column's, to 2⁶⁴ - 1. */
function encodeUnsigned(type: ColumnType, value: unknown): bigint {
  const text = String(value)
  if (!/^\d{1,20}$/.test(text)) return encodeInteger(type, value)
  const integer = BigInt(text)
  if (BigInt.asUintN(64, integer) !== integer) throw unfit(type, 'a whole number of at most 64 bits')
  return integer
}

/**
 * As many digits behind the point as its cast keeps. Digits beyond say that the number lies between two of the column's, and
 * a 5 in the last place says the same.
 */
function encodeScaled(type: ColumnType, text: string, server: Server): string {
  const kept = decimalScale(type, server)
  const [whole = '', fraction = ''] = text.split('.')
  if (!/[1-9]/.test(fraction.slice(kept))) return fraction === '' ? whole : `${whole}.${fraction.slice(0, kept)}`
  if (kept <= (type.scale ?? 0)) throw unfit(type, `a number with at most ${kept} digits behind the point`)
  return `${whole}.${fraction.slice(0, kept - 1)}5`
}

/** A text that the column cannot hold equals nothing, and would be null in a list. */
function isTooLong(type: ColumnType, item: SqlValue): boolean {
  const most = mostCharacters(type)
  return most !== null && typeof item === 'string' && item.length > most && [...item].length > most
}

/** What the database printed, as the value that it was. */
function encodeOrderText(type: ColumnType, text: string): SqlValue {
  switch (type.kind) {
    case 'int':
    case 'bigint':
    case 'boolean':
      return BigInt(text)
    case 'float':
      return Number(text)
    case 'bytes':
      return Buffer.from(text, 'hex')
    default:
      return text
  }
}

/** A key that is no value of the type is null, and matches nothing. */
function encodeKey(type: ColumnType, key: string | null, server: Server): SqlValue {
  if (key === null) return null
  if ((type.kind === 'int' || type.kind === 'bigint') && isSmallInteger(key)) return Number(key)
  // A key that was text may write a number in another way than numbers are written: then it is none.
  if ((type.kind === 'int' || type.kind === 'bigint') && canonicalNumber(key) !== key) return null
  try {
    switch (type.kind) {
      case 'boolean':
        return key === 'true' ? 1n : key === 'false' ? 0n : null
      case 'bytes':
        return /^([0-9a-f]{2})*$/.test(key) ? key : null
      case 'decimal':
        return fits(type, encodeDecimal(type, key)) ? key : null
      case 'int': {
        const integer = encodeInteger(type, key)
        return BigInt.asIntN(32, integer) === integer ? integer : null
      }
      case 'bigint': {
        const integer = encodeValue(type, key, server) as bigint // an integer of the type
        return isUnsigned(type) && integer < 0n ? null : integer
      }
      default:
        return encodeValue(type, key, server)
    }
  } catch (error) {
    if (error instanceof HeddleError) return null // unfit: nothing equals it
    throw error
  }
}

/** Whether a column of the type can hold a decimal, in the canonical form of keys. */
function fits(type: ColumnType, key: string): boolean {
  const [whole = '', fraction = ''] = key.replace('-', '').split('.')
  if (type.precision === undefined || type.scale === undefined) return whole.length <= 27 && fraction.length <= 30
  return fraction.length <= type.scale && (whole === '0' || whole.length <= type.precision - type.scale)
}
