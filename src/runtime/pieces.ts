import { invariant } from '../errors.ts'
import { MARK_END, MARK_NEXT, MARK_START } from '../sql/marks.ts'

/** What stands at a mark. `T` is what the reader of marks made of it: text that is finished, or something to splice in. */
export type Pieces<T> = string | readonly (string | T)[]

/**
 * A statement's text, cut at its marks. Text without a mark, which is most of it, is answered as it is; text that
 * `readMark` answers is joined to its surroundings.
 */
export function cutAtMarks<T>(text: string, readMark: (tag: string, args: readonly string[]) => string | T): Pieces<T> {
  let start = text.indexOf(MARK_START)
  if (start === -1) return text
  const pieces: (string | T)[] = []
  let plain = ''
  let from = 0
  while (start !== -1) {
    const end = text.indexOf(MARK_END, start)
    invariant(end !== -1, 'every mark of a row has an end')
    const [tag, ...args] = text.slice(start + 1, end).split(MARK_NEXT)
    const piece = readMark(tag ?? '', args)
    plain += text.slice(from, start)
    if (typeof piece === 'string') plain += piece
    else {
      pieces.push(plain, piece)
      plain = ''
    }
    from = end + 1
    start = text.indexOf(MARK_START, from)
  }
  if (pieces.length === 0) return plain + text.slice(from)
  pieces.push(plain + text.slice(from))
  return pieces
}
