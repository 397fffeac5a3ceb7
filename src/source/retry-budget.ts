/** Retries that are free, and what each statement adds: one retry for five statements, as Envoy's budget has it. */
const MOST = 10
const SHARE = 0.2

/**
 * How often a source's reads may run a second time on a fresh connection. When a database dies under load every statement
 * fails at once, and repeating all of them would double what it has to bear when it comes back.
 */
export class RetryBudget {
  #left = MOST

  /** A statement was asked for. */
  earn(): void {
    if (this.#left < MOST) this.#left = Math.min(MOST, this.#left + SHARE)
  }

  /** Whether one may be repeated; counts it. */
  spend(): boolean {
    if (this.#left < 1) return false
    this.#left -= 1
    return true
  }
}
