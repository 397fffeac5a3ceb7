import type { CanonicalKey } from '../sql/statement.ts'

/** Keys of a link, each once, in the order of their first use. */
export interface KeySet {
  readonly keys: readonly CanonicalKey[]
  /** The position of a key, adding it where it is new. */
  add(key: CanonicalKey): number
}

export function createKeySet(): KeySet {
  const keys: CanonicalKey[] = []
  const positions = new Map<string | null, number>()
  return {
    keys,
    add(key) {
      const text = key.length === 1 ? key[0]! : JSON.stringify(key) // length checked
      const known = positions.get(text)
      if (known !== undefined) return known
      positions.set(text, keys.length)
      keys.push(key)
      return keys.length - 1
    },
  }
}
