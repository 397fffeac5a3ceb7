import type { DateUnit } from '../../plan/plan.ts'
import type { Expression } from '../expression.ts'
import { raw, sql, type Sql } from '../fragment.ts'
import type { LongUnit } from '../grammar.ts'

/** Decimals without a declared scale lose their zeros at the end, of which equal ones may have more or fewer. */
export function groupValue(value: Expression): Expression {
  const { sql: c, type } = value
  if (type.kind === 'decimal' && type.dimensions === 0 && type.scale === undefined) {
    return { ...value, sql: sql`trim_scale(${c})` }
  }
  // Lists of texts are ordered by code point as texts are.
  if (type.kind === 'string' && type.dimensions > 0 && type.storage === undefined) {
    return { ...value, sql: sql`${c} collate "C"` }
  }
  return value
}

/** The session's zone is UTC, and so are the units of an instant. */
export function startOf(value: Expression, unit: DateUnit): Expression {
  const { sql: c, type } = value
  if (type.kind === 'date') return { ...value, sql: sql`date_trunc('${raw(unit)}', ${c}::timestamp)::date` }
  return { ...value, sql: sql`date_trunc('${raw(unit)}', ${c})` }
}

/** Infinity is an instant without seconds. */
export function secondsOf({ sql: c }: Expression): Sql {
  return sql`case when isfinite(${c}) then floor(extract(epoch from ${c}))::int8 end`
}

export function startOfSeconds(seconds: Sql, unit: LongUnit): Sql {
  return sql`extract(epoch from date_trunc('${raw(unit)}', to_timestamp(${seconds})))::int8`
}

export function instantOf(seconds: Sql, value: Expression): Expression {
  return { ...value, sql: sql`coalesce(to_timestamp(${seconds}), ${value.sql})` }
}
