import type { RowSet } from '../plan/plan.ts'
import { orderClause, orderValues, seekSql } from './compile-order.ts'
import { filterSql } from './compile-predicate.ts'
import type { OrderValue } from './compile-looked.ts'
import type { Compiling } from './compiling.ts'
import { rowOf, type Expression } from './expression.ts'
import { join, raw, sql, where, type Sql } from './fragment.ts'
import { freeName, pageNames, type PageNeeds, type RowSource } from './page-names.ts'

/** The rows that policy, filter, seek and `distinct` leave, before they are ordered and limited. */
export interface FilteredRows {
  readonly from: Sql
  readonly columns: readonly Sql[]
  readonly conditions: readonly (Sql | null)[]
  readonly orderKeys: readonly { readonly sql: Sql; readonly nullable: boolean }[]
  readonly position: Sql | null
  /** Where one reading serves all keys: for each seek, whether the row is inside of it. Elsewhere seeks are conditions. */
  readonly inside: readonly Sql[]
}

/** Whether rows outside of a seek are read too, and told apart: they count among all rows of a key. */
export function readsOutside(rows: RowSet, source: { readonly position: Sql | null }): boolean {
  return source.position !== null && rows.distinct.length === 0
}

export function filteredRows(compiling: Compiling, rows: RowSet, needs: PageNeeds, source: RowSource): FilteredRows {
  const { quote } = compiling.grammar
  const values = orderValues(compiling, source.row, rows.order)
  const seeks = rows.seek.map((seek) => seekSql(rows, values, seek))
  const outside = readsOutside(rows, source)
  const filter = filterSql(compiling, source.row, rows)
  // A page's bound before a filter's: the one that SQLite meets first is where it enters an index (see filterSql).
  const conditions = [...source.conditions, ...(outside ? [] : seeks), ...filter]
  if (rows.distinct.length > 0) return distinctRows(compiling, { rows, needs, source, values, conditions })
  const names = pageNames(compiling, rows)
  const outputs = new Set(needs.orderValues ? computedTerms(rows) : [])
  const columns = [
    ...[...needs.columns.keys()].map((name) => source.row.column(name).sql),
    ...[...outputs].map((index) => sql`${shownValue(values[index]!).sql} as ${raw(quote(names.order(index)))}`), // index of a term
  ]
  // An output is ordered by under its name, so that its subquery runs once; a window cannot name it.
  const named = source.position === null && compiling.grammar.keepsOrder
  const orderKeys = values.map((value, index) =>
    outputs.has(index) && named && !value.far ? { ...value, sql: raw(quote(names.order(index))) } : value,
  )
  return { from: source.from, columns, conditions, orderKeys, position: source.position, inside: outside ? seeks : [] }
}

/** What a cursor shows of a term. */
export function shownValue(value: OrderValue): Expression {
  return value.far ? value.far.text() : value
}

/** Terms that no column holds, by index. */
function computedTerms(rows: RowSet): number[] {
  return rows.order.flatMap((term, index) => (term.by.kind === 'column' ? [] : [index]))
}

interface Distinct {
  readonly rows: RowSet
  readonly needs: PageNeeds
  readonly source: RowSource
  readonly values: readonly OrderValue[]
  readonly conditions: readonly (Sql | null)[]
}

/** Of each group the first row in the order: numbered within its group, number 1 kept. */
function distinctRows(compiling: Compiling, distinct: Distinct): FilteredRows {
  const { grammar, catalog } = compiling
  const { rows, needs, source, values, conditions } = distinct
  const { table } = source.row
  const quoted = (name: string): string => grammar.quote(freeName(table, name))
  const names = pageNames(compiling, rows)
  const order = (index: number): string => grammar.quote(names.order(index))
  const alias = compiling.alias('d')
  const kept = rowOf(catalog, table, alias, grammar.quote)
  const ordered = rows.order.flatMap((term) => (term.by.kind === 'column' ? [term.by.column] : []))
  const columns = [...needs.columns.keys()]
  const groups = rows.distinct.map((name) => grammar.values.comparable(source.row.column(name)).sql)
  const partition = join(source.position === null ? groups : [source.position, ...groups], ', ')
  const selected = [
    ...(source.position === null ? [] : [sql`${source.position} as ${raw(quoted('kd'))}`]),
    ...[...new Set([...columns, ...ordered])].map((name) => source.row.column(name).sql),
    ...computedTerms(rows).map((index) => sql`${values[index]!.sql} as ${raw(order(index))}`), // index of a term
    sql`row_number() over (partition by ${partition}${orderClause(grammar, rows.order, values, false)}) as ${raw(quoted('d'))}`,
  ]
  const outputs = needs.orderValues ? computedTerms(rows) : []
  return {
    from: sql`(select ${join(selected, ', ')} from ${source.from}${where(conditions)}) as ${raw(alias)}`,
    columns: [
      ...columns.map((name) => kept.column(name).sql),
      ...outputs.map((index) => raw(`${alias}.${order(index)}`)),
    ],
    conditions: [raw(`${alias}.${quoted('d')} = 1`)],
    orderKeys: rows.order.map((term, index) => {
      if (term.by.kind === 'column') return grammar.values.ordered(kept.column(term.by.column))
      return { ...values[index]!, sql: raw(`${alias}.${order(index)}`) } // a value for each term
    }),
    position: source.position === null ? null : raw(`${alias}.${quoted('kd')}`),
    inside: [],
  }
}
