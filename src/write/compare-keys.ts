import type { ColumnType } from '../catalog/catalog.ts'
import type { CanonicalKey } from '../sql/statement.ts'

/** The order of keys as lists have it: numbers by size, texts by code point. */
export function compareKeys(types: readonly ColumnType[]): (one: CanonicalKey, other: CanonicalKey) => number {
  const numeric = types.map(({ kind }) => kind === 'int' || kind === 'bigint')
  return (one, other) => {
    for (const [index, isNumber] of numeric.entries()) {
      const a = one[index] ?? ''
      const b = other[index] ?? ''
      if (a === b) continue
      if (isNumber) return BigInt(a) < BigInt(b) ? -1 : 1
      return Buffer.compare(Buffer.from(a), Buffer.from(b)) // UTF-8 keeps the order of code points
    }
    return 0
  }
}
