import type { HeddleError } from '../errors.ts'
import type { Events, PoolEvent } from '../events.ts'
import type { Connection, Driver } from './connection.ts'
import { Connector } from './connector.ts'
import { atMost, limitError, within, type LimitReason, type Limits } from './limits.ts'
import { DOWN, lendsNone, saturated } from './pool-errors.ts'
import { poolSizes, type PoolOptions } from './pool-options.ts'
import { WaitingLine } from '../waiting-line.ts'

/** What a reset may take, a sign of life, and a closing source may wait for its borrowers. */
const RESET_MS = 5_000
const PING_MS = 5_000
const CLOSE_MS = 5_000

/** A connection that was used a moment ago is alive. */
const TRUSTED_MS = 500

interface Waiter {
  readonly resolve: (connection: Connection) => void
  readonly reject: (error: unknown) => void
}

/** What a pool knows of a connection. */
interface Member {
  readonly connection: Connection
  readonly generation: number
  /** `performance.now()` at which it is too old to be lent. */
  readonly expires: number
  /** Somebody has it, who may give it back. */
  lent: boolean
  idleSince: number
  leak: NodeJS.Timeout | null
}

/**
 * A bounded set of connections to one database: SQLAlchemy's `QueuePool` in what can be set, HikariCP in its one deadline
 * over waiting, connecting and pinging. Who waits is served in the order of asking. Connections are made for whoever waits,
 * not for one waiter: who gives up leaves a connection to the next.
 */
export class Pool {
  readonly #driver: Driver
  readonly #options: PoolOptions
  readonly #sizes: { readonly total: number; readonly kept: number }
  readonly #events: Events | null
  /** All connections, lent or idle. */
  readonly #members = new Map<Connection, Member>()
  readonly #idle: Member[] = []
  readonly #waiters = new WaitingLine<Waiter>()
  /** What is under way and must end before the pool is closed: connecting, resetting, closing. */
  readonly #underWay = new Set<Promise<void>>()
  readonly #connector: Connector
  #generation = 0
  #closing: Promise<void> | null = null
  #onEmpty: (() => void) | null = null

