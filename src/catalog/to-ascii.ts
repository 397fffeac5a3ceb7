/** Letters that Unicode does not take apart into a base letter and a mark. */
const letters: ReadonlyMap<string, string> = new Map([
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['ł', 'l'],
  ['Ł', 'L'],
  ['þ', 'th'],
  ['Þ', 'TH'],
  ['ı', 'i'],
])

/**
 * A name in ASCII, always the same for the same name: marks are dropped, and what is no Latin letter is written as its code
 * point. A name of nothing but punctuation is written out as well, so that nothing is left without a name.
 *
 * @example toAscii('größe') // 'grosse'
 * @example toAscii('名') // 'u540d'
 */
export function toAscii(name: string): string {
  const ascii = [...name.normalize('NFD')].map(characterToAscii).join('')
  return /[A-Za-z0-9]/.test(ascii) ? ascii : [...name].map(codePoint).join('')
}

function characterToAscii(character: string): string {
  if (character <= '\u007f') return character
  const known = letters.get(character)
  if (known !== undefined) return known
  if (/\p{M}/u.test(character)) return ''
  return /[\p{L}\p{N}\p{So}]/u.test(character) ? codePoint(character) : '_'
}

function codePoint(character: string): string {
  return `u${(character.codePointAt(0) ?? 0).toString(16)}`
}
