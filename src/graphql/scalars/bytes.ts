import { GraphQLScalarType } from 'graphql'
import { bufferOf } from '../../byte-text.ts'
import { atLiteral, badInput, notRepresentable, stringLiteral } from './invalid.ts'

const wanted = 'Bytes are written in base64 with padding, without line breaks: "SGVkZGxl".'

/** `bytea`, `blob`: base64. */
export const BytesScalar = new GraphQLScalarType<string, string>({
  name: 'Bytes',
  description: 'Bytes, in base64.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc4648#section-4',
  parseValue(value) {
    if (typeof value === 'string') return parseBase64(value)
    if (value instanceof Uint8Array) return toBase64(value)
    throw badInput(wanted)
  },
  parseLiteral: (node) => atLiteral(node, () => parseBase64(stringLiteral(node, wanted))),
  serialize(value) {
    if (typeof value === 'string') return value
    if (value instanceof Uint8Array) return toBase64(value)
    throw notRepresentable('A resolver gave a Bytes field something else than a string or a Buffer.')
  },
})

/** Node reads base64 leniently: what does not print as it was read was not base64. */
function parseBase64(text: string): string {
  if (Buffer.from(text, 'base64').toString('base64') !== text) throw badInput(wanted)
  return text
}

function toBase64(bytes: Uint8Array): string {
  return bufferOf(bytes).toString('base64')
}
