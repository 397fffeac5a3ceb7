import { expect, it } from 'vitest'
import { HeddleError } from '../../src/errors.ts'
import type { Connection, Driver } from '../../src/source/connection.ts'
import { defaultPoolOptions } from '../../src/source/pool-options.ts'
import { Pool } from '../../src/source/pool.ts'

const REQUESTS = 1_000
const TIMEOUT_MS = 250

/** Connections at once, without a database: what is timed is the waiting. */
const driver: Driver = {
  source: 'fake',
  connect: () => {
    const connection = {
      usable: true,
      run: () => Promise.resolve({ rows: [] }),
      ping: () => Promise.resolve(),
      beginSnapshot: () => Promise.resolve(),
      begin: () => Promise.resolve(),
      control: () => Promise.resolve(''),
      reset: () => null,
      cancel: () => Promise.resolve(),
      close: () => Promise.resolve(),
    }
    return Promise.resolve(connection)
  },
  classify: () => new HeddleError('DATABASE_UNAVAILABLE', 'refused'),
}

/** How late a timer was at most that had nothing to do with the pool, on a machine where other tests run. Milliseconds. */
function lateness(): () => number {
  let [last, longest] = [performance.now(), 0]
  const beat = (): void => {
    const now = performance.now()
    longest = Math.max(longest, now - last - 5)
    last = now
  }
  const timer = setInterval(beat, 5)
  return () => {
    clearInterval(timer)
    beat()
    return longest
  }
}

it.each([
  ['all connections are held', false],
  ['holders die every 20 ms', true],
])(`settles ${REQUESTS} requests of ${TIMEOUT_MS} ms by 300 ms, where %s`, async (_, dying) => {
  const pool = new Pool(driver, { ...defaultPoolOptions, size: 10, maxWaiters: REQUESTS, timeoutMs: TIMEOUT_MS })
  const held: Connection[] = []
  for (let count = 0; count < 10; count += 1) held.push(await pool.acquire({}))
  const killing = setInterval(() => {
    if (!dying) return
    const connection = held.shift() as Connection & { usable: boolean }
    connection.usable = false
    void pool.release(connection)
  }, 20)
  const machine = lateness()
  const started = performance.now()
  const waits = await Promise.all(
    Array.from({ length: REQUESTS }, async () => {
      try {
        held.push(await pool.acquire({}))
        return { ms: performance.now() - started, code: null }
      } catch (error) {
        return { ms: performance.now() - started, code: (error as HeddleError).code }
      }
    }),
  )
  clearInterval(killing)
  const late = waits.filter(({ code }) => code !== null)
  expect(late.every(({ code }) => code === 'DATABASE_TIMEOUT')).toBe(true)
  expect(Math.min(...late.map(({ ms }) => ms))).toBeGreaterThanOrEqual(TIMEOUT_MS - 1)
  expect(Math.max(...waits.map(({ ms }) => ms)) - machine()).toBeLessThanOrEqual(300)
  // Each that died made room for the one who had waited longest.
  const served = waits.filter(({ code }) => code === null).length
  expect(served, 'served').toBeGreaterThanOrEqual(dying ? 5 : 0)
  expect(served, 'served').toBeLessThanOrEqual(dying ? 13 : 0)
  expect(pool.stats.waiting).toBe(0)
  for (const connection of held) void pool.release(connection)
  await pool.close()
})
