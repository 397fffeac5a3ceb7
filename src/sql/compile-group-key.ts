import type { ColumnType } from '../catalog/catalog.ts'
import type { GroupKey } from '../plan/plan.ts'
import { lookedValue } from './compile-looked.ts'
import { openRelated } from './compile-order.ts'
import type { withStartInZone, Zoned } from './compile-zone.ts'
import type { Compiling } from './compiling.ts'
import type { Expression, Row } from './expression.ts'
import type { Sql } from './fragment.ts'
import type { OnBad } from './grammar.ts'
import { markPieces, sentinelText, type Piece } from './json-text.ts'

/**
 * What a row is grouped by, before its calendar unit is told: a value of the row, or of the one to which its relations
 * lead; the rank of a value, where the last of them is a link.
 */
export function keyValue(compiling: Compiling, row: Row, key: GroupKey): Expression {
  const [step, ...path] = key.path
  if (step) {
    const related = openRelated(compiling, row, step)
    const value = keyValue(compiling, related.row, { ...key, path })
    return { ...value, sql: related.select(value.sql), nullable: true, key: null }
  }
  if (!key.looked) return row.column(key.column)
  const { far: _, ...rank } = lookedValue(compiling, row, key.looked)
  return rank
}

/** What {@link withStartInZone} adds to rows for a key by the calendar of a zone; null for every other key. */
export function zonedOf(
  { unit, zone }: GroupKey,
  instant: (alias: string) => Expression,
  name: Zoned['name'],
): Zoned | null {
  return unit === null || zone === null ? null : { instant, unit, zone, name }
}

/**
 * The beginning of a key's calendar unit, or the value itself where there is none; in one form for all that are equal.
 *
 * @param start the seconds that {@link withStartInZone} computed
 */
export function inUnit(
  { grammar: { values } }: Compiling,
  key: GroupKey,
  value: Expression,
  start?: Sql | null,
): Expression {
  if (start) return values.groupValue(values.instantOf(start, value))
  return values.groupValue(key.unit === null ? value : values.startOf(value, key.unit))
}

/**
 * A key as JSON, never null: `form` writes a value, or the least of a group's. Across a link it is a mark, which has the
 * rank in place of the value that the far database has written.
 */
export function keyPieces(
  { looked }: GroupKey,
  value: Expression,
  form: (value: Expression, onBad: OnBad) => Piece[],
): Piece[] {
  if (!looked) return form(value, sentinelText)
  return markPieces(`k${looked.fetch}`, [form({ ...value, type: number }, sentinelText)])
}

const number: ColumnType = { kind: 'int', sqlType: 'int4', dimensions: 0 }
