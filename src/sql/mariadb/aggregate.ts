import type { ColumnType } from '../../catalog/catalog.ts'
import type { AggregateFunction } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import { plainAggregate, type AggregateQuery, type OnBad } from '../grammar.ts'
import { markPieces, textOf, type Piece } from '../json-text.ts'
import { comparable } from './compare.ts'
import { literal, textGrammar } from './text.ts'
import { characterSet, codePointCollation, mostScale, plainNumber } from './types.ts'
import { json } from './wire.ts'

const bigint: ColumnType = { kind: 'bigint', sqlType: 'bigint', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'double', dimensions: 0 }
/** What a mean has beyond the digits of its column. */
const moreDigits = 6

/** An aggregate of a column, which compares with the plain operators. */
export function aggregate(fn: AggregateFunction, value: Expression): AggregateQuery {
  return plainAggregate(aggregateOf(fn, value))
}

function aggregateOf(fn: AggregateFunction, value: Expression): Expression {
  switch (fn) {
    case 'count':
      return computed(sql`count(${value.sql})`, bigint, false)
    case 'sum':
      return sum(value)
    case 'avg':
      return mean(value)
    case 'min':
    case 'max':
      return extreme(fn, value)
  }
}

/** Of integers and decimals an exact decimal; 32-bit floats are added as 64-bit ones. */
function sum({ sql: c, type }: Expression): Expression {
  if (type.kind === 'float') return computed(sql`sum(${plainNumber(c, type)})`, float)
  return computed(sql`sum(${c})`, { kind: 'decimal', sqlType: 'decimal', scale: scaleOf(type), dimensions: 0 })
}

/**
 * The mean, rounded half away from zero to the column's scale and 6 digits. The session divides with 30 digits more than the
 * sum has, so that rounding twice is rounding once: a quotient by n differs from the middle of two results by 1/2n of a
 * digit, or not at all.
 */
function mean({ sql: c, type }: Expression): Expression {
  if (type.kind === 'float') return computed(sql`avg(${plainNumber(c, type)})`, float)
  const scale = Math.min(scaleOf(type) + moreDigits, mostScale.mariadb)
  return computed(sql`round(sum(${c}) / count(${c}), ${raw(String(scale))})`, {
    kind: 'decimal',
    sqlType: 'decimal',
    scale,
    dimensions: 0,
  })
}

function scaleOf(type: ColumnType): number {
  return type.kind === 'decimal' ? (type.scale ?? 0) : 0
}

function extreme(fn: 'min' | 'max', value: Expression): Expression {
  const compared = comparable(value)
  const isConverted = value.type.kind === 'string' && characterSet(value.type) !== 'utf8mb4'
  const found = isConverted ? extremeBytes(fn, compared.sql) : sql`${raw(fn)}(${compared.sql})`
  return { ...compared, sql: found, nullable: true, key: null }
}

/** MySQL converts a text of a group twice (seen in 9.7): the bytes of UTF-8 are in the order of code points too. */
function extremeBytes(fn: 'min' | 'max', text: Sql): Sql {
  return sql`convert(${raw(fn)}(cast(${text} as binary)) using utf8mb4) collate ${codePointCollation}`
}

export function aggregateJson(fn: 'sum' | 'avg' | 'min' | 'max', value: Expression, onBad: OnBad): Piece[] {
  const { sql: c, type } = value
  if (fn === 'avg' && type.kind !== 'float') {
    // Divided by the reader of the mark: a mean may have more digits than a decimal here.
    const digits = sql`replace(sum(${c}), '.', '')`
    const mark = textOf(markPieces('q', [['0'], [digits], [sql`count(${c})`], [String(scaleOf(type))]]), textGrammar)
    return [sql`case when count(${c}) = 0 then 'null' else ${mark} end`]
  }
  const result = aggregateOf(fn, value)
  const isPosition = type.kind === 'enum' && result.type.kind !== 'enum'
  return isPosition ? [enumAt(value, result.sql, onBad)] : json(result, onBad)
}

/** The name of the enum's value at a place in its order. */
function enumAt(value: Expression, place: Sql, onBad: OnBad): Sql {
  const items = value.enum?.values ?? []
  const names = items.map((item, index) => sql` when ${raw(String(index))} then ${literal(JSON.stringify(item.name))}`)
  const bad = literal(onBad('unknownEnumValue'))
  return sql`case ${place}${names.flat()} else case when ${place} is null then 'null' else ${bad} end end`
}

/** Counts distinct values as the API tells them apart. */
export function countDistinct(value: Expression): Sql {
  return sql`count(distinct ${comparable(value).sql})`
}
