import { compareTuples, tuple, type Term } from './order.ts'
import type { Row } from './tables.ts'
import type { Wire } from './values.ts'

/** The arguments of a connection; absent and null mean the same. */
export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/** One page of a connection. */
export interface Page {
  readonly rows: readonly Row[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** What every cursor of the reference looks like. Heddle's are opaque, so the two are never compared. */
export const referenceCursor = /^cursor of the reference: /

/** The cursor of the reference: the values of the order at this row. */
export function cursorOf(terms: readonly Term[], row: Row): string {
  return `cursor of the reference: ${JSON.stringify(tuple(terms, row))}`
}

function position(cursor: string): readonly Wire[] {
  return JSON.parse(cursor.replace(referenceCursor, '')) as Wire[] // `cursorOf` wrote it
}

/**
 * Cuts one page out of all rows, which are in order. What lies outside of `after` and `before` is cut first, then `first`
 * counts from the start or `last` from the end. There is a next page where rows were cut off behind this one, a previous
 * one where some were before it.
 */
export function cutPage(all: readonly Row[], terms: readonly Term[], args: PageArguments, defaultLimit: number): Page {
  const against = (cursor: string, row: Row) => compareTuples(terms, tuple(terms, row), position(cursor))
  const { after, before, last } = args
  const tooEarly = (row: Row) => after != null && against(after, row) <= 0
  const tooLate = (row: Row) => before != null && against(before, row) >= 0
  const inside = all.filter((row) => !tooEarly(row) && !tooLate(row))
  const start = last == null ? 0 : Math.max(0, inside.length - last)
  const rows = inside.slice(start, last == null ? (args.first ?? defaultLimit) : undefined)
  return {
    rows,
    hasPreviousPage: start > 0 || all.some(tooEarly),
    hasNextPage: start + rows.length < inside.length || all.some(tooLate),
  }
}
