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
 * counts from the start or `last` from the end. `hasNextPage`: rows lie behind the page in the whole list.
 */
export function cutPage(all: readonly Row[], terms: readonly Term[], args: PageArguments, defaultLimit: number): Page {
  const beyond = (cursor: string | null | undefined, row: Row) =>
    cursor == null ? 0 : compareTuples(terms, tuple(terms, row), position(cursor))
  const inside = all.filter(
    (row) =>
      (args.after == null || beyond(args.after, row) > 0) && (args.before == null || beyond(args.before, row) < 0),
  )
  const { last } = args
  const rows = last == null ? inside.slice(0, args.first ?? defaultLimit) : last === 0 ? [] : inside.slice(-last)
  return { rows, ...neighbours(all, inside, rows, args) }
}

function neighbours(all: readonly Row[], inside: readonly Row[], rows: readonly Row[], args: PageArguments) {
  // An empty page lies at its start (`first`) or at its end (`last`) of what the cursors leave.
  const start = args.last == null ? 0 : inside.length - rows.length
  const before = (inside[0] ? all.indexOf(inside[0]) : placeOfNothing(all, args)) + start
  return { hasPreviousPage: before > 0, hasNextPage: before + rows.length < all.length }
}

/** Where an empty page would stand: behind `after`; without one, before `before`. */
function placeOfNothing(all: readonly Row[], args: PageArguments): number {
  return args.after == null && args.before != null ? 0 : all.length
}
