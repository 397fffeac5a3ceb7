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
  return json.replace(token, (text) => (text.startsWith('"') || isExact(text) ? text : mark(text)))
}

/** Whether JavaScript's number is the one that is written. */
function isExact(text: string): boolean {
  return plain(text) === plain(String(Number(text)))
}

/** Digits without zeros around them, and the power of ten of the last one. */
function plain(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`
}
