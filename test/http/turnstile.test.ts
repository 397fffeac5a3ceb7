import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Turnstile, type Visit } from '../../src/http/turnstile.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** With room for 64, in a process that is not busy but where a test says so. */
const open = ({ room = 64, most = Infinity, isBusy = (): boolean => false } = {}): Turnstile =>
  new Turnstile(room, most, isBusy)

/** Who waits is let in with the next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The clock goes on, and the event loop turns as often as it takes to let in all there is room for. */
async function pass(ms: number): Promise<void> {
  vi.advanceTimersByTime(ms)
  for (let turns = 0; turns < 8; turns += 1) await turn()
}

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
  const { visits, entered } = crowd(open(), 200)
  expect(entered).toHaveLength(64)
  visits[10]!.leave()
  visits[3]!.leave()
  expect(entered.slice(64)).toEqual([64, 65])
  visits[0]!.leaveUndone()
  expect(entered, 'the next may have hung up, too').toHaveLength(66)
  await turn()
  expect(entered).toHaveLength(67)
  for (let number = 1; number < 200; number += 1) {
    if (number === 10 || number === 3) continue
    while (visits[number] === undefined) await turn()
    visits[number]?.leave()
  }
  expect(entered).toEqual(Array.from({ length: 200 }, (_, number) => number))
  expect(vi.getTimerCount()).toBe(0)
})

it('lets everybody in for 100 ms, sixteen a turn, when it is told that those inside wait for what takes no more', async () => {
  const turnstile = open({ room: 2 })
  const { entered } = crowd(turnstile, 40)
  turnstile.open()
  expect(entered, 'sixteen a turn').toHaveLength(2 + 16)
  turnstile.open()
  expect(entered).toHaveLength(2 + 16)
  await turn()
  expect(entered).toHaveLength(2 + 32)
  await pass(99)
  expect(entered).toHaveLength(40)
  const { entered: later } = crowd(turnstile, 5)
  expect(later, 'nobody waits').toHaveLength(5)
  await pass(2)
  const { entered: last, visits } = crowd(turnstile, 5)
  expect(last).toHaveLength(0)
  await pass(25)
  expect(visits.filter(Boolean).length, 'by patience').toBeGreaterThan(0)
})

it('is not opened while the process is what they wait for', async () => {
  let busy = false
  const turnstile = open({ room: 2, isBusy: () => busy })
  const { visits, entered } = crowd(turnstile, 100)
  busy = true
  for (let number = 0; number < 20; number += 1) visits[number]?.leave()
  await pass(5)
  expect(turnstile.busy).toBe(true)
  const inside = entered.length
  turnstile.open()
  await pass(0)
  expect(entered).toHaveLength(inside)
  busy = false
  await pass(25)
  expect(turnstile.busy).toBe(false)
  expect(entered).toHaveLength(100)
})

it('lets as many in as it was told', () => {
  expect(crowd(open({ room: 100 }), 200).entered).toHaveLength(100)
})

it('counts a visit that was left twice once', () => {
  const turnstile = open()
  const { visits, entered } = crowd(turnstile, 70)
  visits[0]!.leave()
  visits[0]!.leave()
  visits[0]!.leaveUndone()
  expect(entered).toHaveLength(65)
})

it('lets others in beside those who take long, so that a dead database keeps nobody out', async () => {
  const turnstile = open()
  const { visits, entered } = crowd(turnstile, 130)
  await pass(4)
  expect(entered).toHaveLength(64)
  await pass(1)
  expect(entered).toHaveLength(128)
  visits[0]!.leave() // has been discounted: nobody enters for it
  expect(entered).toHaveLength(128)
  await pass(25)
  expect(entered).toHaveLength(130)
  for (const visit of visits) visit.leave()
  expect(vi.getTimerCount()).toBe(0)
  expect(crowd(turnstile, 65).entered).toHaveLength(64)
})

it('lets others in for those alone who left, while so many leave that nobody stays for long', async () => {
  const { visits, entered } = crowd(open(), 400)
  let left = 0
  const leave = async (count: number): Promise<void> => {
    for (let number = 0; number < count; number += 1) visits[left + number]!.leave()
    left += count
    await pass(25)
  }
  for (let look = 0; look < 8; look += 1) {
    await leave(25)
    expect(entered).toHaveLength(64 + left)
  }
  await leave(15) // of 64 inside, the last would stay for more than 100 ms
  expect(entered.length).toBeGreaterThan(64 + left)
})

