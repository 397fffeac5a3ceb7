/** Failed attempts in a row after which a database counts as down. */
export const FAILURES_TO_OPEN = 5

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 800

/**
 * When the next connection may be tried: at once after one that was made; after failures in a row later and later, at a
 * random moment ("full jitter"), so that many processes do not come back to a database all together.
 *
 * It is the pool's circuit breaker too: while `open`, nobody waits for a connection, and the pool tries in the background.
 */
export class ConnectPace {
  readonly #random: () => number
  #failures = 0
  #notBefore = 0
  #cause: unknown = null

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** Whether the database counts as down. */
  get open(): boolean {
    return this.#failures >= FAILURES_TO_OPEN
  }

  /** What the last attempt failed of. */
  get cause(): unknown {
    return this.#cause
  }

  /** Milliseconds until the next attempt; 0 where it may be made now. */
  get pauseMs(): number {
    return Math.max(0, this.#notBefore - performance.now())
  }

  /** One is tried while the database counts as down: the next one follows soon, whether this one has ended by then or not. */
  tried(): void {
    this.#notBefore = performance.now() + (LONGEST_PAUSE_MS * (1 + this.#random())) / 2
  }

  /** Answers whether the database counted as down until now. */
  succeeded(): boolean {
    const wasOpen = this.open
    this.#failures = 0
    this.#notBefore = 0
    this.#cause = null
    return wasOpen
  }

  /** Answers whether the database counts as down from now on. */
  failed(cause: unknown): boolean {
    this.#failures += 1
    this.#cause = cause
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - 1))
    this.#notBefore = performance.now() + longest * this.#random()
    return this.#failures === FAILURES_TO_OPEN
  }
}
