import { GraphQLScalarType } from 'graphql'
import { atLiteral, badInput, notRepresentable, stringLiteral } from './invalid.ts'

const wanted =
  'A place in JSON is written like "address.city", "lines[0].sku" or "$[\"odd key\"]": keys and places of lists, at most 64 steps, no wildcards. A key in quotes holds neither quotes nor backslashes.'
const mostSteps = 64
// eslint-disable-next-line no-control-regex
const step =
  /\.?(?:\[(\d{1,9})\]|\["([^"\\\u0000-\u001f]+)"\]|"([^"\\\u0000-\u001f]+)"|([^\s."'[\]\\*?@()$\u0000-\u001f]+))/uy

/** A place in a JSON value: in the form in which every database reads it, `$."lines"[0]."sku"`. */
export const JSONPathScalar = new GraphQLScalarType<string, string>({
  name: 'JSONPath',
  description:
    'A place in a JSON value: `address.city`, `lines[0].sku`, `["odd key"]`. A key means an entry of an object, a number in brackets an item of a list, counted from 0.',
  parseValue(value) {
    if (typeof value !== 'string') throw badInput(wanted)
    return parsePath(value)
  },
  parseLiteral: (node) => atLiteral(node, () => parsePath(stringLiteral(node, wanted))),
  serialize(value) {
    if (typeof value === 'string') return value
    throw notRepresentable('A resolver gave a JSONPath field something else than a string.')
  },
})

function parsePath(text: string): string {
  let path = '$'
  let steps = 0
  step.lastIndex = text.startsWith('$') ? 1 : 0
  // A name begins with a point, but for the first one of a path without `$`.
  if (step.lastIndex === 0 && text.startsWith('.')) throw badInput(wanted)
  while (step.lastIndex < text.length) {
    const at = step.lastIndex
    const found = step.exec(text)
    if (!found || (steps += 1) > mostSteps || !isApart(text, at)) throw badInput(wanted)
    const [, index, inBrackets, quoted, name] = found
    path += index === undefined ? `."${inBrackets ?? quoted ?? name}"` : `[${Number(index)}]`
  }
  return path
}

/** Whether a step begins where one may: at the start, or with its point or bracket. */
function isApart(text: string, at: number): boolean {
  return at === 0 || text[at] === '[' || (text[at] === '.' && text[at + 1] !== '[')
}