  constructor(driver: Driver, options: PoolOptions, events: Events | null = null) {
    this.#driver = driver
    this.#options = options
    this.#sizes = poolSizes(options)
    this.#events = events
    this.#connector = new Connector({
      driver,
      most: this.#sizes.total,
      connectMs: options.connectMs,
      present: () => this.#members.size,
      wanted: () => this.#waiters.size,
      begin: (work) => void this.#track(work),
      made: (connection, began) => this.#join(connection, began),
      failed: (error) => this.#failed(error),
      generation: () => this.#generation,
    })
  }

  /** Connections by state, and requests that wait. */
  get stats(): { idle: number; lent: number; connecting: number; waiting: number } {
    const idle = this.#idle.length
    return {
      idle,
      lent: this.#members.size - idle,
      connecting: this.#connector.connecting,
      waiting: this.#waiters.size,
    }
  }

  /** Whether somebody waits for a connection. */
  get contended(): boolean {
    return this.#waiters.size > 0
  }

  /** Whether as many wait as may. */
  get saturated(): boolean {
    return this.#waiters.size >= this.#options.maxWaiters + this.#sizes.total - this.#members.size
  }

  /** Whether it has all the connections that it keeps: more are made only for those who would wait. */
  get full(): boolean {
    return this.#members.size >= this.#sizes.kept
  }

  /**
   * Lends a connection; give it back with {@link release}.
   *
   * Rejects DATABASE_TIMEOUT or CANCELLED at a limit, DATABASE_UNAVAILABLE where connecting failed, the database counts as
   * down, or the source is closed, OVERLOADED where too many wait.
   */
  async acquire(limits: Limits): Promise<Connection> {
    const until = atMost(this.#options.timeoutMs, limits)
    const borrower = this.#borrower() // before anything is awaited: then the caller is not in the stack any more
    for (;;) {
      if (this.#closing !== null) throw lendsNone(this.#driver.source, 'it is closed')
      const member = this.#takeIdle()
      if (member === undefined) return this.#lent(await this.#wait(until), borrower)
      if (!this.#mustPing(member) || (await this.#isAlive(member, until)))
        return this.#lent(member.connection, borrower)
    }
  }

  /** What somebody hears who is not let wait. */
  refuse(): HeddleError {
    this.#tell('saturated')
    return saturated(this.#driver.source, this.#waiters.size)
  }

  /** An idle connection, where one can be lent without asking it first: nobody waits then. A closed pool has none. */
  acquireNow(): Connection | undefined {
    const member = this.#takeIdle()
    if (member === undefined) return undefined
    if (!this.#mustPing(member)) return this.#lent(member.connection, this.#borrower())
    member.lent = false
    if (this.#options.lifo) this.#idle.push(member)
    else this.#idle.unshift(member)
    return undefined
  }

  /**
   * Takes a connection back: resets it and lends it on, or closes it where it is suspect. Never rejects; null where that
   * is done already. Of one that was given back before, or is closed, nothing happens: the next borrower has it.
   */
  release(connection: Connection): Promise<void> | null {
    const member = this.#members.get(connection)
    if (member === undefined || !member.lent) return null
    member.lent = false
    if (member.leak) clearTimeout(member.leak)
    this.#tell('checkin')
    const reset = connection.usable ? connection.reset() : null
    if (reset !== null) return this.#track(this.#resetInTime(connection, reset))
    if (this.#options.mode === 'null') this.#discard(connection)
    else this.#lendOn(connection)
    return null
  }

  /** Lends none of the present connections again. After a disconnect the others are likely to be lost as well. */
  retire(): void {
    this.#generation += 1
    this.#tell('invalidate')
    for (const { connection } of this.#idle.splice(0)) this.#discard(connection)
    this.#connector.fill()
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
    this.#rejectAll(lendsNone(this.#driver.source, 'it is closed'))
    this.#connector.stop()
    for (const { connection } of this.#idle.splice(0)) this.#discard(connection)
    if (this.#members.size > 0) await this.#emptied()
    for (const connection of this.#members.keys()) this.#discard(connection)
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #emptied(): Promise<void> {
    const empty = new Promise<void>((resolve) => (this.#onEmpty = resolve))
    return within(atMost(CLOSE_MS), empty, () => new Error('borrowers kept their connections')).catch(() => {})
  }

  // ───────── lending ─────────

  #takeIdle(): Member | undefined {
    for (;;) {
      const member = this.#options.lifo ? this.#idle.pop() : this.#idle.shift()
      if (member === undefined) return undefined
      if (member.connection.usable && performance.now() < member.expires) {
        member.lent = true
        return member
      }
      this.#discard(member.connection)
    }
  }

  #mustPing({ idleSince }: Member): boolean {
    return this.#options.prePing && performance.now() - idleSince >= TRUSTED_MS
  }

  /** One that does not answer tells of all the others that are as old. */
  async #isAlive({ connection }: Member, until: Limits): Promise<boolean> {
    let stopped: LimitReason | null = null
    try {
      const ping = within(atMost(PING_MS), connection.ping(), () => new Error('it gave no sign of life'))
      await within(until, ping, (reason) => {
        stopped = reason
        return new Error('the wait for a sign of life was over')
      })
      return true
    } catch {
      this.#discard(connection)
      if (stopped !== null) throw this.#timedOut(stopped, 'pinging a connection')
      this.retire()
      return false
    }
  }

  #borrower(): Error | null {
    return this.#options.leakMs === null ? null : new Error('A connection was lent here')
  }

  #lent(connection: Connection, borrower: Error | null): Connection {
    this.#tell('checkout')
    const { leakMs } = this.#options
    const member = borrower ? this.#members.get(connection) : undefined
    if (member && borrower && leakMs !== null) {
      member.leak = setTimeout(() => this.#tell('leak', { stack: borrower.stack }), leakMs).unref()
    }
    return connection
  }

  #wait(until: Limits): Promise<Connection> {
    if (this.#connector.down) return Promise.reject(lendsNone(this.#driver.source, DOWN, this.#connector.cause))
    if (this.saturated) return Promise.reject(this.refuse())
    let waiter: Waiter | undefined
    const lent = new Promise<Connection>((resolve, reject) => {
      waiter = { resolve, reject }
      this.#waiters.join(waiter)
    })
    this.#connector.fill()
    return within(until, lent, (reason) => {
      if (waiter !== undefined && !this.#waiters.leave(waiter)) {
        // Lent in the same moment: nobody takes it, so it goes back.
        void lent.then((late) => this.release(late)).catch(() => {})
      }
      const { lent: busy } = this.stats
      return this.#timedOut(reason, busy > 0 ? `waiting for one of ${busy} busy connections` : 'connecting')
    })
  }

  /** Hands a connection to the longest waiter, or keeps it idle; closes it where it must not be lent again. */
  #lendOn(connection: Connection): void {
    const member = this.#members.get(connection)
    if (member === undefined) return
    const now = performance.now()
    const current = member.generation === this.#generation && now < member.expires
    if (this.#closing !== null || !connection.usable || !current) return this.#discard(connection)
    const waiter = this.#waiters.next()
    if (waiter !== undefined) {
      member.lent = true
      waiter.resolve(connection)
    } else if (this.#idle.length >= this.#sizes.kept) this.#discard(connection)
    else {
      member.idleSince = now
      this.#idle.push(member)
    }
  }

  async #resetInTime(connection: Connection, reset: Promise<void>): Promise<void> {
    const { mode, resetOnReturn } = this.#options
    try {
      await within(atMost(RESET_MS), reset, () => new Error('the connection could not be reset in time'))
    } catch {
      return this.#discard(connection)
    }
    this.#tell('reset')
    if (mode === 'null' || resetOnReturn === 'close') this.#discard(connection)
    else this.#lendOn(connection)
  }

  #discard(connection: Connection): void {
    const member = this.#members.get(connection)
    if (member === undefined) return
    this.#members.delete(connection)
    if (member.leak) clearTimeout(member.leak)
    this.#tell('close')
    void this.#track(connection.close())
    if (this.#members.size === 0) this.#onEmpty?.()
    this.#connector.fill()
  }

  // ───────── connecting ─────────

  /** @param generation that was the present one when it was begun to be made */
  #join(connection: Connection, generation: number): void {
    const expires = this.#expiry()
    this.#members.set(connection, { connection, generation, expires, lent: false, idleSince: 0, leak: null })
    this.#tell('connect')
    if (this.#connector.recovered()) this.#tell('up')
    this.#lendOn(connection)
  }

  #failed(error: unknown): void {
    if (this.#closing !== null) return
    const failure = this.#driver.classify(error)
    this.#tell('connect-failed', { error: failure })
    if (this.#connector.countFailure(failure)) this.#tell('down', { error: failure })
    if (this.#connector.down) this.#rejectAll(failure)
    else this.#waiters.next()?.reject(failure)
  }

  #expiry(): number {
    const { recycleMs, mode } = this.#options
    if (recycleMs === null || mode === 'static') return Infinity
    return performance.now() + recycleMs * (1 - Math.random() / 10)
  }

  // ───────── what goes wrong ─────────

  #rejectAll(error: HeddleError): void {
    for (let waiter = this.#waiters.next(); waiter; waiter = this.#waiters.next()) waiter.reject(error)
  }

  #timedOut(reason: LimitReason, doing: string): HeddleError {
    this.#tell('timeout')
    return limitError(this.#driver.source, reason, doing)
  }

  #tell(what: PoolEvent['what'], more: Pick<PoolEvent, 'error' | 'stack'> = {}): void {
    this.#events?.emit({ kind: 'pool', source: this.#driver.source, what, ...more })
  }

  #track(work: Promise<void>): Promise<void> {
    const tracked = work.finally(() => this.#underWay.delete(tracked))
    this.#underWay.add(tracked)
    return tracked
  }
}
