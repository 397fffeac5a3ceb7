import { tableById } from '../catalog/lookup.ts'
import type { Count, RowSet } from '../plan/plan.ts'
import { orderClause, orderValue } from './compile-order.ts'
import { openTable, type Compiling } from './compiling.ts'
import { computed, rowOf, type Expression, type Row } from './expression.ts'
import { filteredRows, shownValue } from './filtered-rows.ts'
import { join, param, raw, sql, where, type Sql } from './fragment.ts'
import type { Again } from './grammar.ts'
import { freeName, pageNames, type PageNeeds, type RowSource } from './page-names.ts'

/** Where rows are searched: what leads to a row of the table, beside policy and filter. */
export type Links = (row: Row) => readonly Sql[]

/**
 * The rows of a set as its views see them. A page hears what they read, so that its subquery selects just that; its SQL is
 * made after theirs.
 */
export interface Page {
  readonly row: Row
  readonly rows: RowSet
  /** The row's number in reading order, from 1; and how many were read. Both under the limit of the page and one more. */
  number(): Sql
  total(): Sql
  /** What shown rows fulfil: the row that stands for none does not, nor does the row too many. Null: all do. */
  shown(): Sql | null
  /** The order in which texts must be joined; null where rows already come so. */
  joinOrder(): Sql | null
  /** Whether rows lie beyond the page in reading direction: whether one row more was there to read. */
  more(): Sql
  /** Counts the rows that are there. */
  count(): Sql
  /** The order's values of a row, comparable. */
  orderValues(): Expression[]
  /** The filtered rows, whatever the page, counted. */
  countAll(): Sql
  /** Whether some filtered row is not strictly on its side of a position. */
  existsBeyond(seek: RowSet['seek'][number]): Sql
  /** Notes that a text aggregates over the rows. */
  read(): void
  /** Absent where reading the rows once more would take a page of them. */
  readonly again?: Again
}

export function countSql(count: Count, plus = 0): Sql {
  return typeof count === 'number' ? raw(String(count + plus)) : param({ kind: 'count', slot: count.slot, plus })
}

/** The last shown row's number. */
export function lastNumber(compiling: Compiling, page: Page): Sql {
  const { limit } = page.rows
  return limit === null ? page.total() : compiling.grammar.smaller(page.total(), countSql(limit))
}

/** How a page's subquery is made. */
interface PageOptions {
  /** What rows fulfil that are there. */
  readonly present: Sql | null
  readonly count: Sql
  /** Whether the rows come in order. */
  readonly sorted: boolean
  /** Whether rows come that limit and offset leave out. */
  readonly unlimited: boolean
  readonly alias: string
}

/** What pages over a subquery share, however the subquery is made. */
export function pageOver(
  compiling: Compiling,
  rows: RowSet,
  needs: PageNeeds,
  options: PageOptions,
): Omit<Page, 'countAll' | 'existsBeyond'> {
  const { quote } = compiling.grammar
  const { alias } = options
  const table = tableById(compiling.catalog, rows.table)
  const names = pageNames(compiling, rows)
  const row = rowOf(compiling.catalog, table, alias, quote, (column) => needs.columns.set(column.name, column))
  const number = (): Sql => {
    needs.numbered = true
    return raw(`${alias}.${quote(names.number)}`)
  }
  const total = (): Sql => {
    needs.numbered = true
    return raw(`${alias}.${quote(names.total)}`)
  }
  return {
    row,
    rows,
    number,
    total,
    shown() {
      const limited = rows.limit !== null && (needs.oneMore || options.unlimited)
      const conditions = [
        ...(options.present ? [options.present] : []),
        ...(options.unlimited && rows.offset !== null ? [sql`${number()} >= 1`] : []),
        ...(limited && rows.limit !== null ? [sql`${number()} <= ${countSql(rows.limit)}`] : []),
      ]
      return conditions.length === 0 ? null : join(conditions, ' and ')
    },
    joinOrder() {
      if (rows.fromEnd) return sql`${number()} desc`
      return (options.sorted && compiling.grammar.keepsOrder) || rows.order.length === 0 ? null : number()
    },
    more() {
      needs.read = true
      if (rows.limit === null) return raw('false')
      const read = options.present ? sql`case when ${options.present} then ${total()} end` : total()
      return sql`coalesce(max(${read}), 0) > ${countSql(rows.limit)}`
    },
    count: () => options.count,
    orderValues() {
      needs.orderValues = true
      return rows.order.map((term, index) => {
        if (term.by.kind === 'column') return orderValue(compiling, row, term.by)
        // Computed in the subquery; here only its type is wanted, and none of the columns behind it.
        const made = shownValue(orderValue(compiling, rowOf(compiling.catalog, table, alias, quote), term.by))
        return computed(raw(`${alias}.${quote(names.order(index))}`), made.type, made.nullable)
      })
    },
    read() {
      needs.read = true
    },
  }
}

/** The table itself, searched by `links`. */
export function tableSource(compiling: Compiling, rows: RowSet, links: Links): RowSource {
  const { row, from } = openTable(compiling, tableById(compiling.catalog, rows.table))
  return { row, from, conditions: links(row), position: null }
}

/**
 * The rows of a page, limited before anything is built of them: columns, then what the views asked for. In order, and
 * last rows first where the page reads from the end.
 */
export function pageSubquery(compiling: Compiling, rows: RowSet, needs: PageNeeds, links: Links): Sql {
  const { grammar } = compiling
  const names = pageNames(compiling, rows)
  const filtered = filteredRows(compiling, rows, needs, tableSource(compiling, rows, links))
  const order = orderClause(grammar, rows.order, filtered.orderKeys, rows.fromEnd)
  const limit = rows.limit === null ? null : countSql(rows.limit, needs.oneMore ? 1 : 0)
  const offset = rows.offset === null ? null : countSql(rows.offset)
  const selected = join(filtered.columns.length === 0 ? [raw('1 as one')] : filtered.columns, ', ')
  const page = (columns: Sql): Sql =>
    sql`select ${columns} from ${filtered.from}${where(filtered.conditions)}${order}${grammar.limit(limit, offset)}`
  if (!needs.numbered) return page(selected)
  const { quote } = grammar
  const table = tableById(compiling.catalog, rows.table)
  const alias = compiling.alias('x')
  const key = (index: number): string => quote(freeName(table, `w${index}`))
  const keys = grammar.keepsOrder ? [] : filtered.orderKeys.map((value, index) => ({ ...value, name: key(index) }))
  const found = join([selected, ...keys.map(({ sql: value, name }) => sql`${value} as ${raw(name)}`)], ', ')
  // The inner rows are ordered and limited. A window without an order takes them as they come, where they keep theirs.
  const outside = keys.map(({ nullable, name }) => ({ nullable, sql: raw(`${alias}.${name}`) }))
  const again = keys.length === 0 ? [] : orderClause(grammar, rows.order, outside, rows.fromEnd)
  const number = sql`row_number() over (${again}) as ${raw(quote(names.number))}`
  const total = raw(`count(*) over () as ${quote(names.total)}`)
  return sql`select ${raw(alias)}.*, ${number}, ${total} from (${page(found)}) as ${raw(alias)}`
}
