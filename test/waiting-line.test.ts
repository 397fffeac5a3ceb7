import { expect, it } from 'vitest'
import { WaitingLine } from '../src/waiting-line.ts'

it('serves in the order of coming, without those who left', () => {
  const line = new WaitingLine<string>()
  for (const name of ['a', 'b', 'c', 'd']) line.join(name)
  expect(line.leave('b')).toBe(true)
  expect(line.leave('b')).toBe(false)
  expect(line.size).toBe(3)
  expect([line.next(), line.next()]).toEqual(['a', 'c'])
  line.join('e')
  expect([line.next(), line.next(), line.next()]).toEqual(['d', 'e', undefined])
  expect(line.size).toBe(0)
  expect(line.leave('e')).toBe(false)
})

it('keeps its order over many who come, leave and are served', () => {
  const line = new WaitingLine<number>()
  const expected: number[] = []
  let state = 1
  for (let number = 0; number < 20_000; number += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const what = state % 5
    if (what < 3) expected.push((line.join(number), number))
    else if (what === 3) expect(line.next()).toBe(expected.shift())
    else if (expected.length > 0) {
      const [left] = expected.splice(state % expected.length, 1)
      expect(line.leave(left!)).toBe(true)
    }
    expect(line.size).toBe(expected.length)
  }
})
