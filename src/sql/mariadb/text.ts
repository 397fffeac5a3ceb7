import { invariant } from '../../errors.ts'
import { join, raw, sql, type Sql } from '../fragment.ts'

/**
 * A text literal, quoted for a session without NO_BACKSLASH_ESCAPES. Control characters, which marks are made of, are
 * written as `char(1 using utf8mb4)`.
 */
export function literal(text: string): Sql {
  invariant(!text.includes('\u0000'), 'a literal holds no U+0000')
  // eslint-disable-next-line no-control-regex
  const parts = text.split(/([\u0001-\u001f\u007f]+)/).filter((part) => part !== '')
  if (parts.length === 0) return raw("''")
  const written = parts.map((part) =>
    // eslint-disable-next-line no-control-regex
    /^[\u0001-\u001f\u007f]/.test(part)
      ? `char(${[...part].map((character) => character.charCodeAt(0)).join(', ')} using utf8mb4)`
      : `'${part.replace(/['\\]/g, (character) => character + character)}'`,
  )
  return raw(written.length === 1 ? written[0]! : `concat(${written.join(', ')})`) // length checked
}

/** `` `name` `` */
export function quote(name: string): string {
  invariant(!name.includes('\u0000'), 'an identifier holds no U+0000')
  return `\`${name.replace(/`/g, '``')}\``
}

/** One text of many; null where a part is. */
export function concat(parts: readonly Sql[]): Sql {
  return sql`concat(${join(parts, ', ')})`
}

/** How constants and texts of many parts are written. */
export const textGrammar = { literal, concat }
