import type { ColumnType } from '../../catalog/catalog.ts'
import { invariant } from '../../errors.ts'
import { canonicalNumber } from '../canonical-key.ts'
import { encoderOf, likePattern } from '../encode-parameter.ts'
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
import { copiesOf, listText, type PackedKeys } from '../packed-keys.ts'
import type { Param, SqlValue } from '../statement.ts'
import { elementType, isSingle } from './types.ts'

/** Everything is text; the cast beside its placeholder says what it is. */
export const encode = encoderOf({
  value: encodeValue,
  stored: storedText,
  orderText: (_, text) => text,
  whole: (digits) => digits,
  pattern: (match, text) => likePattern(match, encodeText(anyText, text)),
  // A list is no object, and an object no list.
  path: (path) => `strict ${path}`,
  list: (type, items) => arrayText(items.map((item) => encodeValue(type, item))),
  cells({ column, types }, rows) {
    invariant(column !== 'all', 'PostgreSQL takes an array of cells for each column')
    const type = types[0]! // a parameter a column
    return arrayText(rows.map((row) => storedText(type, row[column])))
  },
  keys({ column, types }, keys) {
    invariant(column !== 'all', 'PostgreSQL takes an array of keys for each column')
    const type = types[0]! // a parameter a column
    return arrayText(keys.map((key) => encodeKey(type, key[column] ?? null)))
  },
})

const anyText: ColumnType = { kind: 'string', sqlType: 'text', dimensions: 0 }

/** The text of a value that a column is to hold. */
function storedText(type: ColumnType, value: unknown): string | null {
  if (value === null || value === undefined) return null
  return type.kind === 'decimal' && type.dimensions === 0 ? fittingDecimal(type, value) : encodeValue(type, value)
}

/** A column of the keys that a probe answered, as one array. */
export function encodeKeys({ column, types }: Extract<Param, { kind: 'keys' }>, keys: PackedKeys): SqlValue {
  invariant(column !== 'all', 'PostgreSQL takes an array of keys for each column')
  const type = types[0]! // a parameter a column
  return listText(keys, {
    open: '{',
    close: '}',
    item: (key) => arrayItem(encodeKey(type, key[column] ?? null)),
    columns: [column],
    around: ['', ''],
    copies: copiesOf(
      keys,
      keys.types.map((_, index) => (index === column ? type : undefined)),
    ),
  })
}

function encodeValue(type: ColumnType, value: unknown): string {
  if (type.dimensions > 0) return encodeArray(type, value, type.dimensions)
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return encodeInteger(type, value).toString()
    case 'decimal':
      return encodeDecimal(type, value)
    case 'float':
      return encodeSingle(type, encodeFloat(type, value))
    case 'string':
    case 'enum':
      return encodeText(type, value)
    case 'boolean':
      return String(encodeBoolean(type, value))
    case 'uuid':
      return encodeUuid(type, value)
    case 'date':
    case 'time':
    case 'dateTime':
    case 'localDateTime':
      return encodeTemporal(type, value)
    case 'bytes':
      return `\\x${Buffer.from(encodeBytes(type, value)).toString('hex')}`
    case 'json': {
      const text = JSON.stringify(value)
      // jsonb holds no U+0000; an escaped backslash before u0000 is just text.
      if (/(?<!\\)(?:\\\\)*\\u0000/.test(text)) throw unfit(type, 'JSON without the character U+0000')
      return text
    }
  }
}

/** What a 32-bit float cannot hold would be an error of the database. */
function encodeSingle(type: ColumnType, value: number): string {
  if (!isSingle(type)) return String(value)
  const single = Math.fround(value)
  if (!Number.isFinite(single)) throw unfit(type, 'a number of 32 bits')
  return single === 0 ? '0' : String(value)
}

function encodeArray(type: ColumnType, value: unknown, depth: number): string {
  if (!Array.isArray(value)) throw unfit(type, 'a list')
  const items = value.map((item: unknown) => {
    if (item === null || item === undefined) return null
    return depth > 1 ? encodeArray(type, item, depth - 1) : encodeValue(elementType(type), item)
  })
  return depth > 1 ? `{${items.map((item) => item ?? 'NULL').join(',')}}` : arrayText(items)
}

/** An array as PostgreSQL reads it: every element quoted that could need it. */
function arrayText(items: readonly (string | null)[]): string {
  return `{${items.map(arrayItem).join(',')}}`
}

function arrayItem(item: string | null): string {
  return item === null ? 'NULL' : isSmallInteger(item) ? item : `"${item.replace(/[\\"]/g, '\\$&')}"`
}

/** A key that is no value of the type is null, and matches nothing. */
function encodeKey(type: ColumnType, key: string | null): string | null {
  if (key === null || type.dimensions > 0) return null
  if ((type.kind === 'int' || type.kind === 'bigint') && isSmallInteger(key)) return key
  try {
    // A key that was text may write a number in another way than numbers are written: then it is none.
    if ((type.kind === 'int' || type.kind === 'bigint') && canonicalNumber(key) !== key) return null
    if (type.kind === 'int' && BigInt.asIntN(32, encodeInteger(type, key)) !== encodeInteger(type, key)) return null
    if (type.kind === 'bytes') return /^([0-9a-f]{2})*$/.test(key) ? `\\x${key}` : null
    if (type.kind === 'boolean') return key === 'true' || key === 'false' ? key : null
    return encodeValue(type, key)
  } catch {
    return null // unfit: nothing equals it
  }
}
