import type { DateUnit } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import type { LongUnit } from '../grammar.ts'
import { lowerUuid } from './aggregate.ts'
import { comparable } from './compare.ts'
import { isTextInstant } from './types.ts'

/** A UUID's text has one case. */
export function groupValue(value: Expression): Expression {
  return lowerUuid(value)
}

/**
 * As text, whatever the column stores: `2024-02-01 00:00:00`, of a Date `2024-02-01`. Seconds are cut from the text before
 * SQLite reads it, because it rounds fractions to milliseconds, and so into the next unit.
 */
export function startOf(value: Expression, unit: DateUnit): Expression {
  const { sql: c, type } = value
  const isDate = type.kind === 'date'
  const moment = isDate ? comparable(value).sql : clockOf(value)
  const read = sql`${raw(isDate ? 'date' : 'datetime')}(${moment})`
  const start = isDate ? startOfDay(moment, unit === 'hour' ? 'day' : unit) : startOfMoment(moment, unit)
  return {
    ...value,
    sql: sql`case when ${read} = ${moment} then ${start} else ${c} end`,
    type: { ...type, storage: 'text' },
    key: null,
  }
}

/** `2024-02-29 23:59:59`; null where the column holds no moment. */
function clockOf(value: Expression): Sql {
  const { sql: c, type } = value
  if (isTextInstant(type)) return sql`replace(substr(${c}, 1, 19), 'T', ' ')`
  switch (type.storage) {
    case 'seconds':
      return sql`case typeof(${c}) when 'integer' then datetime(${c}, 'unixepoch') end`
    case 'milliseconds':
      // Whole seconds, rounded towards minus infinity.
      return sql`case typeof(${c}) when 'integer' then datetime((${c} - (${c} % 1000 + 1000) % 1000) / 1000, 'unixepoch') end`
    default:
      return sql`datetime(${c})` // days of the Julian calendar
  }
}

function startOfMoment(moment: Sql, unit: DateUnit): Sql {
  if (unit === 'hour') return sql`strftime('%Y-%m-%d %H:00:00', ${moment})`
  return sql`${startOfDay(moment, unit)} || ' 00:00:00'`
}

function startOfDay(moment: Sql, unit: Exclude<DateUnit, 'hour'>): Sql {
  switch (unit) {
    case 'year':
      return sql`strftime('%Y-01-01', ${moment})`
    case 'quarter':
      return sql`strftime('%Y-', ${moment}) || printf('%02d-01', (strftime('%m', ${moment}) - 1) / 3 * 3 + 1)`
    case 'month':
      return sql`strftime('%Y-%m-01', ${moment})`
    case 'week':
      // The next Sunday, or the day itself; then the Monday before.
      return sql`date(${moment}, 'weekday 0', '-6 days')`
    case 'day':
      return sql`date(${moment})`
  }
}

export function secondsOf(instant: Expression): Sql {
  const moment = clockOf(instant)
  return sql`case when datetime(${moment}) = ${moment} then unixepoch(${moment}) end`
}

export function startOfSeconds(seconds: Sql, unit: LongUnit): Sql {
  return sql`unixepoch(${startOfDay(sql`datetime(${seconds}, 'unixepoch')`, unit)})`
}

/** As text, like {@link startOf}. */
export function instantOf(seconds: Sql, value: Expression): Expression {
  const text = sql`coalesce(datetime(${seconds}, 'unixepoch'), ${value.sql})`
  return { ...value, sql: text, type: { ...value.type, storage: 'text' }, key: null }
}
