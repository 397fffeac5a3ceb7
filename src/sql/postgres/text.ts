import { join, raw, sql, type Sql } from '../fragment.ts'
import type { ColumnType } from '../../catalog/catalog.ts'
import { invariant } from '../../errors.ts'

/** Parts joined in one go: a chain of n operators is n deep, and a text in it is copied by each operator behind it. */
const mostTerms = 24

/** A text literal. With control characters, which marks are made of, it is an escape string: they stay readable. */
export function literal(text: string): Sql {
  invariant(!text.includes('\u0000'), 'a literal holds no U+0000')
  const quoted = text.replace(/'/g, "''")
  // eslint-disable-next-line no-control-regex
  if (!/[\u0001-\u001f\u007f\\]/.test(text)) return raw(`'${quoted}'`)
  // eslint-disable-next-line no-control-regex
  const escaped = quoted.replace(/[\u0001-\u001f\u007f\\]/g, (character) =>
    character === '\\' ? '\\\\' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )
  return raw(`E'${escaped}'`)
}

/** `"name"` */
export function quote(name: string): string {
  invariant(!name.includes('\u0000'), 'an identifier holds no U+0000')
  return `"${name.replace(/"/g, '""')}"`
}

/**
 * One text of many, in parentheses; null where a part is. Operators, because `concat` looks for the type of each of its
 * arguments: a statement for rows of six columns costs 1.4 times as much with it. It makes a text of a single part of any type.
 */
export function concat(parts: readonly Sql[]): Sql {
  if (parts.length === 1) return sql`concat(${parts[0]!})`
  if (parts.length <= mostTerms) return sql`(${join(parts, ' || ')})`
  const groups: Sql[] = []
  for (let from = 0; from < parts.length; from += mostTerms) groups.push(concat(parts.slice(from, from + mostTerms)))
  return concat(groups)
}

/** How constants and texts of many parts are written. */
export const textGrammar = { literal, concat }

/** The text that PostgreSQL shows of a value. A cast is the same, but for inet, to which a cast adds `/32`. */
export function shownText(c: Sql, type: ColumnType): Sql {
  return type.sqlType === 'inet' ? sql`abbrev(${c})` : sql`${c}::text`
}
