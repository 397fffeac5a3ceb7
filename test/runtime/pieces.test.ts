import { describe, expect, it } from 'vitest'
import { cutAtMarks } from '../../src/runtime/pieces.ts'
import { MARK_END, MARK_NEXT, MARK_START } from '../../src/sql/marks.ts'

const mark = (...parts: string[]): string => MARK_START + parts.join(MARK_NEXT) + MARK_END

describe('cutAtMarks', () => {
  const never = (): string => expect.fail('there is no mark')

  it('answers text without a mark as it is', () => {
    expect(cutAtMarks('[{"id":1}]', never)).toBe('[{"id":1}]')
    expect(cutAtMarks('', never)).toBe('')
  })

  it('cuts at each mark, with its tag and arguments', () => {
    const seen: unknown[] = []
    const pieces = cutAtMarks(`[{"a":${mark('0', '5')}},{"a":${mark('0', '"x"', 'null')}}]`, (tag, args) => {
      seen.push([tag, ...args])
      return { at: seen.length }
    })
    expect(seen).toEqual([
      ['0', '5'],
      ['0', '"x"', 'null'],
    ])
    expect(pieces).toEqual(['[{"a":', { at: 1 }, '},{"a":', { at: 2 }, '}]'])
  })

  it('joins what is finished at once to the text around it', () => {
    const text = `{"sum":${mark('d', '0', '1205', '2')},"id":1}`
    expect(cutAtMarks(text, () => '"12.05"')).toBe('{"sum":"12.05","id":1}')
  })

  it('keeps finished and unfinished marks in their order, also without text between', () => {
    const text = mark('c') + mark('1') + mark('c')
    const pieces = cutAtMarks(text, (tag) => (tag === 'c' ? 'C' : { tag }))
    expect(pieces).toEqual(['C', { tag: '1' }, 'C'])
  })
})
