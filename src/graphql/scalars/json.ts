import { GraphQLScalarType, Kind, type ValueNode } from 'graphql'
import { isExactNumber } from '../../catalog/is-exact-number.ts'
import { badInput } from './invalid.ts'

/** Any JSON value. Literals may hold variables: `{ tags: [$tag] }`. */
export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  parseValue(value) {
    if (losesDigits(value)) throw badInput(lost)
    return value
  },
  parseLiteral: (node, variables) => literal(node, variables ?? {}),
  serialize: (value) => value,
})

const lost = 'A whole number past 2^53 loses digits in JSON. Write it as a string.'
const lostDigits = 'A number with more digits than a double has loses some in JSON. Write it as a string.'

/** What JavaScript writes without an exponent was written with all its digits, and may have been another number. */
function losesDigits(value: unknown): boolean {
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 1e21
  return value !== null && typeof value === 'object' && Object.values(value).some(losesDigits)
}

function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value
    case Kind.NULL:
      return null
    case Kind.FLOAT:
      return finite(node.value, node)
    case Kind.INT: {
      const value = Number(node.value)
      if (Number.isSafeInteger(value)) return value
      throw badInput(lost, node)
    }
    case Kind.LIST:
      return node.values.map((item) => literal(item, variables))
    case Kind.OBJECT:
      // fromEntries defines own properties, also one called __proto__.
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literal(field.value, variables)]))
    case Kind.VARIABLE:
      return Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : null
    case Kind.ENUM:
      throw badInput('JSON has no bare words but true, false and null. Put the word in quotes.', node)
  }
}

function finite(text: string, node: ValueNode): number {
  const value = Number(text)
  if (Number.isFinite(value) && !isExactNumber(text)) throw badInput(lostDigits, node)
  if (Number.isFinite(value)) return value
  throw badInput('The number is too large for JSON in JavaScript. Write it as a string.', node)
}
