import type { CanonicalKey } from '../sql/statement.ts'

/** Keys of a link, each once, in the order of their first use. */
export interface KeySet {
  readonly keys: readonly CanonicalKey[]
  /** The position of a key, adding it where it is new. */
  add(key: CanonicalKey): number
  /** As `add`, of a key of one column: most are known already, and make no array. */
  addText(text: string | null): number
}

export function createKeySet(): KeySet {
  const keys: CanonicalKey[] = []
  const positions = new Map<string | null, number>()

  function addText(text: string | null, key?: CanonicalKey): number {
    const known = positions.get(text)
    if (known !== undefined) return known
    positions.set(text, keys.length)
    keys.push(key ?? [text])
    return keys.length - 1
  }

  return {
    keys,
    add: (key) => addText(key.length === 1 ? key[0]! : JSON.stringify(key), key), // length checked
    addText: (text) => addText(text),
  }
}
