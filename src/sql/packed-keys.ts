import { bufferOf } from '../byte-text.ts'
import type { ColumnType } from '../catalog/catalog.ts'
import { KEY_END, MARK_NEXT } from './marks.ts'
import type { CanonicalKey } from './statement.ts'

/**
 * Keys as the text in which probes answered them: a million keys are one text of some megabytes, and no array and no string
 * for each. Whoever filters by them writes that text once more, in the form that its own database reads.
 */
export interface PackedKeys {
  /** Each a list of keys, see `marks.ts`. */
  readonly texts: readonly (string | Uint8Array)[]
  readonly count: number
  /** Of the columns that were answered. */
  readonly types: readonly ColumnType[]
  /** Of the language that wrote them, see `Dialect`. */
  readonly canonicalKey: (type: ColumnType, wire: string) => string | null
}

/** How a list of keys is written for one database. */
export interface KeyListForm {
  readonly open: string
  readonly close: string
  /** The columns of a key that an item of the list holds, and what stands around it. */
  readonly columns: readonly number[]
  readonly around: readonly [open: string, close: string]
  /** A key that has a value in each column, as an item of the list. */
  item(key: CanonicalKey): string
  /** For each column of a key, whether it may be copied as it was answered. */
  readonly copies: readonly Copies[]
}

/** Numbers of few digits, or quoted text without an escape. */
export type Copies = 'digits' | 'text' | null

const separator = KEY_END.charCodeAt(0)
const next = MARK_NEXT.charCodeAt(0)
const comma = 0x2c
const quote = 0x22
const backslash = 0x5c

/** More digits may be more than a column of 32 bits holds. */
const mostDigits = 9

/**
 * The keys as one list of another database, in one pass. A key that is null, or no value of its type, equals nothing and is
 * left out.
 *
 * @example 1␄25␄300 → [1,25,300] for json_each, {1,25,300} for unnest
 */
export function listText(keys: PackedKeys, form: KeyListForm): string {
  const size = keys.texts.reduce((sum, text) => sum + text.length + 1, 0)
  const brackets = form.around.join('').length * keys.count
  const list = new ListBytes(size + brackets + form.open.length + form.close.length)
  const parts = new Parts(form.copies.length)
  list.text(form.open)
  eachKey(keys, (bytes, from, to) => {
    if (copies(parts, form.copies, bytes, from, to)) return addCopied(list, parts, form, bytes)
    const key = readKey(keys, bytes.toString('utf8', from, to))
    if (key) list.item(form.item(key))
  })
  return list.finish(form.close)
}

/** Where each answered key stands, with all that stands behind it. */
export function eachKey({ texts }: PackedKeys, visit: (bytes: Buffer, from: number, to: number) => void): void {
  for (const text of texts) {
    const bytes = typeof text === 'string' ? Buffer.from(text) : bufferOf(text)
    for (let from = 0; from <= bytes.length;) {
      const found = bytes.indexOf(separator, from)
      const to = found === -1 ? bytes.length : found
      visit(bytes, from, to)
      from = to + 1
    }
  }
}

/** Where the columns of one key begin and end: the same numbers for every key. */
class Parts {
  readonly starts: Int32Array
  readonly ends: Int32Array

  constructor(columns: number) {
    this.starts = new Int32Array(columns)
    this.ends = new Int32Array(columns)
  }
}

/** Whether all columns of a key may be copied, which says also that none is null; and where they stand. */
function copies(parts: Parts, columns: readonly Copies[], bytes: Buffer, from: number, to: number): boolean {
  for (let index = 0, at = from; index < columns.length; index += 1) {
    let end = at
    while (end < to && bytes[end] !== next) end += 1
    const plain = columns[index] === 'digits' ? findDigits(parts, index, bytes, at, end) : columns[index] === 'text' && findText(parts, index, bytes, at, end) // prettier-ignore
    if (!plain) return false
    at = end + 1
  }
  return true
}

