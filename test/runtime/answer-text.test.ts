import { describe, expect, it } from 'vitest'
import { bodyText, byteText, bytesOf } from '../../src/byte-text.ts'
import { LEAST_OBJECT } from '../../src/runtime/answer-size.ts'
import { createAnswerText } from '../../src/runtime/answer-text.ts'
import type { Text } from '../../src/runtime/texts.ts'

const budgets = { bytes: 10_000_000, answerRows: 1_000_000, answerCells: 1_000_000 }

/** Strings are added as the bytes that they are. */
function answerOf(parts: readonly (string | Uint8Array)[]): readonly Text[] {
  const answer = createAnswerText(budgets, LEAST_OBJECT)
  for (const part of parts) answer.add(typeof part === 'string' ? byteText(part) : part)
  return answer.finish()
}

describe('the text of an answer', () => {
  it('is a string where all of it is short', () => {
    expect(answerOf([])).toEqual([''])
    expect(answerOf(['{"a":', Buffer.from('"é"'), '}'])).toEqual([byteText('{"a":"é"}')])
  })

  it('keeps large bytes as they are, with every part in its place', () => {
    const large = Buffer.from(`"${'ü'.repeat(2_000)}"`)
    const answer = answerOf(['[', large, ',"€",', Buffer.from('"small"'), ',', large, ']'])
    expect(answer[1]).toBe(large)
    expect(bodyText(answer)).toBe(`[${large.toString()},"€","small",${large.toString()}]`)
  })

  it('is bytes where it is long, the same ones as those of the whole string', () => {
    const parts = Array.from({ length: 30_000 }, (_, index) => `{"id":${index},"name":"Zoë 𝄞 ${index}"},`)
    const answer = answerOf(parts)
    expect(answer.slice(0, -1).every((part) => part instanceof Uint8Array)).toBe(true)
    expect(Buffer.compare(Buffer.concat(answer.map(bytesOf)), Buffer.from(parts.join('')))).toBe(0)
  })

  it('ends where it would be too large', () => {
    const answer = createAnswerText({ ...budgets, bytes: 1_000_000 }, LEAST_OBJECT)
    const half = Buffer.alloc(500_000)
    answer.add(half)
    answer.add(half)
    expect(() => answer.addAscii('x')).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })

  it.each([1, 3, 7, 40_000])('has as many rows and cells as it may, and no more, in parts of %i', (length) => {
    const rows = [
      { id: 1, 'a"{:': '{"x":1}\\' },
      { id: 2, 'a"{:': { list: [{ b: ':' }] } },
    ]
    const text = JSON.stringify({ data: { rows } })
    const written = (most: { answerRows: number; answerCells: number }, part: (text: string) => Text): string => {
      const answer = createAnswerText({ ...budgets, ...most }, LEAST_OBJECT)
      for (let at = 0; at < text.length; at += length) answer.add(part(text.slice(at, at + length)))
      return bodyText(answer.finish())
    }
    // Four objects, and "rows" beside their six fields.
    for (const part of [byteText, (text: string) => Buffer.from(text)]) {
      expect(written({ answerRows: 4, answerCells: 7 }, part)).toBe(text)
      for (const [setting, most] of Object.entries({
        answerRows: { answerRows: 3, answerCells: 7 },
        answerCells: { answerRows: 4, answerCells: 6 },
      })) {
        expect(() => written(most, part)).toThrow(
          expect.objectContaining({ extensions: expect.objectContaining({ limit: `budgets.${setting}` }) }),
        )
      }
    }
  })

  it('counts what is long while it grows', () => {
    const row = Buffer.from('{"id":1},')
    const answer = createAnswerText({ ...budgets, answerRows: 10_000 }, LEAST_OBJECT)
    let added = 0
    expect(() => {
      for (; added < 1_000_000; added += 1) answer.add(row)
    }).toThrow(/more than 10000 rows/)
    expect(added).toBeLessThan(20_000)
  })
})
