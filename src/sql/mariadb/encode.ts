import type { ColumnType } from '../../catalog/catalog.ts'
import { HeddleError, invariant } from '../../errors.ts'
import type { Zone } from '../../plan/plan.ts'
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
  escapeLike,
  fittingDecimal,
  foldAscii,
  isSmallInteger,
  unfit,
} from '../encode-value.ts'
import { canonicalNumber } from '../canonical-key.ts'
import { listPlaces } from '../json-path.ts'
import { copiesOf, listText, type PackedKeys } from '../packed-keys.ts'
import { pageParts, type CanonicalKey, type Param, type SqlValue } from '../statement.ts'
import { baseName, decimalScale, isBinaryUuid, isSingle, isUnsigned, mostCharacters } from './types.ts'

/**
 * A parameter's value. Integers are bound as integers and floats as doubles, because text would be compared with a number as
 * a double; decimals, dates and times are text that a cast beside the placeholder reads.
 */
export function encode(
  parameter: Param,
  values: readonly unknown[],
  keys: readonly CanonicalKey[],
  rows: readonly (readonly unknown[])[] = [],
): SqlValue {
  switch (parameter.kind) {
    case 'written':
      return storedValue(parameter.type, values[parameter.slot])
    case 'cells': {
      const { types, keys: keyTypes } = parameter
      const items = rows.map((row, at) => [
        ...types.map((type, index) => inList(storedValue(type, row[index]))),
        ...keyTypes.map((type, index) => encodeKey(type, keys[at]?.[index] ?? null)),
      ])
      return `[${items.map(jsonList).join(',')}]`
    }
    case 'value':
      return encodeValue(parameter.type, values[parameter.slot])
    case 'list': {
      const { type } = parameter
      const items = (values[parameter.slot] as readonly unknown[]).map((item) => inList(encodeValue(type, item)))
      return jsonList(items.filter((item) => !isTooLong(type, item)))
    }
    case 'pattern':
      return encodePattern(parameter.match, values[parameter.slot])
    case 'path': {
      const path = String(values[parameter.slot])
      return parameter.part === 'place' ? path : jsonList(listPlaces(path))
    }
    case 'orderText':
      return encodeOrderText(parameter.type, String(values[parameter.slot]))
    case 'count':
      return BigInt(Number(values[parameter.slot]) + parameter.plus)
    case 'zone':
      return (values[parameter.slot] as Zone)[parameter.list]
    case 'page': {
      const number = keys[0]?.[pageParts.indexOf(parameter.part)] ?? null
      return number === null ? null : BigInt(number)
    }
    case 'name':
      return parameter.before + JSON.stringify(String(values[parameter.slot])) + parameter.after
    case 'keys': {
      invariant(parameter.column === 'all', 'MariaDB takes all keys as one JSON text')
      const { types } = parameter
      const [only] = types
      if (types.length === 1 && only) return jsonList(keys.map((key) => encodeKey(only, key[0] ?? null)))
      const rows = keys.map((key) => jsonList(types.map((type, index) => encodeKey(type, key[index] ?? null))))
      return `[${rows.join(',')}]`
    }
  }
}

/** A value that a column is to hold. */
function storedValue(type: ColumnType, value: unknown): SqlValue {
  if (value === null || value === undefined) return null
  if (type.kind === 'decimal') return fittingDecimal(type, value)
  if (isBinaryUuid(type)) return Buffer.from(encodeUuid(type, value).replaceAll('-', ''), 'hex')
  return encodeValue(type, value)
}

/** The keys that a probe answered, as one JSON text. */
export function encodeKeys({ types }: Extract<Param, { kind: 'keys' }>, keys: PackedKeys): SqlValue {
  const itemsOf = (key: CanonicalKey): string => {
    return jsonList(types.map((each, index) => encodeKey(each, key[index] ?? null)))
  }
  return listText(keys, {
    open: '[',
    close: ']',
    item: (key) => (types.length === 1 ? itemsOf(key).slice(1, -1) : itemsOf(key)),
    columns: types.map((_, column) => column),
    around: types.length === 1 ? ['', ''] : ['[', ']'],
    copies: copiesOf(keys, types),
  })
}

function encodeValue(type: ColumnType, value: unknown): SqlValue {
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return isUnsigned(type) && baseName(type) === 'bigint' ? encodeUnsigned(type, value) : encodeInteger(type, value)
    case 'decimal':
      return encodeScaled(type, encodeDecimal(type, value))
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
function encodeScaled(type: ColumnType, text: string): string {
  const kept = decimalScale(type)
  const [whole = '', fraction = ''] = text.split('.')
  if (!/[1-9]/.test(fraction.slice(kept))) return fraction === '' ? whole : `${whole}.${fraction.slice(0, kept)}`
  if (kept <= (type.scale ?? 0)) throw unfit(type, `a number with at most ${kept} digits behind the point`)
  return `${whole}.${fraction.slice(0, kept - 1)}5`
}

/** A text that the column cannot hold equals nothing, and would be null in a list. */
function isTooLong(type: ColumnType, item: JsonItem): boolean {
  const most = mostCharacters(type)
  return most !== null && typeof item === 'string' && item.length > most && [...item].length > most
}

type JsonItem = string | number | bigint | null

/** Bytes in hex; everything else as it is. */
function inList(value: SqlValue): JsonItem {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

/** JSON whose integers keep all digits. */
function jsonList(items: readonly JsonItem[]): string {
  return `[${items.map((item) => (typeof item === 'bigint' ? item.toString() : JSON.stringify(item))).join(',')}]`
}

function encodePattern(match: Extract<Param, { kind: 'pattern' }>['match'], value: unknown): string {
  const text = encodeText({ kind: 'string', sqlType: 'text', dimensions: 0 }, value)
  switch (match) {
    case 'like':
      return closePattern(text)
    case 'ilike':
      return foldAscii(closePattern(text))
    case 'contains':
      return `%${escapeLike(text)}%`
    case 'startsWith':
      return `${escapeLike(text)}%`
    case 'endsWith':
      return `%${escapeLike(text)}`
  }
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
function encodeKey(type: ColumnType, key: string | null): JsonItem {
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
        const integer = encodeValue(type, key) as bigint // an integer of the type
        return isUnsigned(type) && integer < 0n ? null : integer
      }
      default:
        return inList(encodeValue(type, key))
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
