import type { WriteAction } from '../catalog/field-meta.ts'
import type { CellGroup, Conflict, Assignment, Match } from '../operation/write-shape.ts'
import type { Plan, Predicate, Through } from './plan.ts'

export type { Assignment, CellGroup, Cells, Conflict, Match } from '../operation/write-shape.ts'

/** What a root field of a mutation does: statements in their order. Frozen plain data, as {@link Plan} is. */
export interface WritePlan {
  readonly table: string
  readonly action: WriteAction
  readonly many: boolean
  /** Whether it is an error that the first batch has no row. */
  readonly matched: boolean
  readonly batches: readonly WriteBatch[]
  /** Sources that it writes to. */
  readonly sources: readonly string[]
  /** The probes of conditions that cross links: of the filter and of policies; they run first. */
  readonly probes: Plan
  /** Those of what rows must fulfil after the write; they run when all is written. */
  readonly checkProbes: Plan
  readonly steps: readonly WriteStep[]
}

/** The rows at one place of the input. */
export interface WriteBatch {
  readonly table: string
  readonly source: string
  /** Under which batch its rows stand in the input, and where. Null: they are the root field's. */
  readonly place: {
    readonly batch: number
    readonly relation: string
    readonly what: 'create' | 'connect' | 'update' | 'delete'
    readonly many: boolean
  } | null
  /** The slot of the positions of the rows above. */
  readonly parents: number | null
  /** What is known of its rows once they are found or inserted: first the key, then what other rows take from them. */
  readonly columns: readonly string[]
  /** How many of the columns are the key. */
  readonly keyLength: number
  /** How many rows the role may write. Null: any number. */
  readonly limit: number | null
}

/** One step: a statement for each of its groups. */
export type WriteStep =
  /** Finds rows by a condition and locks them. Where the first batch has none, nothing else is done. */
  | ({ readonly kind: 'findWhere'; readonly batch: number } & RowFilter)
  /**
   * Finds rows by their keys; each must be there, be like its match, and belong to the row above where `owner` says so.
   * `lock`: they stay as they are until the write has ended.
   */
  | {
      readonly kind: 'findKeys'
      readonly batch: number
      readonly groups: readonly CellGroup[]
      readonly matches: readonly Match[]
      readonly policy: Predicate | null
      readonly owner: Owner | null
      readonly lock: boolean
    }
  | {
      readonly kind: 'insert'
      readonly batch: number
      readonly groups: readonly CellGroup[]
      readonly flows: readonly Flow[]
      readonly conflict: Conflict | null
      /** The database does not answer an insert: its rows are asked for. */
      readonly asks?: true
    }
  /** Changes rows that were found, each in its own way. */
  | {
      readonly kind: 'update'
      readonly batch: number
      readonly groups: readonly CellGroup[]
      readonly flows: readonly Flow[]
    }
  /** Changes rows by a condition, all alike, and says which. */
  | ({ readonly kind: 'change'; readonly batch: number; readonly set: readonly Assignment[] } & RowFilter)
  /** Deletes rows that were found. */
  | { readonly kind: 'delete'; readonly batch: number }
  /** Refuses the write where a row does not fulfil a rule; of an upsert, one for each of what it may have done. */
  | {
      readonly kind: 'check'
      readonly batch: number
      readonly policy: Predicate
      readonly of: 'created' | 'updated' | 'all'
    }
  /** Makes pairs in a junction, or takes them out: of the rows of a batch and the rows above. */
  | { readonly kind: 'join' | 'part'; readonly batch: number; readonly pair: Pair }
  /** Reads what the field answers. */
  | { readonly kind: 'answer' }

export interface RowFilter {
  readonly policy: Predicate | null
  readonly where: Predicate | null
}

/** Columns that rows of another batch fill: `to` of this batch, `from` of the other. */
export interface Flow {
  readonly batch: number
  /** above: the row that a row stands under; below: the one that stands under it. */
  readonly side: 'above' | 'below'
  readonly on: readonly { readonly from: string; readonly to: string }[]
}

/** Which rows belong to the row above: by columns of their own, or by those of a junction's pairs. */
export interface Owner {
  readonly batch: number
  readonly on: readonly { readonly from: string; readonly to: string }[]
  readonly through: Through | null
}

/** A junction, and what its columns are: of the rows above, and of the batch's own. */
export interface Pair {
  readonly table: string
  readonly source: string
  readonly above: Flow
  readonly own: readonly { readonly from: string; readonly to: string }[]
}
