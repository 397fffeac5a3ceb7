/** Numbers that look random and are the same in every run, on every machine. */
export interface Random {
  /** A whole number, both ends included. */
  between(low: number, high: number): number
  /** One of the list, each as likely as the other. */
  pick<T>(list: readonly T[]): T
  /** One of the list, its beginning likelier: half of all picks fall into the first quarter. */
  pickEarly<T>(list: readonly T[]): T
  /** One of the keys, as likely as its weight: `weighted({ paid: 3, draft: 1 })`. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K
  /** True `percent` times in a hundred. */
  chance(percent: number): boolean
  /** The list in another order. */
  shuffle<T>(list: readonly T[]): T[]
}

/**
 * Makes a generator (mulberry32) from a name: each table of the demo has its own, so that a change to one leaves the
 * others as they are. Only operations that every engine computes alike: no `Math.pow`, no `Math.sin`.
 */
export function createRandom(name: string): Random {
  let state = seedOf(name)

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  const at = <T>(list: readonly T[], index: number): T => {
    if (index < 0 || index >= list.length) throw new RangeError('Random choice from an empty list')
    return list[index] as T // in range: checked above
  }

  return {
    between,
    pick: (list) => at(list, between(0, list.length - 1)),
    pickEarly(list) {
      const fraction = next()
      return at(list, Math.floor(fraction * fraction * list.length))
    },
    weighted(weights) {
      const entries = Object.entries<number>(weights)
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const hit = entries.find(([, weight]) => (left -= weight) < 0)
      return (hit ?? at(entries, entries.length - 1))[0] as keyof typeof weights
    },
    chance: (percent) => next() * 100 < percent,
    shuffle(list) {
      const shuffled = [...list]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = between(0, last)
        const moved = at(shuffled, last)
        shuffled[last] = at(shuffled, other)
        shuffled[other] = moved
      }
      return shuffled
    },
  }
}

/** FNV-1a over the UTF-16 code units. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  return hash
}
