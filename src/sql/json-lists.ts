import type { ColumnType } from '../catalog/catalog.ts'
import { invariant } from '../errors.ts'
import type { Dialect } from './dialect.ts'
import type { Codec } from './encode-parameter.ts'
import { copiesOf, listText } from './packed-keys.ts'
import type { CanonicalKey, SqlValue } from './statement.ts'

/** What stands in a list: a value, or a list of them. Bytes stand there in hex, since JSON has none. */
type JsonItem = SqlValue | readonly SqlValue[]

/** A key as the column that it is compared with has it; null for what no such column can hold. */
type EncodeKey = (type: ColumnType, key: string | null) => SqlValue

/** JSON whose integers keep all digits. */
export function jsonList(items: readonly JsonItem[]): string {
  // What most lists hold, keys, is written in one call.
  return items.every(isPlain) ? JSON.stringify(items) : `[${items.map(jsonItem).join(',')}]`
}

function isPlain(item: JsonItem): boolean {
  return typeof item === 'number' || typeof item === 'string' || item === null
}

function jsonItem(item: JsonItem): string {
  if (Array.isArray(item)) return jsonList(item as readonly SqlValue[])
  return typeof item === 'bigint' ? item.toString() : JSON.stringify(inHex(item as SqlValue)) // no list
}

function inHex(value: SqlValue): SqlValue {
  return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value
}

/** Rows and keys of a dialect that takes all of them as one JSON text. */
export function jsonRows(stored: Codec['stored'], encodeKey: EncodeKey): Pick<Codec, 'cells' | 'keys'> {
  return {
    cells({ column, types, keys: keyTypes }, rows, keys) {
      // A cell of the one row that is listed.
      if (column !== 'all') return inHex(stored(types[0]!, rows[0]?.[column])) // a parameter a column
      const items = rows.map((row, at) => [
        ...types.map((type, index) => stored(type, row[index])),
        ...keyTypes.map((type, index) => encodeKey(type, keys[at]?.[index] ?? null)),
      ])
      return jsonList(items)
    },
    keys({ column, types }, keys) {
      invariant(column === 'all', 'a dialect of JSON lists takes all keys as one text')
      const [only] = types
      if (types.length === 1 && only) return jsonList(keys.map((key) => encodeKey(only, key[0] ?? null)))
      return jsonList(keys.map((key) => types.map((type, index) => encodeKey(type, key[index] ?? null))))
    },
  }
}

/** The keys that a probe answered, as one JSON text. */
export function jsonKeys(encodeKey: EncodeKey): Dialect['encodeKeys'] {
  return ({ types }, keys) => {
    const items = (key: CanonicalKey): SqlValue[] => types.map((type, index) => encodeKey(type, key[index] ?? null))
    const single = types.length === 1
    return listText(keys, {
      open: '[',
      close: ']',
      item: (key) => (single ? jsonItem(items(key)[0] ?? null) : jsonList(items(key))),
      columns: types.map((_, column) => column),
      around: single ? ['', ''] : ['[', ']'],
      copies: copiesOf(keys, types),
    })
  }
}
