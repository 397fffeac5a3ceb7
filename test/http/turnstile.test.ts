import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Turnstile, type Visit } from '../../src/http/turnstile.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Who waits is let in with the next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function crowd(turnstile: Turnstile, size: number) {
  const visits: Visit[] = []
  const entered: number[] = []
  for (let number = 0; number < size; number += 1) {
    turnstile.enter((visit) => {
      entered.push(number)
      visits[number] = visit
    })
  }
  return { visits, entered }
}

it('lets 64 in at once, and the others in the order of coming', async () => {
  const { visits, entered } = crowd(new Turnstile(), 200)
  expect(entered).toHaveLength(64)
  visits[10]!.leave()
  visits[3]!.leave()
  expect(entered.slice(64)).toEqual([64, 65])
  visits[0]!.leaveUndone()
  expect(entered, 'the next may have hung up, too').toHaveLength(66)
  await turn()
  expect(entered).toHaveLength(67)
  for (let number = 1; number < 200; number += 1) {
    if (number !== 10 && number !== 3) visits[number]!.leave()
  }
  expect(entered).toEqual(Array.from({ length: 200 }, (_, number) => number))
  expect(vi.getTimerCount()).toBe(0)
})

it('lets as many in as it was told', () => {
  expect(crowd(new Turnstile(100), 200).entered).toHaveLength(100)
})

it('counts a visit that was left twice once', () => {
  const turnstile = new Turnstile()
  const { visits, entered } = crowd(turnstile, 70)
  visits[0]!.leave()
  visits[0]!.leave()
  visits[0]!.leaveUndone()
  expect(entered).toHaveLength(65)
})

it('lets others in beside those who take long, so that a dead database keeps nobody out', () => {
  const turnstile = new Turnstile()
  const { visits, entered } = crowd(turnstile, 130)
  vi.advanceTimersByTime(20)
  expect(entered).toHaveLength(64)
  vi.advanceTimersByTime(10)
  expect(entered).toHaveLength(128)
  visits[0]!.leave() // has been discounted: nobody enters for it
  expect(entered).toHaveLength(128)
  vi.advanceTimersByTime(25)
  expect(entered).toHaveLength(130)
  for (const visit of visits) visit.leave()
  expect(vi.getTimerCount()).toBe(0)
  expect(crowd(turnstile, 65).entered).toHaveLength(64)
})

it('lets others in for those alone who left, while so many leave that nobody stays for long', () => {
  const { visits, entered } = crowd(new Turnstile(), 400)
  let left = 0
  const leave = (count: number): void => {
    for (let number = 0; number < count; number += 1) visits[left + number]!.leave()
    left += count
    vi.advanceTimersByTime(25)
  }
  for (let look = 0; look < 8; look += 1) {
    leave(25)
    expect(entered).toHaveLength(64 + left)
  }
  leave(15) // of 64 inside, the last would stay for more than 100 ms
  expect(entered.length).toBeGreaterThan(64 + left)
})

it('lets in who comes when all inside have been there for long', () => {
  const turnstile = new Turnstile()
  crowd(turnstile, 64)
  vi.advanceTimersByTime(120)
  expect(crowd(turnstile, 2).entered).toEqual([0, 1])
})

it('lets in who waits before who comes', () => {
  const turnstile = new Turnstile(1)
  const { entered } = crowd(turnstile, 2)
  vi.advanceTimersByTime(120)
  const late = crowd(turnstile, 1)
  expect({ first: entered, late: late.entered }).toEqual({ first: [0, 1], late: [] })
})
