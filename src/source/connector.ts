import { ConnectPace } from './connect-pace.ts'
import type { Connection, Driver } from './connection.ts'
import { atMost } from './limits.ts'

/** Connections that are made at the same time: a database that comes back is not run over. */
const AT_ONCE = 4

/** What a connector asks of its pool, and tells it. */
export interface ConnectorParts {
  readonly driver: Driver
  /** The connections that the pool may have. */
  readonly most: number
  readonly connectMs: number
  /** Connections that the pool has. */
  present(): number
  /** Requests that wait for one. */
  wanted(): number
  /** Rises when the pool takes all present connections for lost. */
  generation(): number
  /** Work that must have ended before the pool is closed. */
  begin(work: Promise<void>): void
  /** @param generation of the moment at which it was begun */
  made(connection: Connection, generation: number): void
  failed(error: unknown): void
}

/**
 * Makes the connections of a pool: for those who wait, as far as its sizes allow, a few at once, and after failures not at
 * once. While the database counts as down it goes on trying, for nobody.
 */
export class Connector {
  readonly #parts: ConnectorParts
  readonly #pace = new ConnectPace()
  readonly #stop = new AbortController()
  #nextTry: NodeJS.Timeout | null = null
  #connecting = 0

  constructor(parts: ConnectorParts) {
    this.#parts = parts
  }

  /** How many are being made. */
  get connecting(): number {
    return this.#connecting
  }

  /** Whether the database could not be reached so often that nobody is let wait for it. */
  get down(): boolean {
    return this.#pace.open
  }

  /** Of the last failure. */
  get cause(): unknown {
    return this.#pace.cause
  }

  /** One was made. Answers whether the database counted as down. */
  recovered(): boolean {
    return this.#pace.succeeded()
  }

  /** One could not be made. Answers whether the database counts as down from now on. */
  countFailure(failure: Error): boolean {
    const isDown = this.#pace.failed(failure)
    if (this.#pace.open) this.#fillLater()
    return isDown
  }

  /** Makes no more, and gives up those that are being made. */
  stop(): void {
    this.#stop.abort()
    if (this.#nextTry) clearTimeout(this.#nextTry)
  }

  /** Makes as many as are wanted. */
  fill(): void {
    const { most, present, wanted } = this.#parts
    const atOnce = Math.min(AT_ONCE, most)
    while (
      !this.#stop.signal.aborted &&
      wanted() > this.#connecting &&
      this.#connecting < atOnce &&
      present() + this.#connecting < most
    ) {
      if (this.#pace.pauseMs > 0) return this.#fillLater()
      this.#start()
    }
  }

  #fillLater(): void {
    if (this.#nextTry !== null || this.#stop.signal.aborted) return
    this.#nextTry = setTimeout(() => {
      this.#nextTry = null
      if (this.#pace.open && this.#connecting === 0) this.#start()
      else this.fill()
    }, this.#pace.pauseMs)
    if (this.#pace.open) this.#nextTry.unref() // nobody waits for it
  }

  #start(): void {
    this.#connecting += 1
    this.#parts.begin(this.#connect())
  }

  async #connect(): Promise<void> {
    const { driver, connectMs, made, failed, generation } = this.#parts
    const began = generation()
    const limits = atMost(connectMs, { signal: this.#stop.signal })
    await driver.connect(limits).then(
      (connection) => {
        this.#connecting -= 1
        made(connection, began)
      },
      (error: unknown) => {
        this.#connecting -= 1
        failed(error)
      },
    )
    this.fill()
  }
}