it('lets in who comes when all inside have been there for long', () => {
  const turnstile = open()
  crowd(turnstile, 64)
  vi.advanceTimersByTime(120)
  expect(crowd(turnstile, 2).entered).toEqual([0, 1])
})

it('lets in who waits before who comes', () => {
  const turnstile = open({ room: 1 })
  const { entered } = crowd(turnstile, 2)
  vi.advanceTimersByTime(102)
  const late = crowd(turnstile, 1)
  expect({ first: entered, late: late.entered }).toEqual({ first: [0, 1], late: [] })
})

it('lets nobody in beside those inside while the process is busy with them', async () => {
  let busy = true
  const { visits, entered } = crowd(open({ isBusy: () => busy }), 300)
  let left = 0
  const leave = (count: number): void => {
    for (let number = 0; number < count; number += 1) visits[left + number]!.leave()
    left += count
  }
  leave(2)
  await pass(5)
  for (let look = 0; look < 8; look += 1) {
    leave(10) // few: of 64 inside, the last stays for more than 100 ms
    await pass(25)
    expect(entered).toHaveLength(64 + left)
  }
  busy = false
  await pass(25)
  expect(entered.length).toBeGreaterThan(64 + left)
})

it('lets others in where the process is busy, but not with those inside', async () => {
  const { entered } = crowd(open({ isBusy: () => true }), 100)
  await pass(5)
  expect(entered).toHaveLength(100)
})

it('does not take those who were sent away for a sign that others are answered', async () => {
  const { visits, entered } = crowd(open({ isBusy: () => true }), 200)
  for (let number = 0; number < 16; number += 1) visits[number]!.leave(true)
  await pass(5)
  expect(entered).toHaveLength(80 + 64)
})

it('lets 16 in for each turn of the event loop: those who are refused at once keep no answer of a database waiting', async () => {
  const turnstile = open({ room: 4 })
  let refused = 0
  const { visits } = crowd(turnstile, 4)
  for (let number = 0; number < 40; number += 1) {
    turnstile.enter((visit) => {
      refused += 1
      visit.leave(true)
    })
  }
  visits[0]!.leave()
  const byTurn = []
  while (refused < 40) {
    byTurn.push(refused)
    await turn()
  }
  expect(byTurn).toEqual([16, 32])
})

it('lets nobody who comes push in before those who wait for the next turn', async () => {
  const order: string[] = []
  const turnstile = open({ room: 2 })
  const { visits } = crowd(turnstile, 2)
  turnstile.enter(() => order.push('first'))
  visits[0]!.leaveUndone() // there is room now, and nobody is let in before the next turn
  turnstile.enter(() => order.push('second'))
  visits[1]!.leave()
  await turn()
  expect(order).toEqual(['first', 'second'])
})

it('has connections rest where many wait, and wakes them as the line gets short', () => {
  const turnstile = open({ room: 4, most: 14 })
  const { visits } = crowd(turnstile, 4)
  const woken: number[] = []
  const rest = (number: number): boolean => turnstile.rest(() => woken.push(number))
  expect(rest(0), 'nobody waits').toBe(false)
  crowd(turnstile, 5)
  expect([1, 2, 3].map(rest)).toEqual([true, true, true])

  visits[0]!.leave()
  expect(woken, 'four wait: it is long').toEqual([])
  visits[1]!.leave()
  expect(woken).toEqual([1])
  crowd(turnstile, 4)
  expect([rest(4), rest(5)], 'as many are present as may').toEqual([true, false])
  visits[2]!.leave()
  visits[3]!.leave()
  expect(woken).toEqual([1])
})

it('wakes all where nobody waits, as none of those woken need come', () => {
  const turnstile = open({ room: 2 })
  const { visits } = crowd(turnstile, 2)
  const { visits: waiting } = crowd(turnstile, 3)
  const woken: number[] = []
  for (let number = 0; number < 10; number += 1) turnstile.rest(() => woken.push(number))
  for (const visit of visits) visit.leave()
  expect(woken).toEqual([0])
  waiting[0]!.leave()
  expect(woken).toHaveLength(10)
})
