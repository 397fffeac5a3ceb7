/** Statements that one session prepares at most. */
const MAX_PREPARED = 256

/** Unprepared runs after which a session is worth replacing by one that prepares what is asked for now. */
const MAX_MISSES = 1_000

/**
 * Which texts a session prepares. The driver never forgets a prepared statement, on its side or on the server's, so the
 * session prepares the first 256 texts that ask for it, and runs others unprepared. When those have become many, it is
 * `worn`: a fresh session costs less than they do.
 */
export class PreparedTexts {
  readonly #texts = new Set<string>()
  #misses = 0

  get worn(): boolean {
    return this.#misses >= MAX_MISSES
  }

  /** Whether to prepare this text. */
  admit(text: string): boolean {
    if (this.#texts.has(text)) return true
    if (this.#texts.size < MAX_PREPARED) {
      this.#texts.add(text)
      return true
    }
    this.#misses += 1
    return false
  }
}
