/** Draws that are the same on every machine for the same seed. */
export interface Draw {
  /** A whole number, both ends included. */
  int(from: number, to: number): number
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T
  /** Null one time in `oneIn`. */
  orNull<T>(oneIn: number, value: () => T): T | null
  uuid(): string
}

/** Mulberry32: small, fast, and good enough to shuffle test rows. */
export function createDraw(seed: number): Draw {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  const hex = (digits: number) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('')
  return {
    int,
    pick(list) {
      const item = list[int(0, list.length - 1)]
      if (item === undefined) throw new Error('pick of nothing')
      return item
    },
    orNull: (oneIn, value) => (int(1, oneIn) === 1 ? null : value()),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  }
}

/** `count` things, numbered from one. */
export function times<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1))
}
