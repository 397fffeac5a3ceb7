import { HeddleError } from '../errors.ts'
import type { Connection, Driver } from './connection.ts'
import { atMost, limitError, within, type Limits } from './limits.ts'
import { WaitingLine } from './waiting-line.ts'

/** All times in milliseconds. */
export interface PoolOptions {
  /** Connections at most. */
  readonly size: number
  /** Longest wait for a connection that others hold; a request's deadline may be sooner. */
  readonly waitMs: number
  /** Requests that may wait at the same time; one more fails at once. */
  readonly maxWaiters: number
  /** Longest time for making a connection. */
  readonly connectMs: number
}

export const defaultPoolOptions: PoolOptions = { size: 10, waitMs: 30_000, maxWaiters: 1_000, connectMs: 10_000 }

/** What a rollback may take, and a closing source may wait for its borrowers. */
const RESET_MS = 5_000
const CLOSE_MS = 5_000

interface Waiter {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/**
 * A bounded set of connections to one database. The most recently used one is lent first; who waits is served in the order
 * of asking. Connections are made for whoever waits, not for one waiter: who gives up leaves a connection to the next.
 */
export class Pool {
  readonly #driver: Driver
  readonly #options: PoolOptions
  /** All connections, lent or idle, with the generation they were made in. */
  readonly #connections = new Map<Connection, number>()
  readonly #idle: Connection[] = []
  readonly #waiters = new WaitingLine<Waiter>()
  /** What is under way and must end before the pool is closed: connecting, resetting, closing. */
  readonly #underWay = new Set<Promise<void>>()
  readonly #stop = new AbortController()
  #connecting = 0
  #generation = 0
  #closing: Promise<void> | null = null
  #onEmpty: (() => void) | null = null

  constructor(driver: Driver, options: PoolOptions) {
    this.#driver = driver
    this.#options = options
  }

  /** Connections by state, and requests that wait. */
  get stats(): { idle: number; lent: number; connecting: number; waiting: number } {
    const idle = this.#idle.length
    return { idle, lent: this.#connections.size - idle, connecting: this.#connecting, waiting: this.#waiters.size }
  }

  /**
   * Lends a connection; give it back with {@link release}, exactly once.
   *
   * Rejects DATABASE_TIMEOUT or CANCELLED at a limit, DATABASE_UNAVAILABLE where connecting failed, too many wait, or the
   * source is closed.
   */
  async acquire(limits: Limits): Promise<Connection> {
    if (this.#closing !== null) throw this.#unavailable('it is closed')
    const idle = this.acquireNow()
    if (idle !== undefined) return idle
    const { size, maxWaiters } = this.#options
    if (this.#waiters.size >= maxWaiters + size - this.#connections.size) {
      throw this.#unavailable(`${this.#waiters.size} requests wait for its connections already`)
    }
    return this.#wait(limits)
  }

  /** An idle connection, where there is one: nobody waits then. A closed pool has none. */
  acquireNow(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined || connection.usable) return connection
      this.#discard(connection)
    }
  }

  /**
   * Takes a connection back: resets it and lends it on, or closes it where it is suspect. Never rejects; null where that
   * is done already.
   */
  release(connection: Connection): Promise<void> | null {
    const reset = connection.usable ? connection.reset() : null
    if (reset !== null) return this.#track(this.#resetInTime(connection, reset)).then(() => this.#lendOn(connection))
    this.#lendOn(connection)
    return null
  }

  /** Lends none of the present connections again. After a disconnect the others are likely to be lost as well. */
  retire(): void {
    this.#generation += 1
    for (const connection of this.#idle.splice(0)) this.#discard(connection)
    this.#fill()
  }

  /**
   * Lends no more; closes idle connections at once, and lent ones when they return, or after five seconds. Idempotent;
   * never rejects.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  async #end(): Promise<void> {
    for (let waiter = this.#waiters.next(); waiter; waiter = this.#waiters.next()) {
      waiter.reject(this.#unavailable('it is closed'))
    }
    this.#stop.abort()
    for (const connection of this.#idle.splice(0)) this.#discard(connection)
    if (this.#connections.size > 0) await this.#emptied()
    for (const connection of this.#connections.keys()) this.#discard(connection)
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #emptied(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve))
    return within(atMost(CLOSE_MS), empty, () => new Error('borrowers kept their connections')).catch(() => {})
  }

  #wait(limits: Limits): Promise<Connection> {
    let waiter: Waiter | undefined
    const lent = new Promise<Connection>((resolve, reject) => {
      waiter = { resolve, reject }
      this.#waiters.join(waiter)
    })
    this.#fill()
    return within(atMost(this.#longestWait(), limits), lent, (reason) => {
      if (waiter !== undefined && !this.#waiters.leave(waiter)) {
        // Lent in the same moment: nobody takes it, so it goes back.
        void lent.then((late) => this.release(late))
      }
      const { lent: busy } = this.stats
      return limitError(
        this.#driver.source,
        reason,
        busy > 0 ? `waiting for one of ${busy} busy connections` : 'connecting',
      )
    })
  }

  /** Where a connection is being made, making it has its own time. */
  #longestWait(): number {
    const { size, waitMs, connectMs } = this.#options
    return this.#connections.size < size ? Math.max(waitMs, connectMs) : waitMs
  }

  /** Makes connections for those who wait, as far as the size allows. */
  #fill(): void {
    while (
      this.#closing === null &&
      this.#waiters.size > this.#connecting &&
      this.#connections.size + this.#connecting < this.#options.size
    ) {
      this.#connecting += 1
      void this.#track(this.#connect())
    }
  }

  async #connect(): Promise<void> {
    const generation = this.#generation
    try {
      const connection = await this.#driver.connect(atMost(this.#options.connectMs, { signal: this.#stop.signal }))
      this.#connecting -= 1
      this.#connections.set(connection, generation)
      this.#lendOn(connection)
    } catch (error) {
      this.#connecting -= 1
      this.#waiters.next()?.reject(this.#driver.classify(error))
      this.#fill()
    }
  }

  async #resetInTime(connection: Connection, reset: Promise<void>): Promise<void> {
    const late = () => new Error('the connection could not be reset in time')
    await within(atMost(RESET_MS), reset, late).catch(() => this.#discard(connection))
  }

  /** Hands a connection to the longest waiter, or keeps it idle; closes it where it must not be lent again. */
  #lendOn(connection: Connection): void {
    const generation = this.#connections.get(connection)
    if (generation === undefined) return
    if (this.#closing !== null || !connection.usable || generation !== this.#generation) this.#discard(connection)
    else {
      const waiter = this.#waiters.next()
      if (waiter === undefined) this.#idle.push(connection)
      else waiter.resolve(connection)
    }
  }

  #discard(connection: Connection): void {
    if (!this.#connections.delete(connection)) return
    void this.#track(connection.close())
    if (this.#connections.size === 0) this.#onEmpty?.()
    this.#fill()
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
    return tracked
  }

  #unavailable(why: string): HeddleError {
    const source = this.#driver.source
    return new HeddleError('DATABASE_UNAVAILABLE', `Source "${source}" lends no connection: ${why}.`, {
      source,
      retryable: true,
    })
  }
}