function findDigits({ starts, ends }: Parts, index: number, bytes: Buffer, from: number, to: number): boolean {
  // Integers of 64 bits are printed as strings.
  const quoted = bytes[from] === quote ? 1 : 0
  const first = from + quoted
  const end = to - quoted
  if (end <= first || end - first > mostDigits) return false
  for (let at = first; at < end; at += 1) {
    const byte = bytes[at]!
    if (byte < 0x30 || byte > 0x39) return false
  }
  starts[index] = first
  ends[index] = end
  return true
}

function findText({ starts, ends }: Parts, index: number, bytes: Buffer, from: number, to: number): boolean {
  if (bytes[from] !== quote) return false
  for (let at = from; at < to; at += 1) if (bytes[at] === backslash) return false
  starts[index] = from
  ends[index] = to
  return true
}

function addCopied(list: ListBytes, { starts, ends }: Parts, form: KeyListForm, bytes: Buffer): void {
  const [open, close] = form.around
  list.next()
  if (open !== '') list.text(open)
  form.columns.forEach((column, index) => {
    if (index > 0) list.text(',')
    list.copy(bytes, starts[column]!, ends[column]!)
  })
  if (close !== '') list.text(close)
}

/** A key in its canonical form; null for one that equals nothing. */
export function readKey(
  { types, canonicalKey }: Pick<PackedKeys, 'types' | 'canonicalKey'>,
  wire: string,
): CanonicalKey | null {
  const parts = types.length === 1 ? [wire] : wire.split(MARK_NEXT)
  const key = types.map((type, index) => canonicalKey(type, parts[index] ?? 'null'))
  return key.includes(null) ? null : key
}

/** The kinds whose keys are texts that stay as they are. */
const texts: readonly string[] = ['string', 'enum', 'uuid']
const integers: readonly string[] = ['int', 'bigint']

/** Whether keys of type `from` may be copied into a list of type `to`. */
function copiesBetween(from: ColumnType, to: ColumnType): Copies {
  if (integers.includes(from.kind) && integers.includes(to.kind)) return 'digits'
  if (!texts.includes(from.kind) || from.paddedLength !== undefined) return null
  if (to.kind === 'uuid') return from.kind === 'uuid' && to.storage !== 'blob' ? 'text' : null
  return to.kind === 'string' || to.kind === 'enum' ? 'text' : null
}

/**
 * What may be copied of each column of a key.
 *
 * @param to the types of the list's columns; where one is absent, the column is not written but must have a value
 */
export function copiesOf({ types }: PackedKeys, to: readonly (ColumnType | undefined)[]): Copies[] {
  return types.map((from, index) => copiesBetween(from, to[index] ?? from))
}

/** How many keys a text holds. */
export function countKeys(text: string | Uint8Array): number {
  let count = 1
  const mark = typeof text === 'string' ? KEY_END : separator
  for (let at = text.indexOf(mark as never); at !== -1; at = text.indexOf(mark as never, at + 1)) count += 1
  return count
}

/** A list under construction, in bytes: as text it would be a million pieces first. */
class ListBytes {
  #bytes: Buffer
  #length = 0
  #empty = true

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size + 16)
  }

  text(text: string): void {
    this.#reserve(Buffer.byteLength(text))
    this.#length += this.#bytes.write(text, this.#length)
  }

  item(text: string): void {
    this.next()
    this.text(text)
  }

  copy(from: Buffer, start: number, end: number): void {
    this.#reserve(end - start)
    const bytes = this.#bytes
    let length = this.#length
    // Keys are short: a call of copy() would cost more.
    for (let at = start; at < end; at += 1) bytes[length++] = from[at]!
    this.#length = length
  }

  finish(close: string): string {
    this.text(close)
    return this.#bytes.toString('utf8', 0, this.#length)
  }

  /** A further item begins. */
  next(): void {
    this.#reserve(1)
    if (!this.#empty) this.#bytes[this.#length++] = comma
    this.#empty = false
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe((this.#length + size) * 2)
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
