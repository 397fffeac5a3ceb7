import { LRUCache } from 'lru-cache'

/** Statements that one session has prepared at most. */
const MAX_PREPARED = 256

/** The statements that a session has prepared: those that were asked for last, by their texts. */
export class PreparedStatements {
  readonly #names = new LRUCache<string, string>({ max: MAX_PREPARED, dispose: (name) => this.#spent.push(name) })
  #spent: string[] = []
  #last = 0

  /** The name of a statement that is prepared. */
  nameOf(text: string): string | undefined {
    return this.#names.get(text)
  }

  /** A name for a statement that is to be prepared. Another may have to be closed for it: see {@link takeSpent}. */
  admit(text: string): string {
    const name = `s${(this.#last += 1)}`
    this.#names.set(text, name)
    return name
  }

  /** It could not be prepared, or not be run as it was. */
  forget(text: string): void {
    this.#names.delete(text)
  }

  /** The names that are to be closed, once. */
  takeSpent(): readonly string[] {
    if (this.#spent.length === 0) return this.#spent
    const spent = this.#spent
    this.#spent = []
    return spent
  }
}
