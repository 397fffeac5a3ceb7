import type { Table } from '../catalog/catalog.ts'
import type { Predicate } from './shape.ts'
import type { Guards } from './write-guards.ts'
import type { Assignment, Batch, Change, Conflict } from './write-shape.ts'

/** What is done with the rows of a batch. */
export type DraftWork =
  | { readonly kind: 'insert'; readonly conflict: Conflict | null }
  | { readonly kind: 'keyed'; readonly change: Change['kind'] }
  | { readonly kind: 'filtered'; readonly change: Change['kind']; readonly where: Predicate | null }
  | { readonly kind: 'changed'; readonly set: readonly Assignment[]; readonly where: Predicate | null }

/** A batch while rows are added to it. */
export interface BatchDraft {
  readonly number: number
  readonly table: Table
  readonly via: Batch['via']
  readonly work: DraftWork
  readonly guards: Guards
  readonly parents: number[]
  /** The cells of each row; those of a row to find are its key. */
  readonly rows: RowDraft[]
  readonly changes: Map<number, ChangeDraft>
  /** What rows must be like still, by position. */
  readonly matches: Map<number, Predicate>
}

/** The cells of a row by column; undefined where another row fills one. */
export type RowDraft = Map<string, unknown>

/** What changes of a row that was found. */
export interface ChangeDraft {
  readonly set: RowDraft
  readonly added: Map<string, unknown>
}
