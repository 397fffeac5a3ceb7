import { GraphQLScalarType, Kind } from 'graphql'
import { atLiteral, badInput, notRepresentable } from './invalid.ts'

const wanted = 'A BigInt is a whole number of at most 64 bits, written as a string: "9007199254740993".'
const least = -(2n ** 63n)
/** MariaDB has numbers of 64 bits without a sign. */
const most = 2n ** 64n - 1n
/** More digits than any 64-bit number has, leading zeros aside: reading a text is quadratic in its length. */
const longest = 40

/** `int8`: a string, because JSON's numbers lose digits past 2^53. `"+007"` is read as `"7"`. */
export const BigIntScalar = new GraphQLScalarType<string, string>({
  name: 'BigInt',
  description: 'A whole number of at most 64 bits, as a string.',
  parseValue(value) {
    if (typeof value === 'string') return parseBigInt(value)
    if (typeof value === 'bigint') return inRange(value)
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value + 0)
    throw badInput(wanted)
  },
  parseLiteral(node) {
    if (node.kind !== Kind.STRING && node.kind !== Kind.INT) throw badInput(wanted, node)
    return atLiteral(node, () => parseBigInt(node.value))
  },
  serialize(value) {
    if (typeof value === 'string') return value
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return String(value)
    throw notRepresentable('A resolver gave a BigInt field something else than a string, a bigint or a safe integer.')
  },
})

function parseBigInt(text: string): string {
  if (text.length > longest || !/^[+-]?\d+$/.test(text)) throw badInput(wanted)
  return inRange(BigInt(text.startsWith('+') ? text.slice(1) : text))
}

function inRange(value: bigint): string {
  if (value < least || value > most) throw badInput(wanted)
  return value.toString()
}
