import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { gatherLines } from '../../src/telemetry/gather-lines.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function gather() {
  const written: string[] = []
  return { written, lines: gatherLines({ write: (text) => written.push(text) }) }
}

it('writes lines together, 50 ms after the first of them', () => {
  const { written, lines } = gather()
  lines.write('a\n')
  vi.advanceTimersByTime(40)
  lines.write('b\n')
  expect(written).toEqual([])
  vi.advanceTimersByTime(10)
  expect(written).toEqual(['a\nb\n'])
  lines.write('c\n')
  vi.advanceTimersByTime(50)
  expect(written).toEqual(['a\nb\n', 'c\n'])
})

it('writes many lines before their time, and nothing twice', () => {
  const { written, lines } = gather()
  for (let line = 0; line < 300; line += 1) lines.write(`${line}\n`)
  expect(written).toHaveLength(1)
  lines.flush()
  vi.advanceTimersByTime(1_000)
  expect(written).toHaveLength(2)
  expect(written.join('').split('\n')).toHaveLength(301)
})

it('writes what is left when the process ends', () => {
  const { written, lines } = gather()
  lines.write('last\n')
  const last = process.listeners('exit').at(-1)
  last?.(0)
  expect(written).toEqual(['last\n'])
})

it('puts a line into words when it is written, in its place among the others', () => {
  const { written, lines } = gather()
  let worded = 0
  lines.write('a\n')
  lines.later(() => `b${(worded += 1)}\n`)
  lines.write('c\n')
  expect(worded).toBe(0)
  vi.advanceTimersByTime(50)
  expect(written).toEqual(['a\nb1\nc\n'])
})
