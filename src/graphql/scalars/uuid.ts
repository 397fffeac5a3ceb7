import { GraphQLScalarType } from 'graphql'
import { atLiteral, badInput, notRepresentable, stringLiteral } from './invalid.ts'

const wanted = 'A UUID is 32 hexadecimal digits in five groups: "0188c2c1-5f0b-7d3a-9a1e-3c5d8e4f2b10".'
const pattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `uuid`, in lower case. */
export const UUIDScalar = new GraphQLScalarType<string, string>({
  name: 'UUID',
  description: 'A UUID, in lower case.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc9562',
  parseValue(value) {
    if (typeof value !== 'string') throw badInput(wanted)
    return parseUuid(value)
  },
  parseLiteral: (node) => atLiteral(node, () => parseUuid(stringLiteral(node, wanted))),
  serialize(value) {
    if (typeof value === 'string') return value
    throw notRepresentable('A resolver gave a UUID field something else than a string.')
  },
})

function parseUuid(text: string): string {
  if (!pattern.test(text)) throw badInput(wanted)
  return text.toLowerCase()
}
