import { tableById } from '../catalog/lookup.ts'
import type { RowSet, View } from '../plan/plan.ts'
import { invariant } from '../errors.ts'
import { objectText } from './compile-object.ts'
import { orderTerms, orderValues, seekSql } from './compile-order.ts'
import { filterSql } from './compile-predicate.ts'
import { viewText } from './compile-view.ts'
import { openTable, type Compiling } from './compiling.ts'
import { raw, sql, where, type Sql } from './fragment.ts'
import { textOf } from './json-text.ts'
import { startNeeds } from './page-names.ts'
import { countSql, pageOver, pageSubquery, type Links, type Page } from './page.ts'

/** Texts to select, and from what: empty where no text reads rows, and then a `select` of them alone has one row. */
export interface RowTexts {
  readonly texts: readonly Sql[]
  readonly from: Sql
}

/**
 * The texts of the views over a set of rows, all over one reading of them. The page is made first, its JSON over the page
 * alone: what a select list computes beside `offset` would be computed for rows that are skipped.
 *
 * @param inside the rows lie inside of a row, which `links` look at
 *
 * @example ('[' || string_agg('{"id":' || p1."id" || '}', ',') || ']')
 *   from (select t0."id" from "users" as t0 order by t0."id" limit 10) as p1
 */
export function compileRows(
  compiling: Compiling,
  rows: RowSet,
  views: readonly View[],
  links: Links,
  inside = false,
): RowTexts {
  const set = limitOne(rows, views)
  if (inside && !compiling.grammar.derivedSeesOuter && !isWhole(set, views))
    return joinedRows(compiling, set, views, links)
  return isWhole(set, views) ? wholeSet(compiling, set, views, links) : page(compiling, set, views, links)
}

/** A set that is only asked for one row has one. */
export function limitOne(rows: RowSet, views: readonly View[]): RowSet {
  return rows.limit === null && views.every((view) => view.kind === 'one') ? { ...rows, limit: 1 } : rows
}

/** All rows in any order: they need no subquery. */
function isWhole(rows: RowSet, views: readonly View[]): boolean {
  const { order, limit, offset, distinct } = rows
  if (order.length > 0 || limit !== null || offset !== null || distinct.length > 0 || rows.seek.length > 0) return false
  return views.every((view) => view.kind === 'aggregate' || view.kind === 'list')
}

function wholeSet(compiling: Compiling, rows: RowSet, views: readonly View[], links: Links): RowTexts {
  const table = openTable(compiling, tableById(compiling.catalog, rows.table))
  const needs = startNeeds(rows, views)
  const over = pageOver(compiling, rows, needs, {
    present: null,
    count: raw('count(*)'),
    sorted: true,
    unlimited: false,
    alias: table.row.alias,
  })
  const from = (): Sql => {
    const conditions = [...links(table.row), ...filterSql(compiling, table.row, rows)]
    return sql` from ${table.from}${where(conditions)}`
  }
  // Under the same alias: inside of the subquery, the table is its own.
  const again = (aggregate: Sql): Sql => sql`(select ${aggregate}${from()})`
  const whole: Page = { ...over, ...scalars(compiling, rows, links), again }
  const texts = views.map((view) => viewText(compiling, whole, view))
  return { texts, from: needs.read ? from() : [] }
}

function page(compiling: Compiling, rows: RowSet, views: readonly View[], links: Links): RowTexts {
  const needs = startNeeds(rows, views)
  const alias = compiling.alias('p')
  // The subquery keeps its order: PostgreSQL does not reorder a plain select over one, SQLite keeps what has a limit.
  const over = pageOver(compiling, rows, needs, {
    present: null,
    count: raw('count(*)'),
    sorted: true,
    unlimited: false,
    alias,
  })
  const texts = views.map((view) => viewText(compiling, { ...over, ...scalars(compiling, rows, links) }, view))
  if (!needs.read) return { texts, from: [] }
  return { texts, from: sql` from (${pageSubquery(compiling, rows, needs, links)}) as ${raw(alias)}` }
}

/**
 * A list inside of a row where no derived table sees that row: what joins the texts orders and limits them too. What else
 * a page has, the plan does not put there (`nestsPages`).
 */
function joinedRows(compiling: Compiling, rows: RowSet, views: readonly View[], links: Links): RowTexts {
  const { grammar } = compiling
  const table = openTable(compiling, tableById(compiling.catalog, rows.table))
  const texts = views.map((view) => {
    invariant(view.kind === 'list' && rows.distinct.length === 0, 'only lists lie inside of rows where pages cannot')
    const text = objectText(compiling, table.row, view.value)
    const values = orderValues(compiling, table.row, rows.order)
    const order = orderTerms({ orderTerm: grammar.joinedOrderTerm }, rows.order, values, rows.fromEnd)
    const page = {
      limit: rows.limit === null ? null : countSql(rows.limit),
      offset: rows.offset === null ? null : countSql(rows.offset),
    }
    const joined = grammar.joinRows(text, { order: rows.order.length === 0 ? null : order, filter: null, page })
    return textOf(['[', sql`coalesce(${joined}, '')`, ']'], grammar)
  })
  const conditions = [...links(table.row), ...filterSql(compiling, table.row, rows)]
  return { texts, from: sql` from ${table.from}${where(conditions)}` }
}

/** What is asked of the filtered rows beside the page: subqueries of their own. */
function scalars(compiling: Compiling, rows: RowSet, links: Links): Pick<Page, 'countAll' | 'existsBeyond'> {
  const open = () => {
    const table = openTable(compiling, tableById(compiling.catalog, rows.table))
    return { table, conditions: [...links(table.row), ...filterSql(compiling, table.row, rows)] }
  }
  return {
    countAll() {
      const { table, conditions } = open()
      return sql`(select count(*) from ${table.from}${where(conditions)})`
    },
    existsBeyond(seek) {
      const { table, conditions } = open()
      const inside = seekSql(rows, orderValues(compiling, table.row, rows.order), seek)
      return sql`exists (select 1 from ${table.from}${where([...conditions, sql`(${inside}) is not true`])})`
    },
  }
}
