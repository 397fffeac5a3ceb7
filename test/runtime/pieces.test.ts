import { describe, expect, it } from 'vitest'
import { ascii, byteText } from '../../src/byte-text.ts'
import { cutAtMarks, cutTexts, partsOfMark } from '../../src/runtime/pieces.ts'
import { KEY_END, MARK_END, MARK_NEXT, MARK_START } from '../../src/sql/marks.ts'

const mark = (...parts: string[]): string => MARK_START + parts.join(MARK_NEXT) + MARK_END

describe('cutAtMarks', () => {
  const never = (): string => expect.fail('there is no mark')

  it('answers text without a mark as it is', () => {
    expect(cutAtMarks(ascii('[{"id":1}]'), never)).toBe('[{"id":1}]')
    expect(cutAtMarks(ascii(''), never)).toBe('')
  })

  it('cuts at each mark, with its tag and arguments', () => {
    const seen: unknown[] = []
    const pieces = cutAtMarks(byteText(`[{"a":${mark('0', '5')}},{"á":${mark('0', '"ü"', 'null')}}]`), (...mark) => {
      seen.push(partsOfMark(...mark))
      return { at: seen.length }
    })
    expect(seen).toEqual([
      ['0', '5'],
      ['0', '"ü"', 'null'],
    ])
    expect(pieces).toEqual(['[{"a":', { at: 1 }, byteText('},{"á":'), { at: 2 }, '}]'])
  })

  it('joins what is finished at once to the text around it', () => {
    const text = ascii(`{"sum":${mark('d', '0', '1205', '2')},"id":1}`)
    expect(cutAtMarks(text, () => ascii('"12.05"'))).toBe('{"sum":"12.05","id":1}')
  })

  it('keeps finished and unfinished marks in their order, also without text between', () => {
    const text = ascii(mark('c') + mark('1') + mark('c'))
    const pieces = cutAtMarks(text, (...mark) => {
      const [tag] = partsOfMark(...mark)
      return tag === 'c' ? ascii('C') : { tag }
    })
    expect(pieces).toEqual(['C', { tag: '1' }, 'C'])
  })
})

describe('cutTexts', () => {
  const large = `["${'é'.repeat(5_000)}"]`
  const never = (): never => {
    throw new Error('there is no mark')
  }

  it('gives one text for each key', () => {
    expect(cutTexts(`[1]${KEY_END}${KEY_END}[3]`, 3, never)).toEqual(['[1]', '', '[3]'])
    expect(cutTexts(`["é"]${KEY_END}["𝄞"]`, 2, never)).toEqual([byteText('["é"]'), byteText('["𝄞"]')])
    const marked = `[${mark('0', '5')}]${KEY_END}[]`
    expect(cutTexts(Buffer.from(marked), 2, () => 7)).toEqual([['[', 7, ']'], '[]'])
  })

  it('leaves bytes without marks as bytes, for many keys only where each has many', () => {
    const bytes = Buffer.from(large)
    expect(cutTexts(bytes, 1, never)).toEqual([bytes])
    expect(cutTexts(Buffer.from(large + KEY_END + large), 2, never)).toEqual([bytes, bytes])
    expect(cutTexts(Buffer.from(`["é"]${KEY_END}[]`), 2, never)).toEqual([byteText('["é"]'), '[]'])
    expect(cutTexts(Buffer.from(large + mark('1')), 1, () => 7)).toEqual([[byteText(large), 7, '']])
  })

  it('refuses an answer for fewer or more keys than were asked', () => {
    expect(() => cutTexts(`[1]${KEY_END}[2]`, 3, never)).toThrow('for every key')
    expect(() => cutTexts(Buffer.from(large + KEY_END + large), 3, never)).toThrow('for every key')
  })
})
