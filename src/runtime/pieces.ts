import { invariant } from '../errors.ts'
import { MARK_END, MARK_NEXT, MARK_START } from '../sql/marks.ts'

/** Finished text: bytes where a driver has them and nobody needs to look inside. */
export type Text = string | Uint8Array

/** A text, or the parts of one. `T` is what the reader of marks made of a mark that is not finished. */
export type Pieces<T> = Text | readonly (string | T)[]

/**
 * A statement's text, cut at its marks. Text without a mark, which is most of it, is answered as it is; text that
 * `readMark` answers is joined to its surroundings.
 */
export function cutAtMarks<T>(given: Text, readMark: (tag: string, args: readonly string[]) => string | T): Pieces<T> {
  if (typeof given !== 'string' && given.indexOf(1) === -1) return given
  const text = typeof given === 'string' ? given : Buffer.from(given.buffer, given.byteOffset, given.length).toString()
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
