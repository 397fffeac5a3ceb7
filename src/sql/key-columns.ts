import { join, raw, sql, type Sql } from './fragment.ts'

/** A key's position `n` and its texts `v0`, `v1`, … */
export function keyColumns(position: Sql, texts: readonly Sql[]): Sql {
  return join([sql`${position} as n`, ...texts.map((text, index) => sql`${text} as ${raw(`v${index}`)}`)], ', ')
}
