import type { ColumnType } from '../../catalog/catalog.ts'
import type { AggregateFunction } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import { plainAggregate, type AggregateQuery, type OnBad } from '../grammar.ts'
import type { Piece } from '../json-text.ts'
import { codePoints, comparable } from './compare.ts'
import { literal } from './text.ts'
import { json } from './wire.ts'

const bigint: ColumnType = { kind: 'bigint', sqlType: 'bigint', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'float8', dimensions: 0 }
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

export function aggregateJson(fn: 'sum' | 'avg' | 'min' | 'max', value: Expression, onBad: OnBad): Piece[] {
  const result = aggregateOf(fn, value)
  const isPosition = value.type.kind === 'enum' && result.type.kind !== 'enum'
  return isPosition ? [enumAt(value, result.sql, onBad)] : json(result, onBad)
}

/** `sum(int4)` is a bigint, `sum(int8)` a numeric: both exact. 32-bit floats are added as 64-bit ones. */
function sum(value: Expression): Expression {
  const { sql: c, type } = value
  if (type.kind === 'float') return computed(sql`sum(${c}::float8)`, float)
  if (type.kind === 'decimal') return computed(sql`sum(${c})`, { ...type, dimensions: 0 })
  return computed(sql`sum(${c})`, { kind: 'decimal', storage: 'finite', sqlType: 'numeric', scale: 0, dimensions: 0 })
}

/**
 * The mean, rounded half away from zero to the column's scale and 6 digits: by whole-number division, because
 * `avg` rounds once before `round` could.
 *
 * @example sign(sum(c)::numeric) * div(abs(sum(c)::numeric) * 2000000 + count(c), 2 * count(c)) * 0.000001
 */
function mean(value: Expression): Expression {
  const { sql: c, type } = value
  if (type.kind === 'float') return computed(sql`avg(${c}::float8)`, float)
  const total = sql`sum(${c})::numeric`
  const scale = type.kind === 'decimal' ? type.scale : 0
  const resultType: ColumnType = {
    kind: 'decimal',
    sqlType: 'numeric',
    dimensions: 0,
    ...(type.kind === 'decimal' ? {} : { storage: 'finite' }),
  }
  if (scale !== undefined) {
    const digits = scale + moreDigits
    const factor = raw(`2${'0'.repeat(digits)}`)
    const unit = raw(`0.${'0'.repeat(digits - 1)}1`)
    const rounded = sql`div(abs(${total}) * ${factor} + count(${c}), 2 * count(${c}))`
    return computed(sql`sign(${total}) * ${rounded} * ${unit}`, resultType)
  }
  // Without a declared scale, the sum has the digits of its longest value. The text with an exponent is exact.
  const digits = sql`(scale(sum(${c})) + ${raw(String(moreDigits))})`
  const rounded = sql`div(abs(${total}) * 2 * ('1e' || ${digits})::numeric + count(${c}), 2 * count(${c}))`
  return computed(sql`sign(${total}) * ${rounded} * ('1e-' || ${digits})::numeric`, resultType)
}

/** min and max, also of what PostgreSQL has none for: UUIDs and bytes by their text, booleans as false before true. */
function extreme(fn: 'min' | 'max', value: Expression): Expression {
  const { type } = value
  const call = (argument: Sql): Sql => sql`${raw(fn)}(${argument})`
  if (type.dimensions > 0) return { ...value, sql: call(value.sql), nullable: true, key: null }
  if (type.kind === 'uuid') return computed(call(sql`${value.sql}::text collate "C"`), codePoints)
  if (type.kind === 'bytes') {
    return computed(sql`decode(${call(sql`encode(${value.sql}, 'hex') collate "C"`)}, 'hex')`, type)
  }
  if (type.kind === 'boolean') return computed(sql`bool_${raw(fn === 'min' ? 'and' : 'or')}(${value.sql})`, type)
  const compared = comparable(value)
  return { ...compared, sql: call(compared.sql), nullable: true, key: null }
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
