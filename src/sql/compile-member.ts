import type { Relation } from '../catalog/catalog.ts'
import { columnOf, relationOf, tableById } from '../catalog/lookup.ts'
import type { Predicate } from '../plan/plan.ts'
import type { Compiling } from './compiling.ts'
import type { KeyColumn, Row } from './expression.ts'
import { join, sql, where, type Sql } from './fragment.ts'

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
  const near = nearKeys(compiling, row, relationOf(row.table, name))
  const among =
    (fetch === compiling.pages ? amongPage(compiling, near, fetch) : null) ?? amongKeys(compiling, near, fetch)
  // Unknown for a null: not among them.
  return strategy === 'anti-join' ? sql`(${among}) is not true` : among
}

/** Whether a key of the row is among those that the statement is given. */
export function amongSql(compiling: Compiling, row: Row, columns: readonly string[]): Sql {
  const key = columns.map((name) => row.column(name))
  return amongKeys(
    compiling,
    key.map((value) => ({ value, keyType: value.type })),
  )
}

/** The row's own end of a link that leaves its table. */
export function nearKeys(compiling: Compiling, row: Row, relation: Relation): KeyColumn[] {
  // What holds the link's other end.
  const far = tableById(compiling.catalog, relation.through?.table ?? relation.to)
  return relation.on.map(({ from, to }) => ({ value: row.column(from), keyType: columnOf(far, to).type }))
}

/** The row's end of a link that leads to its table, or to the junction that it is. */
export function farKeys(compiling: Compiling, row: Row, relation: Relation): KeyColumn[] {
  const near = tableById(compiling.catalog, relation.from)
  return relation.on.map(({ from, to }) => ({ value: row.column(to), keyType: columnOf(near, from).type }))
}

/** Null where the database has no shorter way for few keys that an index is searched for. */
function amongPage({ grammar }: Compiling, [only, another]: readonly KeyColumn[], probe: number): Sql | null {
  if (!only || another || !grammar.amongPage) return null
  return grammar.amongPage(grammar.values.keyed(only.value, only.keyType), only.value.type, probe)
}

/** @param probe whose keys; without, those of the fetch itself */
export function amongKeys({ grammar, alias }: Compiling, columns: readonly KeyColumn[], probe?: number): Sql {
  const own = columns.map(({ value, keyType }) => grammar.values.keyed(value, keyType))
  const types = columns.map(({ value }) => value.type)
  const list = grammar.keyList(alias('m'), types, probe)
  const keys = sql`(select ${join(list.columns, ', ')} from ${list.from})`
  const [only] = own
  const left = own.length === 1 && only ? only : sql`(${join(own, ', ')})`
  return sql`${left} in ${keys}`
}

/** `child.to in (select junction.from … where conditions)`. */
export function memberSql(
  child: Row,
  on: readonly { readonly from: string; readonly to: string }[],
  junction: { readonly row: Row; readonly from: Sql },
  conditions: readonly (Sql | null)[],
): Sql {
  const left = join(
    on.map(({ to }) => child.column(to).sql),
    ', ',
  )
  const right = join(
    on.map(({ from }) => junction.row.column(from).sql),
    ', ',
  )
  const members = sql`select ${right} from ${junction.from}${where(conditions)}`
  return on.length === 1 ? sql`${left} in (${members})` : sql`(${left}) in (${members})`
}
