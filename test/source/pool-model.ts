/**
 * What a pool does, in one line of time and without promises: the text of the rules, against which the pool itself is held.
 * It imports nothing of `src`.
 */
export interface ModelOptions {
  readonly size: number
  readonly maxOverflow: number
  readonly maxWaiters: number
  readonly recycleMs: number | null
  readonly prePing: boolean
  readonly lifo: boolean
  readonly mode: 'queue' | 'null' | 'static'
}

/** How an acquire ended: the number of its connection, or a code. */
export type Outcome = number | 'DATABASE_TIMEOUT' | 'DATABASE_UNAVAILABLE' | 'OVERLOADED' | 'CANCELLED'

interface Member {
  readonly id: number
  readonly generation: number
  readonly expires: number
  idleSince: number
}

interface Timer {
  readonly at: number
  readonly number: number
  readonly fire: () => void
}

interface Waiter {
  readonly acquire: number
  timer: Timer | null
}

export class PoolModel {
  now = 0
  readonly outcomes = new Map<number, Outcome>()
  readonly dead = new Set<number>()
  readonly mute = new Set<number>()
  /** By number of the acquire: the connection that it holds. */
  readonly lent = new Map<number, number>()
  readonly #options: ModelOptions
  readonly #total: number
  readonly #kept: number
  readonly #members = new Map<number, Member>()
  readonly #idle: Member[] = []
  readonly #waiters: Waiter[] = []
  readonly #inFlight: number[] = []
  #timers: Timer[] = []
  #timerNumber = 0
  #connections = 0
  #generation = 0
  #failures = 0
  #notBefore = 0
  #nextTry: Timer | null = null

  constructor(options: ModelOptions) {
    this.#options = options
    this.#total = options.mode === 'static' ? 1 : options.size + options.maxOverflow
    this.#kept = options.mode === 'static' ? 1 : options.mode === 'null' ? 0 : options.size
  }

  get stats() {
    const idle = this.#idle.length
    return {
      idle,
      lent: this.#members.size - idle,
      connecting: this.#inFlight.length,
      waiting: this.#waiters.length,
    }
  }

  get idleIds(): number[] {
    return this.#idle.map(({ id }) => id)
  }

  acquire(acquire: number, timeoutMs: number): void {
    for (let member = this.#next(); member; member = this.#next()) {
      const silent = this.#options.prePing && this.now - member.idleSince >= 500 && this.mute.has(member.id)
      if (!silent) return this.#give(acquire, member.id)
      this.#discard(member.id)
      this.retire()
    }
    if (this.#failures >= 5) return this.#end(acquire, 'DATABASE_UNAVAILABLE')
    if (this.#waiters.length >= this.#options.maxWaiters + this.#total - this.#members.size) {
      return this.#end(acquire, 'OVERLOADED')
    }
    const waiter: Waiter = { acquire, timer: null }
    this.#waiters.push(waiter)
    this.#fill()
    waiter.timer = this.#startTimer(timeoutMs, () => this.#leave(acquire, 'DATABASE_TIMEOUT'))
  }

  abandon(acquire: number): void {
    if (this.#waiters.some((waiter) => waiter.acquire === acquire)) this.#leave(acquire, 'CANCELLED')
  }

  release(acquire: number): void {
    const id = this.lent.get(acquire)!
    this.lent.delete(acquire)
    if (this.#options.mode === 'null') this.#discard(id)
    else this.#lendOn(id)
  }

  retire(): void {
    this.#generation += 1
    for (const { id } of this.#idle.splice(0)) this.#discard(id)
    this.#fill()
  }

  connected(): void {
    const generation = this.#inFlight.shift()!
    const { recycleMs, mode } = this.#options
    const id = this.#connections++
    // The test's chance is always 1: a connection lives for nine tenths of `recycle`, a pause is as long as it can be.
    const expires = recycleMs === null || mode === 'static' ? Infinity : this.now + recycleMs * 0.9
    this.#members.set(id, { id, generation, expires, idleSince: 0 })
    this.#failures = 0
    this.#notBefore = 0
    this.#lendOn(id)
    this.#fill()
  }

  refused(): void {
    this.#inFlight.shift()
    this.#failures += 1
    this.#notBefore = this.now + Math.min(800, 50 * 2 ** (this.#failures - 1))
    if (this.#failures >= 5) {
      while (this.#waiters.length > 0) this.#leave(this.#waiters[0]!.acquire, 'DATABASE_UNAVAILABLE')
      this.#fillLater()
    } else if (this.#waiters[0]) this.#leave(this.#waiters[0].acquire, 'DATABASE_UNAVAILABLE')
    this.#fill()
  }

  advance(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.number - b.number)[0]
      if (!due) break
      this.now = due.at
      this.#stopTimer(due)
      due.fire()
    }
    this.now = end
  }

  #next(): Member | undefined {
    for (;;) {
      const member = this.#options.lifo ? this.#idle.pop() : this.#idle.shift()
      if (!member || (!this.dead.has(member.id) && this.now < member.expires)) return member
      this.#discard(member.id)
    }
  }

  #lendOn(id: number): void {
    const member = this.#members.get(id)!
    const current = member.generation === this.#generation && this.now < member.expires && !this.dead.has(id)
    const waiter = this.#waiters[0]
    if (!current) this.#discard(id)
    else if (waiter) {
      this.#waiters.shift()
      this.#stopTimer(waiter.timer)
      this.#give(waiter.acquire, id)
    } else if (this.#idle.length >= this.#kept) this.#discard(id)
    else {
      member.idleSince = this.now
      this.#idle.push(member)
    }
  }

  #discard(id: number): void {
    this.#members.delete(id)
    this.#fill()
  }

  #fill(): void {
    while (
      this.#waiters.length > this.#inFlight.length &&
      this.#inFlight.length < Math.min(4, this.#total) &&
      this.#members.size + this.#inFlight.length < this.#total
    ) {
      if (this.#notBefore > this.now) return this.#fillLater()
      this.#inFlight.push(this.#generation)
    }
  }

  #fillLater(): void {
    this.#nextTry ??= this.#startTimer(this.#notBefore - this.now, () => {
      this.#nextTry = null
      if (this.#failures < 5) return this.#fill()
      if (this.#inFlight.length === 0) this.#inFlight.push(this.#generation)
      this.#notBefore = this.now + 800
      this.#fillLater()
    })
  }

  #give(acquire: number, id: number): void {
    this.lent.set(acquire, id)
    this.outcomes.set(acquire, id)
  }

  #end(acquire: number, outcome: Outcome): void {
    this.outcomes.set(acquire, outcome)
  }

  #leave(acquire: number, outcome: Outcome): void {
    const place = this.#waiters.findIndex((waiter) => waiter.acquire === acquire)
    const [waiter] = this.#waiters.splice(place, 1)
    this.#stopTimer(waiter!.timer)
    this.#end(acquire, outcome)
  }

  #startTimer(ms: number, fire: () => void): Timer {
    const timer = { at: this.now + ms, number: this.#timerNumber++, fire }
    this.#timers.push(timer)
    return timer
  }

  #stopTimer(timer: Timer | null): void {
    this.#timers = this.#timers.filter((other) => other !== timer)
  }
}
