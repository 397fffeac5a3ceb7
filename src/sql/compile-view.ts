import type { AggregateField, ConnectionField, EdgeField, PageInfoField, View } from '../plan/plan.ts'
import { objectText, objectValuePieces, rowText } from './compile-object.ts'
import type { Compiling } from './compiling.ts'
import type { Row } from './expression.ts'
import { sql, type Sql } from './fragment.ts'
import { markPieces, namePieces, objectPieces, sentinelText, textOf, typenamePieces, type Piece } from './json-text.ts'
import { readsMore } from './page-names.ts'
import { lastNumber, type Page } from './page.ts'

/**
 * A view over the rows of a page, as an aggregate: one text whatever the number of rows, also of none.
 *
 * @example list: ('[' || coalesce(string_agg('{"id":' || p1."id" || '}', ','), '') || ']')
 */
export function viewText(compiling: Compiling, page: Page, view: View): Sql {
  return textOf(viewPieces(compiling, page, view), compiling.grammar)
}

/** What a to-one answers without a row. */
export function missingText(required: boolean): string {
  return required ? sentinelText('missingRow') : 'null'
}

function viewPieces(compiling: Compiling, page: Page, view: View): Piece[] {
  const { grammar } = compiling
  switch (view.kind) {
    case 'list':
      return listPieces(compiling, page, objectText(compiling, page.row, view.value))
    case 'one': {
      const joined = joinRows(compiling, page, objectText(compiling, page.row, view.value), firstOf(page))
      return [sql`coalesce(${joined}, ${grammar.literal(missingText(view.required))})`]
    }
    case 'connection':
      return connectionPieces(compiling, page, view.fields)
    case 'aggregate':
      return objectPieces(view.fields.map((field) => aggregatePieces(compiling, page, field)))
    case 'groups':
      throw new Error('Invariant violated: groups are read on their own')
  }
}

/** Only the first row, where the page may hold more: then other views share it. */
function firstOf(page: Page): Sql | null {
  return page.rows.limit === 1 ? null : sql`${page.number()} = 1`
}

function joinRows(compiling: Compiling, page: Page, text: Sql, condition: Sql | null): Sql {
  page.read()
  const shown = page.shown()
  const filter = shown && condition ? sql`${shown} and ${condition}` : (shown ?? condition)
  return compiling.grammar.joinRows(text, { order: page.joinOrder(), filter })
}

function listPieces(compiling: Compiling, page: Page, text: Sql): Piece[] {
  return ['[', sql`coalesce(${joinRows(compiling, page, text, null)}, '')`, ']']
}

// ───────── connections ─────────

function connectionPieces(compiling: Compiling, page: Page, fields: readonly ConnectionField[]): Piece[] {
  return objectPieces(fields.map((field) => connectionFieldPieces(compiling, page, field)))
}

function connectionFieldPieces(compiling: Compiling, page: Page, field: ConnectionField): Piece[] {
  const name = namePieces(field.name)
  switch (field.kind) {
    case 'typename':
      return [...name, ...typenamePieces(field.typeName)]
    case 'totalCount':
      return [...name, page.countAll()]
    case 'nodes':
      return [...name, ...listPieces(compiling, page, objectText(compiling, page.row, field.value))]
    case 'edges':
      return [...name, ...listPieces(compiling, page, edgeText(compiling, page, field.fields))]
    case 'pageInfo':
      return [...name, ...objectPieces(field.fields.map((part) => pageInfoPieces(compiling, page, part)))]
  }
}

function edgeText(compiling: Compiling, page: Page, fields: readonly EdgeField[]): Sql {
  return rowText(compiling, page.row, (wire) =>
    objectPieces(
      fields.map((field): Piece[] => {
        const name = namePieces(field.name)
        if (field.kind === 'typename') return [...name, ...typenamePieces(field.typeName)]
        if (field.kind === 'cursor') return [...name, ...cursorPieces(compiling, page, field.scope)]
        return [...name, ...objectValuePieces(compiling, page.row, field.value, wire)]
      }),
    ),
  )
}

/** A cursor is the order text of each term, which the runtime encrypts. */
function cursorPieces(compiling: Compiling, page: Page, scope: number): Piece[] {
  const texts = page.orderValues().map((value) => compiling.grammar.values.orderText(value))
  return markPieces(`c${scope}`, texts)
}

function pageInfoPieces(compiling: Compiling, page: Page, field: PageInfoField): Piece[] {
  const name = namePieces(field.name)
  switch (field.kind) {
    case 'typename':
      return [...name, ...typenamePieces(field.typeName)]
    case 'hasNextPage':
    case 'hasPreviousPage':
      return [...name, hasPage(page, field.kind)]
    case 'startCursor':
    case 'endCursor': {
      page.read()
      // Numbers run in reading order: from the end, the last row of the answer is number 1. An empty page shows not even that.
      const first = (field.kind === 'startCursor') === !page.rows.fromEnd
      const place = sql`${page.number()} = ${first ? sql`1` : lastNumber(compiling, page)}`
      const shown = page.shown()
      const text = textOf(cursorPieces(compiling, page, field.scope), compiling.grammar)
      const when = shown ? sql`${place} and ${shown}` : place
      return [...name, sql`coalesce(max(case when ${when} then ${text} end), 'null')`]
    }
  }
}

/**
 * Exact in both directions: in reading direction one row more is read; and a cursor has rows beyond it when some filtered
 * row, such as its own, is not inside of it.
 */
function hasPage(page: Page, kind: 'hasNextPage' | 'hasPreviousPage'): Piece {
  const side = kind === 'hasNextPage' ? 'before' : 'after'
  const beyond = page.rows.seek.filter((seek) => seek.side === side).map((seek) => page.existsBeyond(seek))
  const more = readsMore(page.rows) === kind ? [page.more()] : []
  const conditions = [...more, ...beyond]
  if (conditions.length === 0) return 'false'
  const either = conditions.flatMap((condition, index) => (index === 0 ? condition : [' or ', ...condition]))
  return sql`case when ${either} then 'true' else 'false' end`
}

// ───────── aggregates ─────────

/** The rows that an aggregate is of. */
export type Aggregated = Pick<Page, 'read' | 'count' | 'again'> & { readonly row: Pick<Row, 'column'> }

export function aggregatePieces(compiling: Compiling, page: Aggregated, field: AggregateField): Piece[] {
  const { values } = compiling.grammar
  const name = namePieces(field.name)
  if (field.kind === 'typename') return [...name, ...typenamePieces(field.typeName)]
  if (field.kind === 'count') {
    page.read()
    if (field.distinct === null) return [...name, page.count()]
    return [...name, values.countDistinct(page.row.column(field.distinct))]
  }
  const parts = field.fields.map((part): Piece[] => {
    const partName = namePieces(part.name)
    if (part.kind === 'typename') return [...partName, ...typenamePieces(part.typeName)]
    page.read() // not for a name alone: a text that aggregates nothing would be one for each row
    return [...partName, ...values.aggregateJson(field.fn, page.row.column(part.column), sentinelText, page.again)]
  })
  return [...name, ...objectPieces(parts)]
}
