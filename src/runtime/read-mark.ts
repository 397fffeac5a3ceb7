import { invariant } from '../errors.ts'
import type { Cursors } from '../operation/cursor.ts'
import type { SentinelReason } from '../sql/marks.ts'
import type { CompiledPlan } from './compile-plan.ts'
import { decimalText, joinHalves, meanText } from './exact-numbers.ts'
import { createKeySet, type KeySet } from './key-set.ts'

/** What a text waits for: another fetch's text at a position of the key set found here, or an error to be placed. */
export type Unfinished =
  | { readonly kind: 'splice'; readonly fetch: number; readonly view: number; readonly position: number }
  | { readonly kind: 'sentinel'; readonly reason: SentinelReason }

interface Reading {
  readonly compiled: CompiledPlan
  readonly cursors: Cursors
  readonly scopes: readonly string[]
}

/**
 * Reads the marks of `sql/marks.ts`: cursors and exact numbers become text at once, a link's keys go into its fetch's key
 * set, a sentinel is reported.
 */
export function createMarkReader(
  reading: Reading,
  keySets: Map<number, KeySet>,
  onSentinel: () => void,
): (tag: string, args: readonly string[]) => string | Unfinished {
  function splice(number: number, wires: readonly string[]): Unfinished {
    const found = reading.compiled.splices[number]
    invariant(found, 'a mark names a splice of the plan')
    let keySet = keySets.get(found.fetch)
    if (!keySet) keySets.set(found.fetch, (keySet = createKeySet()))
    const key = found.types.map((type, index) => found.dialect.canonicalKey(type, wires[index] ?? 'null'))
    return { kind: 'splice', fetch: found.fetch, view: found.view, position: keySet.add(key) }
  }

  return (tag, args) => {
    switch (tag[0]) {
      case 'c': {
        const position = args.map((text) => JSON.parse(text) as string | number | null)
        const texts = position.map((value) => (value === null ? null : String(value)))
        return JSON.stringify(reading.cursors.encode(reading.scopes[Number(tag.slice(1))] ?? '', texts))
      }
      case 'd':
      case 'i':
      case 'q':
        return numberText(tag, args)
      case 'b':
        return JSON.stringify(Buffer.from(args[0] ?? '', 'hex').toString('base64'))
      case '!':
        onSentinel()
        return { kind: 'sentinel', reason: args[0] as SentinelReason } // only sql/ writes it
      default:
        return splice(Number(tag), args)
    }
  }
}

function numberText(tag: string, args: readonly string[]): string {
  const [high = '', low = '', third = '', fourth = ''] = args
  if (high === '' || high === 'null') return 'null'
  const whole = joinHalves(high, low)
  if (tag === 'i') return `"${whole}"`
  if (tag === 'd') return `"${decimalText(whole, Number(third))}"`
  return `"${meanText(whole, BigInt(third), Number(fourth))}"`
}
