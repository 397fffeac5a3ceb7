import { asByteText, bufferOf, byteText, textOf, type ByteText } from '../byte-text.ts'
import { invariant } from '../errors.ts'
import type { Cell } from '../source/source.ts'
import { KEY_END, MARK_END, MARK_NEXT, MARK_START, type SentinelReason } from '../sql/marks.ts'

/** Finished text: bytes where a driver has them and nobody needs to look inside. */
export type Text = ByteText | Uint8Array

/**
 * What a text waits for: a place in another fetch's answer, or an error to be put there. A place is a number, see
 * `placeAt`: an answer may wait for a hundred thousand, and an object for each would be most of its memory.
 */
export type Unfinished = number | { readonly kind: 'sentinel'; readonly reason: SentinelReason }

/** What becomes of the mark between `from` and `to` of a text: text, or what stands in for it until the answer is written. */
export type ReadMark = (text: ByteText, from: number, to: number) => ByteText | Unfinished

const NULL = 'null'
const KEY_END_BYTE = KEY_END.charCodeAt(0)

/** From so many bytes a key on, text without marks stays bytes: below, a string costs less than an object for each key. */
const WORTH_BYTES = 1024

/**
 * The texts of a view, one for each key, and where their marks stand. They stay in what the statement answered until they
 * are written: a slice for each mark would live as long as other databases are waited for, and be moved meanwhile.
 *
 * @example new Texts().add('[1]␄[2]', 2, read).visit(1, …) // '[2]'
 */
export class Texts {
  /** What the statements answered: each for as many keys as the first, but the last. */
  readonly #wholes: Text[] = []
  #keysEach = 1
  /** By position: where its text ends, and how many marks stand before that. */
  readonly #ends: number[] = []
  readonly #marksBefore: number[] = []
  /**
   * Of each mark where it begins, where the text goes on behind it, and what stands in for it: a place, or, below 0, an item
   * of `others`: what is no place, and places that 32 bits cannot tell, of millions of keys in hundreds of fields.
   */
  #marks = noMarks
  #marksLength = 0
  readonly #others: (ByteText | Unfinished)[] = []

  get count(): number {
    return this.#ends.length
  }

  /** What a further statement answered, a text for each of so many keys, which go on where those before have ended. */
  add(given: string | Uint8Array, keys: number, readMark: ReadMark): this {
    const first = this.count
    if (first === 0) this.#keysEach = keys
    invariant(first % this.#keysEach === 0 && keys <= this.#keysEach, 'only the last statement answers for fewer keys')
    const whole = typeof given !== 'string' && staysBytes(given, keys) ? given : byteText(given)
    this.#wholes.push(whole)
    this.#addEnds(whole, keys)
    let mark = typeof whole === 'string' ? whole.indexOf(MARK_START) : -1
    for (let position = first; position < this.count; position += 1) {
      const end = this.#ends[position]! // in range
      while (mark !== -1 && mark < end) mark = this.#addMark(whole as ByteText, mark, readMark)
      this.#marksBefore.push(this.#marksLength / 3)
    }
    return this
  }

  #addEnds(whole: Text, keys: number): void {
    let from = 0
    for (let key = 1; key < keys; key += 1) {
      const end = findEnd(whole, from)
      invariant(end !== -1, 'a statement answers for every key')
      this.#ends.push(end)
      from = end + 1
    }
    // A single text may be long, and nothing is to be found in it.
    invariant(keys === 1 || findEnd(whole, from) === -1, 'a statement answers for every key')
    this.#ends.push(whole.length)
  }

  /** Answers where the next one begins. */
  #addMark(text: ByteText, from: number, readMark: ReadMark): number {
    const end = text.indexOf(MARK_END, from)
    invariant(end !== -1, 'every mark of a row has an end')
    const read = readMark(text, from + 1, end)
    if (this.#marksLength === this.#marks.length) this.#marks = enlarged(this.#marks)
    this.#marks[this.#marksLength++] = from
    this.#marks[this.#marksLength++] = end + 1
    this.#marks[this.#marksLength++] = isInt32(read) ? read : -this.#others.push(read)
    return text.indexOf(MARK_START, end)
  }

  /** The text of a position from its beginning to its end: what is written already, and what stands in for the rest. */
  visit(position: number, written: (text: Text) => void, unfinished: (stand: Unfinished) => void): void {
    const whole = this.#wholeOf(position)
    let from = this.#start(position)
    const last = this.#marksBefore[position]! // in range
    for (let mark = position === 0 ? 0 : this.#marksBefore[position - 1]!; mark < last; mark += 1) {
      const stand = this.#marks[mark * 3 + 2]!
      const read = stand < 0 ? this.#others[-stand - 1]! : stand
      written(part(whole, from, this.#marks[mark * 3]!))
      if (typeof read === 'string') written(read)
      else unfinished(read)
      from = this.#marks[mark * 3 + 1]!
    }
    written(part(whole, from, this.#ends[position]!))
  }

  /** Whether the text of a position says that there is no row. */
  isNull(position: number): boolean {
    const start = this.#start(position)
    const end = this.#ends[position]
    return end === start + NULL.length && asByteText(part(this.#wholeOf(position), start, end)) === NULL
  }

  #wholeOf(position: number): Text {
    const whole = this.#wholes[Math.trunc(position / this.#keysEach)]
    invariant(whole !== undefined && position < this.count, 'a fetch answers every position that was asked')
    return whole
  }

  #start(position: number): number {
    return position % this.#keysEach === 0 ? 0 : this.#ends[position - 1]! + 1
  }
}

const noMarks = new Int32Array()
const FEW_MARKS = 128

function enlarged(marks: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(marks.length * 2, 3 * FEW_MARKS))
  larger.set(marks)
  return larger
}

function isInt32(read: ByteText | Unfinished): read is number {
  return typeof read === 'number' && read <= 0x7fffffff
}

function staysBytes(given: Uint8Array, keys: number): boolean {
  return (keys === 1 || given.length / keys > WORTH_BYTES) && given.indexOf(MARK_START.charCodeAt(0)) === -1
}

function findEnd(whole: Text, from: number): number {
  return typeof whole === 'string' ? whole.indexOf(KEY_END, from) : whole.indexOf(KEY_END_BYTE, from)
}

function part(whole: Text, from: number, to: number): Text {
  if (from === 0 && to === whole.length) return whole
  return typeof whole === 'string' ? (whole.slice(from, to) as ByteText) : whole.subarray(from, to)
}

/** The tag and the arguments of the mark between `from` and `to` of a text. */
export function partsOfMark(text: ByteText, from: number, to: number): [tag: string, ...args: string[]] {
  return textOf(text.slice(from, to) as ByteText).split(MARK_NEXT) as [string, ...string[]]
}

/** What a statement answered, as text. */
export function textIn(cell: Cell): string | Uint8Array {
  return cell instanceof Uint8Array ? cell : String(cell)
}

/** What a statement answered, decoded. */
export function decoded(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : bufferOf(text).toString()
}
