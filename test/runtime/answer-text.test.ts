import { describe, expect, it } from 'vitest'
import { createAnswerText } from '../../src/runtime/answer-text.ts'
import { decoded, type Text } from '../../src/runtime/pieces.ts'

function answerOf(parts: readonly Text[]): readonly Text[] {
  const answer = createAnswerText(10_000_000)
  for (const part of parts) answer.add(part)
  return answer.finish()
}

describe('the text of an answer', () => {
  it('is a string where all of it is short', () => {
    expect(answerOf([])).toEqual([''])
    expect(answerOf(['{"a":', Buffer.from('"é"'), '}'])).toEqual(['{"a":"é"}'])
  })

  it('keeps large bytes as they are, with every part in its place', () => {
    const large = Buffer.from(`"${'ü'.repeat(2_000)}"`)
    const answer = answerOf(['[', large, ',"€",', Buffer.from('"small"'), ',', large, ']'])
    expect(answer[1]).toBe(large)
    expect(answer.map(decoded).join('')).toBe(`[${large.toString()},"€","small",${large.toString()}]`)
  })

  it('is bytes where it is long, the same ones as those of the whole string', () => {
    const parts = Array.from({ length: 30_000 }, (_, index) => `{"id":${index},"name":"Zoë 𝄞 ${index}"},`)
    const answer = answerOf(parts)
    expect(answer.slice(0, -1).every((part) => part instanceof Uint8Array)).toBe(true)
    expect(
      Buffer.compare(Buffer.concat(answer.map((part) => Buffer.from(part as string))), Buffer.from(parts.join(''))),
    ).toBe(0)
  })

  it('ends where it would be too large', () => {
    const answer = createAnswerText(1_000_000)
    const half = Buffer.alloc(500_000)
    answer.add(half)
    answer.add(half)
    expect(() => answer.add('x')).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }))
  })
})
