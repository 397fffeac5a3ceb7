import type { WriteAction } from '../catalog/field-meta.ts'
import type { BoundObject, Predicate, ResponseName, Slot } from './shape.ts'

/**
 * What binding makes of a root field of a mutation. The input is a tree of rows; here it is a list of *batches*: all rows
 * that stand at one place of the tree, whatever row they stand under, so that each is written by a few statements. Which
 * columns a row gives is part of the shape; what it gives, and how many rows there are, are values.
 */
export interface BoundWrite {
  readonly table: string
  readonly action: WriteAction
  readonly many: boolean
  /** Whether the row must be as `ifMatch` says: that there is none is an error then. */
  readonly matched: boolean
  /** The first holds the rows that the field answers with; a row's batch stands before those of the rows under it. */
  readonly batches: readonly Batch[]
  /** Which of the rows that were written the viewer sees. */
  readonly policy: Predicate | null
  /** What is selected: of many rows, fields of `UserRows`. */
  readonly answer:
    | { readonly kind: 'one'; readonly value: BoundObject }
    | { readonly kind: 'many'; readonly fields: readonly WrittenField<BoundObject>[] }
}

/** A field of `UserRows`. */
export type WrittenField<O> =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'count'; readonly name: ResponseName }
  | { readonly kind: 'rows'; readonly name: ResponseName; readonly value: O }

/** Rows of one table at one place of the input. */
export interface Batch {
  readonly table: string
  /**
   * The batch whose rows these stand under, and the relation between them. Null: the root field's rows. `pairPolicy`: by which
   * pairs of a junction rows that are found may belong to the row above.
   */
  readonly via: { readonly batch: number; readonly relation: string; readonly pairPolicy: Predicate | null } | null
  /** For each row the position of the row it stands under: `values[slot]` is a `readonly number[]`. */
  readonly parents: Slot | null
  readonly work: BatchWork
  /** What the role's rules want of each row after the write; of an upsert, of one that it inserts. */
  readonly check: Predicate | null
  /** How many rows the role may write. Null: any number. */
  readonly limit: number | null
}

export type BatchWork =
  /** Rows to insert. */
  | { readonly kind: 'insert'; readonly groups: readonly CellGroup[]; readonly conflict: Conflict | null }
  /** Rows to find, each by one of its keys, and what becomes of them. One that is not there is an error. */
  | {
      readonly kind: 'keyed'
      readonly keys: readonly CellGroup[]
      /** What some of them must be like still. */
      readonly matches: readonly Match[]
      readonly policy: Predicate | null
      readonly then: Change
    }
  /** The rows that fulfil a condition, found before anything is written, and what becomes of them. */
  | {
      readonly kind: 'filtered'
      readonly policy: Predicate | null
      readonly where: Predicate | null
      readonly then: Change
    }
  /** The rows that fulfil a condition, changed alike by one statement. */
  | {
      readonly kind: 'changed'
      readonly policy: Predicate | null
      readonly where: Predicate | null
      readonly set: readonly Assignment[]
    }

/**
 * What becomes of rows that were found. `connect`: they become partners of the rows they stand under, as new rows do; where
 * they hold the key, they change.
 */
export type Change =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'connect'; readonly groups: readonly CellGroup[] }
  | { readonly kind: 'delete' }
  | { readonly kind: 'update'; readonly groups: readonly CellGroup[] }

/** The rows of a batch that give the same columns: `values[rows]` is a {@link Cells}. */
export interface CellGroup {
  readonly columns: readonly string[]
  /** Columns among them that are added to; of updates. */
  readonly added: readonly string[]
  readonly rows: Slot
}

/** The cells of rows, in the API's canonical form; undefined where a row that is written before fills it. */
export interface Cells {
  /** Positions in the batch. */
  readonly at: readonly number[]
  readonly rows: readonly (readonly unknown[])[]
}

/** What `ifMatch` says of one row of a batch: of which group of keys, and which of its rows. */
export interface Match {
  readonly group: number
  readonly row: number
  readonly where: Predicate
}

/** `column = value`, or `column = column + value`. */
export interface Assignment {
  readonly column: string
  readonly slot: Slot
  readonly adds: boolean
}

/** What an insert does where a row has the same key: nothing, or update it. */
export interface Conflict {
  readonly key: readonly string[]
  /** Set to the value that the new row has. */
  readonly update: readonly string[]
  /** Set besides. */
  readonly set: readonly Assignment[]
  /**
   * Where rules say which rows may be updated, or what a row must fulfil: the row is looked for by the policy, and either
   * inserted or changed. One that is there and may not be reached is a key that is taken.
   */
  readonly apart: { readonly policy: Predicate | null; readonly check: Predicate | null } | null
}
