import { ascii, textOf, type ByteText } from '../byte-text.ts'
import { invariant } from '../errors.ts'
import type { Cursors } from '../operation/cursor.ts'
import { MARK_NEXT, type SentinelReason } from '../sql/marks.ts'
import type { CompiledPlan, Splice } from './compile-plan.ts'
import { decimalText, joinHalves, meanText } from './exact-numbers.ts'
import { createKeySet, type KeySet } from './key-set.ts'
import { partsOfMark, type ReadMark, type Unfinished } from './texts.ts'

/** Which splice a place belongs to, and the position of its key in the key set found there. */
export function placeAt(splices: readonly Splice[], place: number): { splice: Splice; position: number } {
  const splice = splices[place % splices.length]
  invariant(splice, 'a place is one of a splice of the plan')
  return { splice, position: Math.trunc(place / splices.length) }
}

interface Reading {
  readonly compiled: CompiledPlan
  readonly cursors: Cursors
  readonly scopes: readonly string[]
}

const noKeySets: ReadonlyMap<number, KeySet> = new Map()

/**
 * Reads the marks of `sql/marks.ts` in the texts of one fetch: cursors and exact numbers become text at once, a link's keys
 * go into its fetch's key set, a sentinel is counted.
 */
export class MarkReader {
  readonly #reading: Reading
  #keySets: Map<number, KeySet> | null = null
  /** By the splice's number: what its marks are read with. A text has thousands of marks, of few splices. */
  readonly #splices: SpliceKeys[] = []
  sentinels = 0

  constructor(reading: Reading) {
    this.#reading = reading
  }

  /** The keys that stood in the texts, by the fetch that they are for. */
  get keySets(): ReadonlyMap<number, KeySet> {
    return this.#keySets ?? noKeySets
  }

  readonly read: ReadMark = (text, from, to) =>
    isDigit(text.charCodeAt(from)) ? this.#splice(text, from, to) : this.#finished(text, from, to)

  #splice(text: ByteText, from: number, to: number): number {
    const isShort = text.charCodeAt(from + 1) === NEXT
    const afterTag = isShort ? from + 1 : text.indexOf(MARK_NEXT, from)
    const number = isShort ? text.charCodeAt(from) - ZERO : Number(text.slice(from, afterTag))
    const { splice, keySet } = (this.#splices[number] ??= this.#keysOf(number))
    const wires = textOf(text.slice(afterTag + 1, to) as ByteText)
    return positionOf(splice, keySet, wires) * this.#reading.compiled.splices.length + number
  }

  #keysOf(number: number): SpliceKeys {
    const splice = this.#reading.compiled.splices[number]
    invariant(splice, 'a mark names a splice of the plan')
    this.#keySets ??= new Map()
    let keySet = this.#keySets.get(splice.fetch)
    if (!keySet) this.#keySets.set(splice.fetch, (keySet = createKeySet()))
    return { splice, keySet }
  }

  #finished(text: ByteText, from: number, to: number): ByteText | Unfinished {
    const { cursors, scopes } = this.#reading
    const [tag, ...args] = partsOfMark(text, from, to)
    switch (tag[0]) {
      case 'c': {
        const position = args.map((text) => JSON.parse(text) as string | number | null)
        const texts = position.map((value) => (value === null ? null : String(value)))
        return ascii(JSON.stringify(cursors.encode(scopes[Number(tag.slice(1))] ?? '', texts)))
      }
      case 'b':
        return ascii(JSON.stringify(Buffer.from(args[0] ?? '', 'hex').toString('base64')))
      case '!':
        this.sentinels += 1
        return { kind: 'sentinel', reason: args[0] as SentinelReason } // only sql/ writes it
      default:
        return ascii(numberText(tag, args))
    }
  }
}

/** A splice, and where its keys are collected. */
interface SpliceKeys {
  readonly splice: Splice
  readonly keySet: KeySet
}

const NEXT = MARK_NEXT.charCodeAt(0)
const ZERO = '0'.charCodeAt(0)

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9
}

/** @param wires the JSON of the key's columns, as it stands in the mark */
function positionOf({ dialect, types }: Splice, keySet: KeySet, wires: string): number {
  const [only] = types
  if (types.length === 1 && only) return keySet.addText(dialect.canonicalKey(only, wires))
  const each = wires.split(MARK_NEXT)
  return keySet.add(types.map((type, index) => dialect.canonicalKey(type, each[index] ?? 'null')))
}

function numberText(tag: string, args: readonly string[]): string {
  const [high = '', low = '', third = '', fourth = ''] = args
  if (high === '' || high === 'null') return 'null'
  const whole = joinHalves(high, low)
  if (tag === 'i') return `"${whole}"`
  if (tag === 'd') return `"${decimalText(whole, Number(third))}"`
  return `"${meanText(whole, BigInt(third), Number(fourth))}"`
}
