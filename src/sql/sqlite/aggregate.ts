import type { ColumnType } from '../../catalog/catalog.ts'
import type { AggregateFunction } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { type Sql, join, raw, sql } from '../fragment.ts'
import { plainAggregate, type Again, type AggregateQuery, type OnBad } from '../grammar.ts'
import { markPieces, textOf, type Piece } from '../json-text.ts'
import { comparable } from './compare.ts'
import { literal, textGrammar } from './text.ts'
import { factor, isExact, scaled, scaleOf } from './types.ts'
import { json } from './wire.ts'

const bigint: ColumnType = { kind: 'bigint', sqlType: 'INTEGER', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'REAL', dimensions: 0 }

/** An aggregate of a column, which compares with the plain operators. */
export function aggregate(fn: AggregateFunction, value: Expression): AggregateQuery {
  if (fn === 'count') return plainAggregate(computed(sql`count(${value.sql})`, bigint, false))
  if (fn === 'min' || fn === 'max') return plainAggregate(extreme(fn, value))
  if (value.type.kind === 'float') return plainAggregate(computed(sql`${raw(fn)}(${value.sql})`, float))
  const type: ColumnType = { kind: 'decimal', sqlType: '', dimensions: 0, scale: scaleOfSum(value.type) }
  const { high, low } = halves(value)
  // h, l: the sum with its carry moved from low to high; n: the count.
  const columns = [
    { name: 'h', sql: sql`${high} + (${low} >> 32)` },
    { name: 'l', sql: sql`${low} & 4294967295` },
    { name: 'n', sql: sql`count(${value.sql})` },
  ]
  const of = (query: Sql): Expression =>
    fn === 'sum'
      ? computed(sql`(select ${sumKey} from (${query}))`, { ...type, storage: 'sum' })
      : computed(meanKey(query), { ...type, storage: 'mean' })
  // Without a FROM of its own, a subquery's aggregates are those of the rows around it.
  return {
    columns,
    value: of,
    inGroup: of(
      sql`select ${join(
        columns.map(({ name, sql: column }) => sql`${column} as ${raw(name)}`),
        ', ',
      )}`,
    ),
  }
}

/** Text that orders like the sum: high made positive by 2⁶², both in fixed width. See `number-keys.ts`. */
const sumKey = raw(`case when n > 0 then printf('%019d%010d', h + 4611686018427387904, l) end`)

/**
 * Text that orders like the mean rounded half away from zero to 6 digits more. The sum is divided by the count in two
 * steps of long division, each within 64 bits, whole parts rounded towards minus infinity so that the rests are positive;
 * then the 6 digits. See `number-keys.ts`.
 */
function meanKey(query: Sql): Sql {
  const first = sql`select h, l, n, ((h % n) + n) % n as r from (${query})`
  const second = sql`select h, n, (h - r) / n as w, (r * 4294967296 + l) / n as q, (r * 4294967296 + l) % n as r from (${first})`
  const third = sql`select n, w, q * 1000000 + (r * 2000000 + n - (h < 0)) / (2 * n) as d from (${second})`
  return sql`(select case when n > 0 then printf('%019d%016d', w + d / 4294967296000000 + 4611686018427387904, d % 4294967296000000) end from (${third}))`
}

function extreme(fn: 'min' | 'max', value: Expression): Expression {
  const compared = comparable(lowerUuid(value))
  return { ...compared, sql: sql`${raw(fn)}(${compared.sql})`, nullable: true, key: null }
}

/** A UUID's text is compared in the case in which it is answered. */
export function lowerUuid(value: Expression): Expression {
  return value.type.kind === 'uuid' && value.type.storage !== 'blob'
    ? { ...value, sql: sql`lower(${value.sql})` }
    : value
}

function scaleOfSum(type: ColumnType): number {
  return type.kind === 'decimal' ? scaleOf(type) : 0
}

/** A sum that no 64 bits could hold: Σ (v >> 32) and Σ (v & 2³² - 1), with v = high × 2³² + low. */
interface Halves {
  readonly high: Sql
  readonly low: Sql
}

function halves({ sql: c, type }: Expression): Halves {
  const whole = type.kind === 'decimal' ? scaled(c, type) : c
  return { high: sql`sum(${whole} >> 32)`, low: sql`sum(${whole} & 4294967295)` }
}

