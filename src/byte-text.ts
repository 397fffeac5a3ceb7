declare const bytes: unique symbol

/**
 * A text whose characters are the bytes of its UTF-8, 0 to 255 each. What databases answer is searched, cut and joined in
 * this form, and sent by copying it: nobody decodes what only passes through, or encodes it again. ASCII is the same in
 * both forms.
 */
export type ByteText = string & { readonly [bytes]: true }

/**
 * The bytes of a text, or of UTF-8.
 *
 * @example byteText('ü') // 'Ã¼', two characters
 */
export function byteText(text: string | Uint8Array): ByteText {
  const utf8 = typeof text === 'string' ? Buffer.from(text) : bufferOf(text)
  return utf8.toString('latin1') as ByteText
}

/** ASCII, which is its own bytes: names of GraphQL, numbers, and what JSON stands between them. */
export function ascii(text: string): ByteText {
  return text as ByteText
}

/** What the bytes say. */
export function textOf(text: ByteText): string {
  return isAscii(text) ? text : Buffer.from(text, 'latin1').toString()
}

/** As a string, in either form. */
export function asByteText(text: ByteText | Uint8Array): ByteText {
  return typeof text === 'string' ? text : byteText(text)
}

/** As bytes, in either form. */
export function bytesOf(text: ByteText | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text, 'latin1') : text
}

/** Parts of an answer, to be sent one after the other: what a database answered in bytes is sent as it came. */
export type Body = readonly (ByteText | Uint8Array)[]

/** What a body says. */
export function bodyText(body: Body): string {
  return body.map((part) => (typeof part === 'string' ? textOf(part) : bufferOf(part).toString())).join('')
}

/** A body in one part: a string where all parts are strings. */
export function wholeBody(body: Body): ByteText | Uint8Array {
  if (body.every((part) => typeof part === 'string')) return body.join('') as ByteText
  return Buffer.concat(body.map(bytesOf))
}

/** A view of the same memory. */
export function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length)
}

/** Keys are short, and looked at one by one: a pattern would cost more. */
function isAscii(text: ByteText): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false
  return true
}
