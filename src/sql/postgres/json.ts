import type { ColumnType } from '../../catalog/catalog.ts'
import type { ContainOp, PathKind, Slot } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { param, raw, sql, type Sql } from '../fragment.ts'
import { listForOperators } from './compare.ts'

const text: ColumnType = { kind: 'string', sqlType: 'text', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'float8', dimensions: 0 }
const boolean: ColumnType = { kind: 'boolean', sqlType: 'bool', dimensions: 0 }

/**
 * What stands at a place of a document; null where it is of another kind.
 *
 * @example case when jsonb_typeof(p) = 'string' then p #>> '{}' end
 * // p: jsonb_path_query_first(t0."settings", $1::jsonpath, '{}', true)
 */
export function atPath(column: Expression, slot: Slot, as: PathKind): Expression {
  const path = param({ kind: 'path', slot, part: 'place' })
  const value = sql`jsonb_path_query_first(${documentOf(column)}, ${path}, '{}', true)`
  const when = (kind: string, then: Sql): Sql => sql`case when jsonb_typeof(${value}) = '${raw(kind)}' then ${then} end`
  switch (as) {
    case 'string':
      return computed(when('string', sql`(${value}) #>> '{}'`), text)
    case 'number':
      return computed(when('number', floatOf(sql`(${value})::numeric`)), float)
    case 'boolean':
      return computed(when('boolean', sql`(${value})::bool`), boolean)
    case 'any':
      return computed(sql`nullif(${value}, 'null')`, { kind: 'json', sqlType: 'jsonb', dimensions: 0 })
  }
}

/** Text of type json may hold what a document cannot: such a text has no places. */
function documentOf({ sql: c, type }: Expression): Sql {
  return type.sqlType === 'jsonb' ? c : sql`case when ${c}::text not like '%\\u0000%' then ${c}::jsonb end`
}

/** A number of any size as a double: beyond the largest it is the largest, and what is too small for one is zero. */
function floatOf(number: Sql): Sql {
  const within = sql`least(greatest(${number}, -1.7976931348623157e308), 1.7976931348623157e308)`
  return sql`case when abs(${number}) < 2.4703282292062328e-324 then 0 else ${within} end::float8`
}

const operators: Readonly<Record<ContainOp, string>> = { contains: '@>', containedBy: '<@', overlaps: '&&' }

/** Of lists, and of documents as `jsonb` contains them. An index of the column (GIN) serves it. */
export function contain(left: Expression, op: ContainOp, slot: Slot): Sql {
  const at = param({ kind: 'value', slot, type: left.type })
  return sql`${listForOperators(left)} ${raw(operators[op])} ${at}`
}
