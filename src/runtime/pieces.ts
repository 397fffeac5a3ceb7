import { bufferOf, byteText, textOf, type ByteText } from '../byte-text.ts'
import { invariant } from '../errors.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_END, MARK_NEXT, MARK_START } from '../sql/marks.ts'

/** Finished text: bytes where a driver has them and nobody needs to look inside. */
export type Text = ByteText | Uint8Array

/** A text, or the parts of one. `T` is what the reader of marks made of a mark that is not finished. */
export type Pieces<T> = Text | readonly (ByteText | T)[]

/** What becomes of the mark between `from` and `to` of a text: text, or what stands in for it until the answer is written. */
export type ReadMark<T> = (text: ByteText, from: number, to: number) => ByteText | T

/** From so many bytes a key on, text without marks stays bytes: below, a string costs less than an object for each key. */
const WORTH_BYTES = 1024

/**
 * The texts of a view, one for each of `keys` keys, cut at their marks. Text without a mark, which is most of it, is
 * answered as it is; text that `readMark` answers is joined to its surroundings.
 */
export function cutTexts<T>(given: string | Uint8Array, keys: number, readMark: ReadMark<T>): Pieces<T>[] {
  if (typeof given !== 'string' && staysBytes(given, keys)) return splitBytes(given, keys)
  const text = byteText(given)
  const texts = keys === 1 ? [text] : (text.split(KEY_END) as ByteText[])
  invariant(texts.length === keys, 'a statement answers for every key')
  return text.includes(MARK_START) ? texts.map((one) => cutAtMarks(one, readMark)) : texts
}

function staysBytes(given: Uint8Array, keys: number): boolean {
  return (keys === 1 || given.length / keys > WORTH_BYTES) && given.indexOf(MARK_START.charCodeAt(0)) === -1
}

/** What a statement answered, as text. */
export function textIn(cell: Cell): string | Uint8Array {
  return cell instanceof Uint8Array ? cell : String(cell)
}

/** What a statement answered, decoded. */
export function decoded(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : bufferOf(text).toString()
}

function splitBytes(given: Uint8Array, keys: number): Uint8Array[] {
  if (keys === 1) return [given]
  const texts: Uint8Array[] = []
  const separator = KEY_END.charCodeAt(0)
  let from = 0
  for (let end = given.indexOf(separator); end !== -1; end = given.indexOf(separator, from)) {
    texts.push(given.subarray(from, end))
    from = end + 1
  }
  texts.push(given.subarray(from))
  invariant(texts.length === keys, 'a statement answers for every key')
  return texts
}

/** A text, cut at its marks. */
export function cutAtMarks<T>(text: ByteText, readMark: ReadMark<T>): Pieces<T> {
  let start = text.indexOf(MARK_START)
  if (start === -1) return text
  const pieces: (ByteText | T)[] = []
  let plain = ''
  let from = 0
  while (start !== -1) {
    const end = text.indexOf(MARK_END, start)
    invariant(end !== -1, 'every mark of a row has an end')
    const piece = readMark(text, start + 1, end)
    plain += text.slice(from, start)
    if (typeof piece === 'string') plain += piece
    else {
      pieces.push(plain as ByteText, piece)
      plain = ''
    }
    from = end + 1
    start = text.indexOf(MARK_START, from)
  }
  const last = (plain + text.slice(from)) as ByteText
  if (pieces.length === 0) return last
  pieces.push(last)
  return pieces
}

/** The tag and the arguments of the mark between `from` and `to` of a text. */
export function partsOfMark(text: ByteText, from: number, to: number): [tag: string, ...args: string[]] {
  return textOf(text.slice(from, to) as ByteText).split(MARK_NEXT) as [string, ...string[]]
}
