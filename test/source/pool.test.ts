import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { HeddleError } from '../../src/errors.ts'
import { FakeDriver, openPool, settle, type FakeConnection } from './fake-driver.ts'
import { defaultPoolOptions } from '../../src/source/pool-options.ts'
import { Pool } from '../../src/source/pool.ts'
import { PoolModel, type ModelOptions, type Outcome } from './pool-model.ts'

/** Sequences of the model-based test; `HEDDLE_POOL_RUNS` for more. */
const RUNS = Number(process.env['HEDDLE_POOL_RUNS'] ?? 10_000)

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.spyOn(Math, 'random').mockReturnValue(1)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('a pool of connections', () => {
  it('keeps as many as its size, lends more up to its overflow, and closes these when they come back', async () => {
    const { pool, driver, acquire } = openPool({ size: 1, maxOverflow: 1 })
    const first = await acquire()
    const second = await acquire()
    const third = acquire()
    await settle()
    expect(pool.stats).toEqual({ idle: 0, lent: 2, connecting: 0, waiting: 1 })
    pool.release(first)
    expect(await third).toBe(first)
    pool.release(first)
    pool.release(second)
    expect(pool.stats).toEqual({ idle: 1, lent: 0, connecting: 0, waiting: 0 })
    expect(driver.made.map(({ closed }) => closed)).toEqual([false, true])
  })

  it('has one deadline over waiting, connecting and pinging', async () => {
    const { pool, driver, acquire } = openPool({ size: 1, timeoutMs: 1_000, prePing: true }, false)
    const connecting = acquire()
    const outcome = expect(connecting).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
    await vi.advanceTimersByTimeAsync(1_000)
    await outcome
    driver.accept()
    await settle()
    expect(pool.stats.idle, 'who gives up leaves the connection to the next').toBe(1)
    await vi.advanceTimersByTimeAsync(600)
    driver.made[0]!.ping = () => new Promise(() => {})
    const pinging = expect(acquire()).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
    await vi.advanceTimersByTimeAsync(1_000)
    await pinging
  })

  it('replaces what is older than its time when it is asked for or comes back, and never what is lent', async () => {
    const { pool, driver, acquire } = openPool({ size: 2, recycleMs: 1_000 })
    const first = await acquire()
    const second = await acquire()
    pool.release(first)
    await vi.advanceTimersByTimeAsync(950)
    expect(first.closed).toBe(false)
    expect((await acquire()).id).toBe(2)
    expect(second.closed).toBe(false)
    pool.release(second)
    expect(driver.made.map(({ closed }) => closed)).toEqual([true, true, false])
  })

  it('asks a connection that was idle for a sign of life, and trusts one that was just used', async () => {
    const { pool, driver, acquire, told } = openPool({ size: 2, prePing: true })
    const [first, second] = [await acquire(), await acquire()]
    pool.release(first)
    pool.release(second)
    second.mute = true
    expect(await acquire(), 'used a moment ago').toBe(second)
    pool.release(second)
    await vi.advanceTimersByTimeAsync(500)
    const third = acquire()
    await settle()
    driver.accept()
    expect((await third).id, 'the others are as old').toBe(2)
    expect(driver.made.map(({ closed }) => closed)).toEqual([true, true, false])
    expect(told()).toContain('invalidate')
  })

  it('lends what was used last, or in turn', async () => {
    for (const lifo of [true, false]) {
      const { pool, acquire } = openPool({ size: 2, lifo })
      const [first, second] = [await acquire(), await acquire()]
      pool.release(first)
      pool.release(second)
      expect(pool.acquireNow()).toBe(lifo ? second : first)
    }
  })

  it('rolls back what comes back with something open, or closes it', async () => {
    for (const resetOnReturn of ['rollback', 'close'] as const) {
      const { pool, acquire } = openPool({ resetOnReturn })
      const connection = await acquire()
      connection.open = true
      await pool.release(connection)
      expect(connection.closed).toBe(resetOnReturn === 'close')
      expect(pool.stats.idle).toBe(resetOnReturn === 'close' ? 0 : 1)
    }
  })

  it('without pooling lends each connection once; a static one serves everybody', async () => {
    const none = openPool({ mode: 'null', size: 2 })
    none.pool.release(await none.acquire())
    expect(await none.acquire()).not.toBe(none.driver.made[0])
    const one = openPool({ mode: 'static', size: 9, recycleMs: 1 })
    const first = await one.acquire()
    const next = one.acquire()
    await vi.advanceTimersByTimeAsync(100)
    one.pool.release(first)
    expect(await next).toBe(first)
  })

  it('tries again later and later, and after five failures answers at once until the database is back', async () => {
    const { pool, driver, acquire, told } = openPool({ size: 1 }, false)
    const failures: number[] = []
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const failing = acquire()
      while (driver.attempts.length === 0) await vi.advanceTimersByTimeAsync(10)
      failures.push(performance.now())
      driver.refuse()
      await expect(failing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    }
    expect(failures.slice(1).map((at, index) => at - failures[index]!)).toEqual([50, 100, 200, 400])
    expect(told()).toContain('down')
    const before = performance.now()
    await expect(acquire()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', details: { retryable: true } })
    expect(performance.now() - before, 'milliseconds of an answer while it is down').toBe(0)
    await vi.advanceTimersByTimeAsync(800)
    driver.accept()
    await settle()
    expect(told()).toContain('up')
    expect(pool.acquireNow()).toBe(driver.made[0])
  })

  it('goes on trying beside what has no answer while the database is down: a network that is back never heard of it', async () => {
    const { pool, driver, acquire, told } = openPool({ size: 3 }, false)
    for (let attempt = 0; attempt < 5; attempt += 1) {
      acquire()
      while (driver.attempts.length === 0) await vi.advanceTimersByTimeAsync(10)
      driver.refuse()
      await settle()
    }
    expect(told()).toContain('down')
    await vi.advanceTimersByTimeAsync(800)
    expect(pool.stats.connecting).toBe(1)
    await vi.advanceTimersByTimeAsync(1_600)
    expect(pool.stats.connecting, 'a server that has answered is given its time').toBe(1)
    driver.limits.at(-1)!.onKnock!(true)
    await vi.advanceTimersByTimeAsync(800)
    expect(pool.stats.connecting).toBe(2)
    driver.limits.at(-1)!.onKnock!(true)
    await vi.advanceTimersByTimeAsync(8_000)
    expect(pool.stats.connecting, 'no more than it may have').toBe(3)
    expect(driver.limits.map(({ deadline }, attempt) => deadline! - driver.begun[attempt]!).slice(5)).toEqual([
      10_000, // a slow database is waited for
      1_000,
      1_000,
    ])
    driver.attempts.reverse()
    driver.accept()
    await settle()
    expect(told()).toContain('up')
    expect(pool.acquireNow()).toBe(driver.made[0])
  })

  it('connects four times at once at most', async () => {
    const { pool, driver, acquire } = openPool({ size: 10 }, false)
    for (let request = 0; request < 10; request += 1) void acquire()
    await settle()
    expect(pool.stats).toMatchObject({ connecting: 4, waiting: 10 })
    driver.accept()
    await settle()
    expect(pool.stats).toMatchObject({ connecting: 4, waiting: 9 })
  })

  it('tells who keeps a connection for too long, and who was waiting in vain', async () => {
    const { pool, acquire, events } = openPool({ size: 1, leakMs: 1_000, timeoutMs: 100, maxWaiters: 1 })
    async function aForgetfulBorrower() {
      return acquire()
    }
    const kept = await aForgetfulBorrower()
    const waiting = expect(acquire()).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' })
    await expect(acquire()).rejects.toMatchObject({ code: 'OVERLOADED', details: { retryAfter: 1 } })
    await vi.advanceTimersByTimeAsync(1_000)
    await waiting
    expect(events.map(({ what }) => what)).toEqual(['connect', 'checkout', 'saturated', 'timeout', 'leak'])
    expect(events.at(-1)?.stack).toContain('pool.test.ts')
    pool.release(kept)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(
      events.filter(({ what }) => what === 'leak'),
      'told once',
    ).toHaveLength(1)
  })
})

// ───────── against the model ─────────

type Command =
  | { readonly kind: 'acquire'; readonly timeoutMs: number }
  | { readonly kind: 'abandon' | 'release' | 'kill' | 'mute'; readonly which: number }
  | { readonly kind: 'accept' | 'refuse' | 'retire' }
  | { readonly kind: 'advance'; readonly ms: number }

const which = fc.nat(9)
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('acquire' as const), timeoutMs: fc.nat(20).map((n) => 20 + n * 20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('accept' as const, 'accept' as const, 'refuse' as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(30).map((n) => 20 + n * 20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('abandon' as const, 'kill' as const, 'mute' as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retire' as const) }) },
) // prettier-ignore

const options: fc.Arbitrary<ModelOptions> = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  maxOverflow: fc.nat(3),
  maxWaiters: fc.integer({ min: 1, max: 6 }),
  recycleMs: fc.constantFrom(null, null, 400, 1_000),
  prePing: fc.boolean(),
  lifo: fc.boolean(),
  mode: fc.constantFrom('queue', 'queue', 'queue', 'null', 'static'),
})

/** A pool and its model, side by side. */
class Pair {
  readonly #driver = new FakeDriver()
  readonly #pool: Pool
  readonly #options: ModelOptions
  readonly #model: PoolModel
  readonly #outcomes = new Map<number, Outcome>()
  readonly #abandons: AbortController[] = []

  constructor(options: ModelOptions) {
    this.#options = options
    this.#pool = new Pool(this.#driver, { ...defaultPoolOptions, ...options })
    this.#model = new PoolModel(options)
  }

  async run(command: Command): Promise<void> {
    const model = this.#model
    switch (command.kind) {
      case 'acquire':
        this.#acquire(command.timeoutMs)
        break
      case 'release': {
        const [acquire, id] = [...model.lent][command.which % Math.max(model.lent.size, 1)] ?? []
        if (acquire === undefined || id === undefined) break
        model.release(acquire)
        void this.#pool.release(this.#driver.made[id]!)
        break
      }
      case 'abandon': {
        const acquire = command.which
        model.abandon(acquire)
        this.#abandons[acquire]?.abort()
        break
      }
      case 'kill':
      case 'mute': {
        const ids = [...model.idleIds, ...model.lent.values()]
        const id = ids[command.which % Math.max(ids.length, 1)]
        if (id === undefined) break
        if (command.kind === 'kill') this.#driver.made[id]!.usable = false
        else this.#driver.made[id]!.mute = true
        model[command.kind === 'kill' ? 'dead' : 'mute'].add(id)
        break
      }
      case 'accept':
      case 'refuse':
        if (model.stats.connecting === 0) break
        if (command.kind === 'accept') model.connected()
        else model.refused()
        this.#driver[command.kind]()
        break
      case 'retire':
        model.retire()
        this.#pool.retire()
        break
      case 'advance':
        model.advance(command.ms)
        await vi.advanceTimersByTimeAsync(command.ms)
    }
    await settle()
    this.#compare()
  }

  #acquire(timeoutMs: number): void {
    const acquire = this.#abandons.length
    const abandon = new AbortController()
    this.#abandons.push(abandon)
    this.#model.acquire(acquire, timeoutMs)
    this.#pool.acquire({ deadline: performance.now() + timeoutMs, signal: abandon.signal }).then(
      (connection) => this.#outcomes.set(acquire, (connection as FakeConnection).id),
      (error: HeddleError) => this.#outcomes.set(acquire, error.code as Outcome),
    )
  }

  #compare(): void {
    const stats = this.#pool.stats
    expect(stats).toEqual(this.#model.stats)
    expect(Object.fromEntries(this.#outcomes)).toEqual(Object.fromEntries(this.#model.outcomes))
    const { size, maxOverflow } = this.#options
    expect(stats.idle + stats.lent + stats.connecting).toBeLessThanOrEqual(size + maxOverflow)
    expect(stats.idle).toBeLessThanOrEqual(size)
    expect(stats.waiting > 0 && stats.idle > 0, 'somebody waits beside an idle connection').toBe(false)
  }

  /** Whatever happened: closed, it holds nothing and owes nothing. */
  async end(): Promise<void> {
    const closing = this.#pool.close()
    await vi.advanceTimersByTimeAsync(5_000)
    while (this.#driver.attempts.length > 0) this.#driver.refuse()
    await closing
    await settle()
    expect(this.#outcomes.size, 'acquires that were settled').toBe(this.#abandons.length)
    expect(this.#driver.made.filter(({ closed }) => !closed)).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  }
}

it(`does what its model says, step by step, in ${RUNS} sequences`, { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(options, fc.array(command, { maxLength: 60, size: 'max' }), async (drawn, commands) => {
      const pair = new Pair(drawn)
      for (const step of commands) await pair.run(step)
      await pair.end()
    }),
    { numRuns: RUNS },
  )
})
