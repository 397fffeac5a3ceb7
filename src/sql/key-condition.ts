import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { FetchKey } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { invariant } from '../errors.ts'
import type { Sql } from './fragment.ts'
import type { KeyList } from './grammar.ts'

/**
 * That the key's columns of `row` equal a requested key. The column at the link's other end says how: a UUID folds case.
 *
 * @param test `equalsKey` where an index finds the rows of a key, `hasKey` where one pass finds those of all
 */
export function keyConditions(
  compiling: Compiling,
  key: FetchKey,
  row: Row,
  list: KeyList,
  test: 'equalsKey' | 'hasKey',
): Sql[] {
  const from = tableById(compiling.catalog, key.table)
  const relation = key.relation === null ? null : relationOf(from, key.relation)
  return key.columns.map((name, index) => {
    const end = relation ? relation.on[index]?.from : name
    const requested = list.columns[index]
    invariant(end !== undefined && requested, 'a link has a column and a key for each column of its other end')
    const other = columnOf(from, end)
    return compiling.grammar.values[test](row.column(name), requested, other.type)
  })
}
