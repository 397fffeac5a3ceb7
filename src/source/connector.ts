import { ConnectPace } from './connect-pace.ts'
import type { Connection, Driver } from './connection.ts'
import { atMost } from './limits.ts'

/** Connections that are made at the same time: a database that comes back is not run over. */
const AT_ONCE = 4

/** What is tried beside another that nobody has answered yet. That one has the time that a slow network needs. Milliseconds. */
const BESIDE_MS = 1_000

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
 * once. While the database counts as down it goes on trying, for nobody: also beside a connection at which nobody has answered
 * yet, since a network that is back does not know of what was sent to it before. A server that has answered is given its time:
 * sessions that are given up count as attacks with some (MariaDB's `max_connect_errors`).
 */
export class Connector {
  readonly #parts: ConnectorParts
  readonly #pace = new ConnectPace()
  readonly #stop = new AbortController()
  #nextTry: NodeJS.Timeout | null = null
  #connecting = 0
  /** Of these, how many no server has answered yet. */
  #knocking = 0

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
    while (!this.#stop.signal.aborted && this.#parts.wanted() > this.#connecting && this.#hasRoom) {
      if (this.#pace.pauseMs > 0) return this.#fillLater()
      this.#start(this.#parts.connectMs)
    }
  }

  get #hasRoom(): boolean {
    const { most, present } = this.#parts
    return this.#connecting < Math.min(AT_ONCE, most) && present() + this.#connecting < most
  }

  #fillLater(): void {
    if (this.#nextTry !== null || this.#stop.signal.aborted) return
    this.#nextTry = setTimeout(() => {
      this.#nextTry = null
      if (this.#pace.open) this.#tryAgain()
      else this.fill()
    }, this.#pace.pauseMs)
    if (this.#pace.open) this.#nextTry.unref() // nobody waits for it
  }

  #tryAgain(): void {
    const { connectMs } = this.#parts
    if (this.#connecting === 0) this.#start(connectMs)
    else if (this.#knocking === this.#connecting && this.#hasRoom) this.#start(Math.min(connectMs, BESIDE_MS))
    this.#pace.tried()
    this.#fillLater()
  }

  #start(timeoutMs: number): void {
    this.#connecting += 1
    this.#parts.begin(this.#connect(timeoutMs))
  }

  async #connect(timeoutMs: number): Promise<void> {
    const { driver, made, failed, generation } = this.#parts
    const began = generation()
    let knocks = false
    const onKnock = (isKnocking: boolean): void => {
      this.#knocking += Number(isKnocking) - Number(knocks)
      knocks = isKnocking
    }
    const limits = { ...atMost(timeoutMs, { signal: this.#stop.signal }), onKnock }
    await driver.connect(limits).then(
      (connection) => {
        onKnock(false)
        this.#connecting -= 1
        made(connection, began)
      },
      (error: unknown) => {
        onKnock(false)
        this.#connecting -= 1
        failed(error)
      },
    )
    this.fill()
  }
}
