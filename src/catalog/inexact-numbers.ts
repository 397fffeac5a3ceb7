import { isExactNumber } from './is-exact-number.ts'

/** A string, or a number: everything else of a JSON text stands between them. */
const token = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** Less is exact: 15 digits always are, and an exponent is that of a float. */
const suspicious = /\d[\d.]{15}|\d[eE][+-]?\d/

/**
 * A JSON text in which `mark` stands for each number that JavaScript would read as another one. Columns of JSON hold such
 * numbers; a float, which a database may print with more digits than it has, is for the caller to tell from them.
 *
 * @example markInexact('{"n":9007199254740993}', (text) => `{"!":"${text}"}`) // '{"n":{"!":"9007199254740993"}}'
 */
export function markInexact(json: string, mark: (text: string) => string): string {
  if (!suspicious.test(json)) return json
  return json.replace(token, (text) => (text.startsWith('"') || isExactNumber(text) ? text : mark(text)))
}
