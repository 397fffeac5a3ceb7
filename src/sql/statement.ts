import type { ColumnType } from '../catalog/catalog.ts'
import type { Slot } from '../plan/plan.ts'

/** SQL text for one dialect and where its parameters come from. Made once per plan; the parameters at every request. */
export interface Statement {
  readonly text: string
  readonly params: readonly Param[]
  /** Of an insert that lists its rows: what stands for each of them behind the text, with commas between. */
  readonly each?: Pick<Statement, 'text' | 'params'>
  /** What answers for an insert that answers nothing: by the keys that its rows have, or by the numbers that they got. */
  readonly inserted?: { readonly by: 'keys' | 'numbers'; readonly statement: Statement }
}

/** A parameter, and how its value is written for the dialect and the column it meets. */
export type Param =
  /** A value of the operation, as the column's type. */
  | { readonly kind: 'value'; readonly slot: Slot; readonly type: ColumnType }
  /** A value of the operation that a column is to hold. */
  | { readonly kind: 'written'; readonly slot: Slot; readonly type: ColumnType }
  /**
   * The cells of the rows that a statement writes, and the keys that say which row each is for: all in one parameter, or one
   * parameter a column (then the keys have their own), as the dialect wants.
   */
  | {
      readonly kind: 'cells'
      readonly column: number | 'all'
      readonly types: readonly ColumnType[]
      readonly keys: readonly ColumnType[]
    }
  /** A list of values, for `in`. */
  | { readonly kind: 'list'; readonly slot: Slot; readonly type: ColumnType }
  /** A pattern for `like` and its kin. */
  | {
      readonly kind: 'pattern'
      readonly slot: Slot
      readonly match: 'like' | 'ilike' | 'contains' | 'startsWith' | 'endsWith'
    }
  /** A place in a JSON value; or, as a JSON list, the places on the way there that must be lists. */
  | { readonly kind: 'path'; readonly slot: Slot; readonly part: 'place' | 'lists' }
  /** A value of a cursor: the text that the database printed. */
  | { readonly kind: 'orderText'; readonly slot: Slot; readonly type: ColumnType }
  /** A whole number: limit, offset. `plus` is added (a page reads one row more than it shows). */
  | { readonly kind: 'count'; readonly slot: Slot; readonly plus: number }
  /** Text around a response name that the client chose: `before + JSON string of the name + after`. */
  | { readonly kind: 'name'; readonly slot: Slot; readonly before: string; readonly after: string }
  /** A list of a time zone, see `operation/zones.ts`. */
  | { readonly kind: 'zone'; readonly slot: Slot; readonly list: 'instants' | 'clocks' }
  /** Of what is asked page by page, see {@link pageParts}. */
  | { readonly kind: 'page'; readonly part: (typeof pageParts)[number] }
  /**
   * The keys of a fetch: all of them in one parameter, or one parameter per column, as the dialect wants. With `probe` those
   * that this fetch answered.
   */
  | {
      readonly kind: 'keys'
      readonly column: number | 'all'
      readonly types: readonly ColumnType[]
      readonly probe?: number
    }

/**
 * What tells a page of a probe or of a window from the others: the whole number that its keys begin with, how many rows are
 * read, how many of them are skipped first, and within how many rows keys are looked for. The runtime gives them in place of a key.
 */
export const pageParts = ['from', 'size', 'skip', 'rows'] as const

/** A key of a link in its canonical text, one entry a column; null matches nothing. See `sql/canonical-key.ts`. */
export type CanonicalKey = readonly (string | null)[]

/** What drivers take. Text is sent as text and typed by casts in the statement. */
export type SqlValue = string | number | bigint | Uint8Array | null
