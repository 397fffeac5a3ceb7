import { GraphQLScalarType, Kind } from 'graphql'
import { atLiteral, badInput, notRepresentable } from './invalid.ts'

const wanted = 'A Decimal is a number written as a string: "12.50". At most 1,000 digits.'
/** The most digits that a declared `numeric(p, s)` can have. */
const mostDigits = 1000
const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/

/** `numeric`: a string, never a float. Digits after the point are kept as given: `"1.50"` stays `"1.50"`. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description: 'An exact decimal number, as a string.',
  parseValue(value) {
    if (typeof value === 'string') return parseDecimal(value)
    if (typeof value === 'bigint' || (typeof value === 'number' && hasAllDigits(value)))
      return parseDecimal(String(value))
    throw badInput(wanted)
  },
  parseLiteral(node) {
    if (node.kind !== Kind.STRING && node.kind !== Kind.INT && node.kind !== Kind.FLOAT) throw badInput(wanted, node)
    return atLiteral(node, () => parseDecimal(node.value))
  },
  serialize(value) {
    if (typeof value === 'string') return value
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))) {
      return parseDecimal(String(value))
    }
    throw notRepresentable('A resolver gave a Decimal field something else than a string or a finite number.')
  },
})

/** What JavaScript writes without an exponent was written with all its digits, and may have been another number. */
function hasAllDigits(value: number): boolean {
  if (!Number.isInteger(value)) return Number.isFinite(value)
  return Number.isSafeInteger(value) || Math.abs(value) >= 1e21
}

/**
 * The plain text of a decimal: no exponent, no `+`, no leading zeros, no negative zero.
 *
 * @example parseDecimal('-007.50') // '-7.50'
 * @example parseDecimal('1.25e1') // '12.5'
 * @throws GraphQLError BAD_USER_INPUT
 */
export function parseDecimal(text: string): string {
  if (text.length > mostDigits + 10) throw badInput(wanted)
  const [, sign, whole, fraction = '', exponent = '0'] = pattern.exec(text) ?? []
  if (whole === undefined) throw badInput(wanted)
  const shifted = shift(whole, fraction, Number(exponent))
  const integer = shifted.whole.replace(/^0+(?=\d)/, '')
  if (integer.length + shifted.fraction.length > mostDigits) throw badInput(wanted)
  const digits = shifted.fraction ? `${integer}.${shifted.fraction}` : integer
  return sign === '-' && /[1-9]/.test(digits) ? `-${digits}` : digits
}

/** Moves the point by `places`: to the right for a positive number. */
function shift(whole: string, fraction: string, places: number): { whole: string; fraction: string } {
  if (Math.abs(places) > mostDigits) throw badInput(wanted)
  if (places >= 0) {
    const padded = fraction.padEnd(places, '0')
    return { whole: whole + padded.slice(0, places), fraction: padded.slice(places) }
  }
  const padded = whole.padStart(1 - places, '0')
  return { whole: padded.slice(0, places), fraction: padded.slice(places) + fraction }
}