/** What 64-bit arithmetic or floating point may not hold is not summed at once: with `again`, it is not even tried. */
export function aggregateJson(
  fn: 'sum' | 'avg' | 'min' | 'max',
  value: Expression,
  onBad: OnBad,
  again?: Again,
): Piece[] {
  const { sql: c, type } = value
  if (fn === 'min' || fn === 'max') return [extremeJson(fn, value, onBad)]
  const none = sql`case when count(${c}) = 0 then 'null'`
  if (again === undefined || type.kind === 'float') return [sql`${none} ${validSum(fn, value, onBad)} end`]
  const total = smallTotal(value)
  const isSmall = sql`count(${c}) <= ${raw(MOST_SUMMED)} and abs(${total}) < 1e15`
  const rest = again(sql`case ${validSum(fn, value, onBad)} end`)
  return [sql`${none} when ${isSmall} then ${smallText(fn, value, total)} else ${rest} end`]
}

/** `when … else …`: a sentinel where some value is none of its type. */
function validSum(fn: 'sum' | 'avg', value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  const valid = type.kind === 'float' ? sql`typeof(${c}) in ('real', 'integer')` : isSummed(value)
  const bad = literal(onBad('malformed'))
  return sql`when sum(${valid}) <> count(${c}) then ${bad} else ${sumText(fn, value, onBad)}`
}

function isSummed({ sql: c, type }: Expression): Sql {
  return type.kind === 'decimal' ? isExact(c, type) : sql`typeof(${c}) = 'integer'`
}

function sumText(fn: 'sum' | 'avg', value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  if (type.kind === 'float') return textOf(json(computed(sql`${raw(fn)}(${c})`, float, false), onBad), textGrammar)
  return markOf(fn, value, halves(value))
}

function markOf(fn: 'sum' | 'avg', { sql: c, type }: Expression, { high, low }: Halves): Sql {
  const scale = String(scaleOfSum(type))
  if (fn === 'avg') return textOf(markPieces('q', [[high], [low], [sql`count(${c})`], [scale]]), textGrammar)
  return textOf(
    type.kind === 'decimal' ? markPieces('d', [[high], [low], [scale]]) : markPieces('i', [[high], [low]]),
    textGrammar,
  )
}

/**
 * Rows whose sum is exact if it is small. SQLite's `total` compensates (Kahan, Babuška, Neumaier): what an addition rounds
 * off, a whole number of at most 2²³ where so many values below 10¹⁵ are added, goes into a second sum, which stays below
 * 2⁵³, and both are added at the end.
 */
const MOST_SUMMED = '67108864'

/** The sum of whole numbers, × 10^scale, as a floating-point number: far from small where one of them is large or none. */
function smallTotal(value: Expression): Sql {
  const { sql: c, type } = value
  const small =
    type.kind === 'decimal'
      ? sql`${isExact(c, type)} then round(${c} * ${factor(type)})`
      : sql`${c} > -1000000000000000 and ${c} < 1000000000000000 and typeof(${c}) = 'integer' then ${c}`
  return sql`total(case when ${small} when ${c} is not null then 9e99 end)`
}

/** A small sum needs no arithmetic but the database's: its text is finished, where a mean is divided exactly behind a mark. */
function smallText(fn: 'sum' | 'avg', value: Expression, total: Sql): Sql {
  const whole = sql`cast(${total} as integer)`
  if (fn === 'avg') return markOf(fn, value, { high: raw('0'), low: whole })
  const { type } = value
  if (type.kind !== 'decimal') return sql`'"' || ${whole} || '"'`
  return sql`printf('"%.${raw(String(scaleOf(type)))}f"', ${total} / ${factor(type)})`
}

function extremeJson(fn: 'min' | 'max', value: Expression, onBad: OnBad): Sql {
  const { sql: c, type } = value
  const call = (argument: Sql): Sql => sql`${raw(fn)}(${argument})`
  switch (type.kind) {
    case 'decimal': {
      const extreme = call(scaled(c, type))
      const text = sql`printf('"%.${raw(String(scaleOf(type)))}f"', ${extreme} / ${factor(type)})`
      const bad = literal(onBad('malformed'))
      return sql`case when count(${c}) = 0 then 'null' when sum(${isExact(c, type)}) <> count(${c}) then ${bad} else ${text} end`
    }
    case 'enum':
      return enumAt(value, extreme(fn, value).sql, onBad)
    case 'dateTime':
    case 'localDateTime': {
      // As text, without what may or may not stand there: a text of the same form, which is read again.
      const plain =
        type.storage === undefined || type.storage === 'text'
          ? sql`replace(replace(replace(${c}, 'T', ' '), 'Z', ''), '+00:00', '')`
          : c
      return textOf(json(computed(call(plain), type), onBad), textGrammar)
    }
    case 'string':
      return textOf(json(computed(call(comparable(value).sql), type), onBad), textGrammar)
    default:
      return textOf(json(computed(call(lowerUuid(value).sql), type), onBad), textGrammar)
  }
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
  return sql`count(distinct ${comparable(lowerUuid(value)).sql})`
}
