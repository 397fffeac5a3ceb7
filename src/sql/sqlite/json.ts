import type { ColumnType } from '../../catalog/catalog.ts'
import type { PathKind, Slot } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { param, sql } from '../fragment.ts'

const text: ColumnType = { kind: 'string', sqlType: 'TEXT', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'REAL', dimensions: 0 }
const boolean: ColumnType = { kind: 'boolean', sqlType: 'BOOLEAN', dimensions: 0 }

/** What stands at a place of a JSON text; null where it is of another kind, and in a text that is no JSON. */
export function atPath({ sql: c }: Expression, slot: Slot, as: PathKind): Expression {
  const path = param({ kind: 'path', slot, part: 'place' })
  const json = sql`case when json_valid(cast(${c} as text)) then cast(${c} as text) end`
  const type = sql`json_type(${json}, ${path})`
  const value = sql`json_extract(${json}, ${path})`
  switch (as) {
    case 'string':
      return computed(sql`case when ${type} = 'text' then ${value} end`, text)
    case 'number': {
      // A number that is too large for a double is infinite here: it counts as the largest.
      const within = sql`min(max(cast(${value} as real), -1.7976931348623157e308), 1.7976931348623157e308)`
      return computed(sql`case when ${type} in ('integer', 'real') then ${within} end`, float)
    }
    case 'boolean':
      return computed(sql`case ${type} when 'true' then 1 when 'false' then 0 end`, boolean)
    case 'any':
      return computed(sql`nullif(${type}, 'null')`, text)
  }
}
