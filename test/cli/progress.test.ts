import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createProgress } from '../../src/cli/progress.ts'

test('writes one line that moves on a terminal, and never a longer one than the terminal is wide', () => {
  const written = record({ isTTY: true, columns: 40 })
  const lines = written.split('\n')
  expect(lines).toHaveLength(2)
  const moves = (lines[0] ?? '').split('\r\u001b[K').slice(1)
  expect(moves).toEqual([
    '░░░░░░░░░░░░░░░░░░░░░░░░ shop: orders',
    '████████████░░░░░░░░░░░░ shop: orders',
    '████████████████████████ shop: orders',
    '████████████████████████ catalog: a ver',
    'Made.',
  ])
})

test('writes a plain line for what is begun and for what is finished elsewhere', () => {
  const written = record({ isTTY: false })
  expect(written).toBe('shop: orders\nshop: orders\ncatalog: a very long name of a thing\nMade.\n')
})

function record(terminal: { isTTY: boolean; columns?: number }): string {
  const stream = new PassThrough()
  // A WriteStream of a terminal needs a terminal: what is used of it stands here.
  const progress = createProgress(Object.assign(stream, terminal) as unknown as NodeJS.WriteStream)
  progress.report('shop: orders', 0, 2)
  progress.report('shop: orders', 1, 2)
  progress.report('shop: orders', 2, 2)
  progress.report('catalog: a very long name of a thing', 2, 2)
  progress.end('Made.')
  return String(stream.read())
}
