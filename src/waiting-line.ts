/** Places that were left before they are taken from the array. */
const SPENT = 64

/**
 * Who waits, in the order of coming. An array, because a `Set` that many pass through is rehashed over and over, and a table
 * that was given up holds on to the next one, with all requests in it, until the next full garbage collection.
 */
export class WaitingLine<T> {
  #places: (T | undefined)[] = []
  #first = 0
  #size = 0

  get size(): number {
    return this.#size
  }

  join(item: T): void {
    this.#places.push(item)
    this.#size += 1
  }

  /** The one who has waited longest. */
  next(): T | undefined {
    while (this.#first < this.#places.length) {
      const item = this.#places[this.#first]
      this.#places[this.#first] = undefined
      this.#first += 1
      if (item === undefined) continue
      this.#size -= 1
      this.#forgetSpent()
      return item
    }
    return undefined
  }

  /** Gives up waiting; false for one that does not wait any more. */
  leave(item: T): boolean {
    const place = this.#places.indexOf(item, this.#first)
    if (place === -1) return false
    this.#places[place] = undefined
    this.#size -= 1
    return true
  }

  #forgetSpent(): void {
    if (this.#size === 0) {
      this.#places.length = 0
      this.#first = 0
    } else if (this.#first > SPENT && this.#first * 2 > this.#places.length) {
      this.#places.splice(0, this.#first)
      this.#first = 0
    }
  }
}
