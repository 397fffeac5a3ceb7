import type { ColumnType } from '../../catalog/catalog.ts'
import type { PathKind, Slot } from '../../plan/plan.ts'
import { computed, type Expression } from '../expression.ts'
import { param, raw, sql, type Sql } from '../fragment.ts'
import { codePoints, exactText, inUtf8, isNativeJson } from './types.ts'

const longtext: ColumnType = { kind: 'string', sqlType: 'longtext', dimensions: 0 }
const float: ColumnType = { kind: 'float', sqlType: 'double', dimensions: 0 }
const boolean: ColumnType = { kind: 'boolean', sqlType: 'tinyint(1)', dimensions: 0 }

/**
 * What stands at a place of a JSON value; null where it is of another kind. The server takes what is no list for a list of
 * itself (`$[0]` of 5 is 5), so that the lists on the way there are looked at too.
 */
export function atPath(column: Expression, slot: Slot, as: PathKind): Expression {
  const json = documentOf(column)
  const value = sql`json_extract(${json}, ${param({ kind: 'path', slot, part: 'place' })})`
  const lists = sql`json_table(${param({ kind: 'path', slot, part: 'lists' })}, '$[*]' columns (v longtext path '$')) as e`
  const noList = sql`ifnull(json_type(json_extract(${json}, e.v)), '') <> 'ARRAY'`
  const when = (kinds: string, then: Sql): Sql => {
    return sql`case when json_type(${value}) ${raw(kinds)} and not exists (select 1 from ${lists} where ${noList}) then ${then} end`
  }
  switch (as) {
    case 'string':
      return computed(when(`= 'STRING'`, exactText(sql`json_unquote(${value})`, longtext)), codePoints)
    case 'number': {
      const kinds = `in ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL')`
      return computed(when(kinds, sql`cast(${value} as double)`), float)
    }
    case 'boolean':
      return computed(when(`= 'BOOLEAN'`, sql`json_unquote(${value}) = 'true'`), boolean)
    case 'any':
      return computed(when(`<> 'NULL'`, raw('1')), boolean)
  }
}

/** Text that is no JSON has no places. */
function documentOf({ sql: c, type }: Expression): Sql {
  if (isNativeJson(type)) return c
  const text = inUtf8(c, type)
  return sql`case when json_valid(${text}) then ${text} end`
}
