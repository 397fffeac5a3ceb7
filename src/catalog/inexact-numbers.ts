import { isExactNumber } from './is-exact-number.ts'

/** What a token begins with that holds digits: a string, or a number. */
const start = /["\d-]/g
/** What stands behind a number. */
const behind = /[^\d.eE+-]/g
/** Less is exact: 15 digits always are, and an exponent is that of a float. */
const suspicious = /\d[\d.]{15}|\d[eE][+-]?\d/
/** No number that JavaScript holds is written with more characters, but for zeros. */
const LONGEST = 2_000

/**
 * A JSON text in which `mark` stands for each number that JavaScript would read as another one. Columns of JSON hold such
 * numbers; a float, which a database may print with more digits than it has, is for the caller to tell from them.
 *
 * Read token by token: a pattern of a whole string would run out of stack where the string has some megabytes.
 *
 * @example markInexact('{"n":9007199254740993}', (text) => `{"!":"${text}"}`) // '{"n":{"!":"9007199254740993"}}'
 */
export function markInexact(json: string, mark: (text: string) => string): string {
  if (!suspicious.test(json)) return json
  let marked = ''
  let copied = 0
  for (let at = indexFrom(start, json, 0); at < json.length; at = indexFrom(start, json, at)) {
    if (json[at] === '"') {
      at = endOfString(json, at)
      continue
    }
    const end = indexFrom(behind, json, at)
    const number = json.slice(at, end)
    if (number.length > LONGEST || !isExactNumber(number)) {
      marked += json.slice(copied, at) + mark(number)
      copied = end
    }
    at = end
  }
  return copied === 0 ? json : marked + json.slice(copied)
}

/** Where the pattern is found next; the end of the text where it is not. */
function indexFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  return pattern.exec(text)?.index ?? text.length
}

/** Behind the quote that no backslash escapes. */
function endOfString(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at !== -1; at = json.indexOf('"', at + 1)) {
    let slashes = 0
    while (json[at - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return at + 1
  }
  return json.length
}
