import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openPool, settle } from './fake-driver.ts'

// What two things at the same moment, or one that fails halfway, come to. The model of `pool.test.ts` draws such moments by
// chance; here each has a name, as SQLAlchemy's tests have (`sqlalchemy-parity.ts`).

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  vi.spyOn(Math, 'random').mockReturnValue(1)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

it('starts empty, and connects for whoever asks', async () => {
  const { pool, driver, acquire } = openPool({ size: 2 })
  expect([driver.attempts.length, pool.stats.idle]).toEqual([0, 0])
  await acquire()
  expect(driver.made).toHaveLength(1)
})

it('closes what is idle when it is closed, and what is lent when it comes back', async () => {
  const { pool, acquire } = openPool({ size: 2 })
  const [lent, idle] = [await acquire(), await acquire()]
  pool.release(idle)
  const closing = pool.close()
  expect([lent.closed, idle.closed]).toEqual([false, true])
  pool.release(lent)
  await closing
  expect(lent.closed).toBe(true)
  await expect(acquire()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
})

it('closes what is lent all the same where its borrower does not come back', async () => {
  const { pool, acquire } = openPool({ size: 1 })
  const kept = await acquire()
  const closing = pool.close()
  await vi.advanceTimersByTimeAsync(5_000)
  await closing
  expect(kept.closed).toBe(true)
})

it('lends what comes back in the last moment of a wait, and loses none that came back in the same one', async () => {
  const { pool, acquire } = openPool({ size: 1, timeoutMs: 100 })
  const held = await acquire()
  const lucky = acquire()
  await vi.advanceTimersByTimeAsync(99)
  pool.release(held)
  expect(await lucky).toBe(held)
  const late = acquire()
  const outcome = late.then(
    (connection) => pool.release(connection),
    () => {},
  )
  setTimeout(() => pool.release(held), 100)
  await vi.advanceTimersByTimeAsync(100)
  await outcome
  expect(pool.stats).toEqual({ idle: 1, lent: 0, connecting: 0, waiting: 0 })
})

it('gives the place of a connection that could not be made to the next', async () => {
  const { driver, acquire } = openPool({ size: 1, maxOverflow: 1 }, false)
  const [first, second, third] = [acquire(), acquire(), acquire()]
  driver.accept()
  driver.refuse()
  await expect(second).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  await first
  await vi.advanceTimersByTimeAsync(50)
  driver.accept()
  expect((await third).id).toBe(1)
})

it('keeps nobody waiting for a connection that is not made while another comes back', async () => {
  const { pool, driver, acquire } = openPool({ size: 1, maxOverflow: 1 }, false)
  const held = acquire()
  driver.accept()
  const waiting = acquire()
  await settle()
  expect(pool.stats.connecting, 'and never answers').toBe(1)
  pool.release(await held)
  expect(await waiting).toBe(await held)
})

it('makes another for who waits when one that is lent is lost', async () => {
  const { pool, driver, acquire } = openPool({ size: 1 }, false)
  const held = acquire()
  driver.accept()
  const waiting = acquire()
  const lost = await held
  lost.usable = false
  pool.release(lost)
  driver.accept()
  expect((await waiting).id).toBe(1)
  expect(lost.closed).toBe(true)
})

it('lets those who wait in when all connections are retired, and lends none of the old', async () => {
  const { pool, driver, acquire } = openPool({ size: 2 }, false)
  const held = [acquire(), acquire()]
  driver.accept()
  driver.accept()
  const [one, other] = [await held[0]!, await held[1]!]
  const waiting = [acquire(), acquire()]
  pool.retire()
  pool.release(one)
  pool.release(other)
  driver.accept()
  driver.accept()
  expect((await Promise.all(waiting)).map(({ id }) => id)).toEqual([2, 3])
  expect([one.closed, other.closed]).toEqual([true, true])
})

it('takes a connection back once, however often it is given back', async () => {
  const { pool, acquire } = openPool({ size: 2 })
  const [one, other] = [await acquire(), await acquire()]
  pool.release(one)
  pool.release(other)
  const again = await acquire()
  pool.release(one === again ? other : one)
  pool.release(one === again ? other : one)
  expect(pool.stats.idle + pool.stats.lent).toBe(2)
  expect(await acquire()).not.toBe(again)
})

it('loses no place where the successor of a recycled connection cannot be made', async () => {
  const { pool, driver, acquire } = openPool({ size: 1, recycleMs: 1_000 }, false)
  const first = acquire()
  driver.accept()
  pool.release(await first)
  await vi.advanceTimersByTimeAsync(1_000)
  const failing = acquire()
  await settle()
  driver.refuse()
  await expect(failing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  const next = acquire()
  await vi.advanceTimersByTimeAsync(50)
  driver.accept()
  expect((await next).id).toBe(1)
})

it('does not ping what was just made', async () => {
  const { driver, acquire } = openPool({ size: 1, prePing: true }, false)
  const fresh = acquire()
  const made = driver.accept()
  made.mute = true
  expect(await fresh).toBe(made)
})

it('fails in time where a ping tells that the database is down, and connecting says the same', async () => {
  const { pool, driver, acquire } = openPool({ size: 1, prePing: true }, false)
  const first = acquire()
  driver.accept()
  const idle = await first
  pool.release(idle)
  idle.mute = true
  await vi.advanceTimersByTimeAsync(600)
  const failing = acquire()
  await settle()
  driver.refuse()
  await expect(failing).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(idle.closed).toBe(true)
})

it('closes what cannot be reset, or is not in time', async () => {
  for (const reset of [() => Promise.reject(new Error('no')), () => new Promise<void>(() => {})]) {
    const { pool, acquire } = openPool({ size: 1 })
    const connection = await acquire()
    connection.reset = reset
    void pool.release(connection)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(connection.closed).toBe(true)
    expect(pool.stats.lent).toBe(0)
  }
})

it('tells of a connection that came back with something left in it, and was reset', async () => {
  const { pool, acquire, told } = openPool({ size: 1 })
  const connection = await acquire()
  connection.reset = () => Promise.resolve()
  await pool.release(connection)
  expect(told()).toEqual(['connect', 'checkout', 'checkin', 'reset'])
})

it('tells of each connection that it is made, lent, given back and closed, once', async () => {
  const { pool, acquire, told } = openPool({ size: 1, maxOverflow: 1 })
  const [one, other] = [await acquire(), await acquire()]
  pool.release(one)
  pool.release(other)
  await pool.close()
  await pool.close()
  expect(told()).toEqual(['connect', 'checkout', 'connect', 'checkout', 'checkin', 'checkin', 'close', 'close'])
})
