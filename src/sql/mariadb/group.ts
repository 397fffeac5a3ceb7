import type { DateUnit } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { sql, type Sql } from '../fragment.ts'
import type { LongUnit } from '../grammar.ts'

/** Equal values are written alike. */
export function groupValue(value: Expression): Expression {
  return value
}

/** The session's zone is UTC, and so are the units of an instant. */
export function startOf(value: Expression, unit: DateUnit): Expression {
  const { sql: c, type } = value
  const isDate = type.kind === 'date'
  const day = startOfDay(c, unit === 'hour' ? 'day' : unit)
  const start = isDate
    ? sql`cast(${day} as date)`
    : unit === 'hour'
      ? sql`cast(date_format(${c}, '%Y-%m-%d %H:00:00') as datetime)`
      : sql`cast(${day} as datetime)`
  return {
    ...value,
    sql: sql`case when to_days(${c}) > 365 then ${start} else ${c} end`,
    key: null,
  }
}

function startOfDay(c: Sql, unit: Exclude<DateUnit, 'hour'>): Sql {
  switch (unit) {
    case 'year':
      return sql`date_format(${c}, '%Y-01-01')`
    case 'quarter':
      return sql`concat(date_format(${c}, '%Y-'), lpad(quarter(${c}) * 3 - 2, 2, '0'), '-01')`
    case 'month':
      return sql`date_format(${c}, '%Y-%m-01')`
    case 'week':
      // A week begins on Monday, which is day 0.
      return sql`date_sub(date(${c}), interval weekday(${c}) day)`
    case 'day':
      return sql`date(${c})`
  }
}

export function secondsOf({ sql: c }: Expression): Sql {
  // TIMESTAMPDIFF of seconds rounds towards 1970.
  const micros = sql`timestampdiff(microsecond, timestamp'1970-01-01 00:00:00', ${c})`
  return sql`case when to_days(${c}) > 365 then cast(floor(${micros} / 1000000) as signed) end`
}

export function startOfSeconds(seconds: Sql, unit: LongUnit): Sql {
  const start = startOfDay(sql`timestampadd(second, ${seconds}, timestamp'1970-01-01 00:00:00')`, unit)
  return sql`timestampdiff(second, timestamp'1970-01-01 00:00:00', cast(${start} as datetime))`
}

export function instantOf(seconds: Sql, value: Expression): Expression {
  const instant = sql`timestampadd(second, ${seconds}, timestamp'1970-01-01 00:00:00')`
  return { ...value, sql: sql`coalesce(${instant}, ${value.sql})`, key: null }
}
