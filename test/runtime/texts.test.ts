import { describe, expect, it } from 'vitest'
import { ascii, byteText } from '../../src/byte-text.ts'
import { partsOfMark, Texts, type Text, type Unfinished } from '../../src/runtime/texts.ts'
import { KEY_END, MARK_END, MARK_NEXT, MARK_START } from '../../src/sql/marks.ts'

const mark = (...parts: string[]): string => MARK_START + parts.join(MARK_NEXT) + MARK_END
const never = (): never => expect.fail('there is no mark')

/** What stands at a position, without the empty texts between marks. */
function partsAt(texts: Texts, position: number): (Text | Unfinished)[] {
  const parts: (Text | Unfinished)[] = []
  const add = (part: Text | Unfinished): void => void (part !== '' && parts.push(part))
  texts.visit(position, add, add)
  return parts
}

function partsOf(texts: Texts): (Text | Unfinished)[][] {
  return Array.from({ length: texts.count }, (_, position) => partsAt(texts, position))
}

describe('texts', () => {
  const large = `["${'é'.repeat(5_000)}"]`

  it('are one for each key', () => {
    expect(partsOf(new Texts().add('[{"id":1}]', 1, never))).toEqual([['[{"id":1}]']])
    expect(partsOf(new Texts().add(`[1]${KEY_END}${KEY_END}[3]`, 3, never))).toEqual([['[1]'], [], ['[3]']])
    expect(partsOf(new Texts().add(`["é"]${KEY_END}["𝄞"]`, 2, never))).toEqual([
      [byteText('["é"]')],
      [byteText('["𝄞"]')],
    ])
    const marked = Buffer.from(`[${mark('0', '5')}]${KEY_END}[]`)
    expect(partsOf(new Texts().add(marked, 2, () => 7))).toEqual([['[', 7, ']'], ['[]']])
  })

  it('go on where a further statement answers', () => {
    const texts = new Texts()
    texts.add(`[1]${KEY_END}[${mark('0', '5')}]${KEY_END}[3]`, 3, () => 4)
    texts.add(Buffer.from([large, large, large].join(KEY_END)), 3, never)
    texts.add(`null${KEY_END}[${mark('0', '6')}]`, 2, () => 9)
    const bytes = Buffer.from(large)
    expect(partsOf(texts)).toEqual([
      ['[1]'],
      ['[', 4, ']'],
      ['[3]'],
      [bytes],
      [bytes],
      [bytes],
      ['null'],
      ['[', 9, ']'],
    ])
    expect(() => partsAt(texts, 8)).toThrow('every position')
  })

  it('are cut at each mark, with its tag and arguments', () => {
    const seen: unknown[] = []
    const texts = new Texts().add(`[{"a":${mark('0', '5')}},{"á":${mark('0', '"ü"', 'null')}}]`, 1, (...mark) =>
      seen.push(partsOfMark(...mark)),
    )
    expect(seen).toEqual([
      ['0', '5'],
      ['0', '"ü"', 'null'],
    ])
    expect(partsAt(texts, 0)).toEqual(['[{"a":', 1, byteText('},{"á":'), 2, '}]'])
  })

  it('have finished and unfinished marks in their order, also without text between', () => {
    const sentinel = { kind: 'sentinel', reason: 'malformed' } as const
    const read = { c: ascii('"C"'), '0': 0, '1': 2 ** 40, '!': sentinel }
    const text = ['c', '1', '0', '!', 'c'].map((tag) => mark(tag)).join('')
    const texts = new Texts().add(text, 1, (...mark) => read[partsOfMark(...mark)[0] as keyof typeof read])
    expect(partsAt(texts, 0)).toEqual(['"C"', 2 ** 40, 0, sentinel, '"C"'])
  })

  it('stay bytes where these have no marks, for many keys only where each has many', () => {
    const bytes = Buffer.from(large)
    expect(partsOf(new Texts().add(bytes, 1, never))).toEqual([[bytes]])
    expect(partsOf(new Texts().add(Buffer.from(large + KEY_END + large), 2, never))).toEqual([[bytes], [bytes]])
    const short = Buffer.from(`["é"]${KEY_END}[]`)
    expect(partsOf(new Texts().add(short, 2, never))).toEqual([[byteText('["é"]')], ['[]']])
    const marked = Buffer.from(large + mark('1'))
    expect(partsOf(new Texts().add(marked, 1, () => 7))).toEqual([[byteText(large), 7]])
  })

  it('may have a great many marks', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => mark(String(index))).join(',')
    const texts = new Texts().add(`[${text}]`, 1, (...mark) => Number(partsOfMark(...mark)[0]))
    expect(partsAt(texts, 0).filter((part) => typeof part === 'number')).toEqual([...Array(10_000).keys()])
  })

  it('say where there is no row', () => {
    const texts = new Texts().add(`null${KEY_END}"nul"${KEY_END}${KEY_END}[12]`, 4, never).add('null', 1, never)
    expect([0, 1, 2, 3, 4].map((position) => texts.isNull(position))).toEqual([true, false, false, false, true])
    expect(new Texts().add(Buffer.from('null'), 1, never).isNull(0)).toBe(true)
  })

  it('are refused where they are fewer or more than the keys', () => {
    for (const [text, keys] of [
      [`[1]${KEY_END}[2]`, 3],
      [`[1]${KEY_END}[2]${KEY_END}[3]`, 2],
      [Buffer.from(large + KEY_END + large), 3],
    ] as const) {
      expect(() => new Texts().add(text, keys, never)).toThrow('for every key')
    }
    const short = new Texts().add(`[1]${KEY_END}[2]`, 2, never).add('[3]', 1, never)
    expect(() => short.add('[4]', 1, never)).toThrow('only the last statement')
  })
})
