import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Predicate } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { join, sql, type Sql } from './fragment.ts'

/**
 * Whether the row's end of a link is among the keys that a probe answered. The keys are a query of their own, not a list:
 * databases hash it, or search an index for each of its rows.
 *
 * @example t0."id" in (select m1.k0 from unnest($1::int4[]) with ordinality as m1(k0, n))
 */
export function memberOfKeysSql(
  compiling: Compiling,
  row: Row,
  { relation: name, fetch, strategy }: Extract<Predicate, { kind: 'member' }>,
): Sql {
  const { grammar, catalog } = compiling
  const relation = relationOf(row.table, name)
  const columns = relation.on.map((pair) => row.column(pair.from))
  // What holds the link's other end.
  const far = tableById(catalog, relation.through?.table ?? relation.to)
  const own = columns.map((column, index) => {
    return grammar.values.keyed(column, columnOf(far, relation.on[index]!.to).type) // a pair for each column
  })
  const types = columns.map(({ type }) => type)
  const list = grammar.keyList(compiling.alias('m'), types, fetch)
  const keys = sql`(select ${join(list.columns, ', ')} from ${list.from})`
  const [only] = own
  const left = own.length === 1 && only ? only : sql`(${join(own, ', ')})`
  // Unknown for a null: not among them.
  return strategy === 'anti-join' ? sql`(${left} in ${keys}) is not true` : sql`${left} in ${keys}`
}
