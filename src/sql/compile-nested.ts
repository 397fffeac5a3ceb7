import { relationOf, tableById } from '../catalog/lookup.ts'
import type { RowSet, View } from '../plan/plan.ts'
import { compileRows } from './compile-rows.ts'
import { filterSql, relationSql } from './compile-predicate.ts'
import { objectText } from './compile-object.ts'
import { missingText } from './compile-view.ts'
import { firstRow, isUnique, openTable, type Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { sql, where, type Sql } from './fragment.ts'

/**
 * Rows of a local relation inside of a row: a correlated subquery in the select list, so that it runs for the rows of the
 * page and for no other.
 *
 * @example coalesce((select ('{"name":' || to_json(t2."name") || '}') from "users" as t2 where t2."id" = p1."user_id"), 'null')
 */
export function nestedText(compiling: Compiling, parent: Row, rows: RowSet, view: View): Sql {
  const relation = relationOf(parent.table, rows.relation ?? '')
  const linkTo = (row: Row): Sql => relationSql(compiling, { ...rows, relation }, parent, row)
  const target = tableById(compiling.catalog, rows.table)
  if (view.kind === 'one') {
    const table = openTable(compiling, target)
    const object = objectText(compiling, table.row, view.value)
    const conditions = where([linkTo(table.row), ...filterSql(compiling, table.row, rows)])
    const unique = !relation.through && isUnique(target, relation.on.map(({ to }) => to)) // prettier-ignore
    const found = sql`(select ${object} from ${table.from}${conditions}${unique ? [] : firstRow(table.row)})`
    return sql`coalesce(${found}, ${compiling.grammar.literal(missingText(view.required))})`
  }
  const { texts, from } = compileRows(compiling, rows, [view], (row) => [linkTo(row)], true)
  const text = texts[0]! // one view, one text
  return from.length === 0 ? text : sql`(select ${text}${from})`
}
