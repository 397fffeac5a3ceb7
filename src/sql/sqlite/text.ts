import { invariant } from '../../errors.ts'
import { join, raw, sql, type Sql } from '../fragment.ts'

/** Parts joined in one go. An expression's depth is limited, and a chain of n operators is n deep. */
const mostTerms = 24

/** A text literal. Control characters, which marks are made of, are written as `char(1)`. */
export function literal(text: string): Sql {
  invariant(!text.includes('\u0000'), 'a literal holds no U+0000')
  const parts = text.split(/([\u0001-\u001f\u007f])/).filter((part) => part !== '')
  if (parts.length === 0) return raw("''")
  const written = parts.map((part) =>
    /^[\u0001-\u001f\u007f]$/.test(part) ? `char(${part.charCodeAt(0)})` : `'${part.replace(/'/g, "''")}'`,
  )
  return raw(written.length === 1 ? written[0]! : `(${written.join(' || ')})`) // length checked
}

/** `"name"` */
export function quote(name: string): string {
  invariant(!name.includes('\u0000'), 'an identifier holds no U+0000')
  return `"${name.replace(/"/g, '""')}"`
}

/** One text of many, in parentheses; null where a part is. */
export function concat(parts: readonly Sql[]): Sql {
  if (parts.length <= mostTerms) return sql`(${join(parts, ' || ')})`
  const groups: Sql[] = []
  for (let from = 0; from < parts.length; from += mostTerms) groups.push(concat(parts.slice(from, from + mostTerms)))
  return concat(groups)
}

/** How constants and texts of many parts are written. */
export const textGrammar = { literal, concat }
