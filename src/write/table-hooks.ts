import type { Transaction } from './transaction.ts'

/** One row of a write, each value as the config's code has it: a Date, where the Drizzle schema says so. */
export interface RowWrite {
  /** Its key. Null while it is not known: of a new row, or of rows that a filter will find. */
  readonly key: Readonly<Record<string, unknown>> | null
  /** The columns that are set. */
  readonly set: Readonly<Record<string, unknown>>
  /** The columns that are added to. */
  readonly inc: Readonly<Record<string, unknown>>
}

export type WriteKind = 'create' | 'upsert' | 'update' | 'delete'

/** Rows of one table that one step of a mutation writes. */
export interface TableWrite {
  readonly table: string
  readonly action: WriteKind
  readonly rows: readonly RowWrite[]
  /** What the config's `context` made of the request. */
  readonly context: unknown
}

/** A write that is about to be done. What it throws undoes the mutation. */
export interface PendingWrite extends TableWrite {
  /** Writes that are committed with this one, or not at all. */
  readonly transaction: Transaction
}

/** The part of Standard Schema that is asked for: zod, valibot and arktype have it. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    validate(value: unknown): StandardResult | Promise<StandardResult>
  }
}

interface StandardResult {
  readonly issues?: readonly StandardIssue[] | undefined
}

export interface StandardIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What the config does around the writes of one table. */
export interface TableHooks {
  readonly beforeWrite?: ((write: PendingWrite) => unknown) | undefined
  readonly afterCommit?: ((write: TableWrite) => unknown) | undefined
  readonly validate?: Validation | undefined
}

export interface Validation {
  readonly create: StandardSchema | undefined
  readonly update: StandardSchema | undefined
  /** The schema of updates is one of whole rows: what it misses in a part of one is nothing to mind. */
  readonly partial: boolean
}

/** By table id. */
export type WriteHooks = ReadonlyMap<string, TableHooks>

/** What a Drizzle schema makes of the API's value of a column. By table id, then by the column's name in SQL. */
export type ModelValues = ReadonlyMap<string, ReadonlyMap<string, (value: unknown) => unknown>>

/** The config's code around writes, and what it takes to call it. */
export interface Hooks {
  readonly tables: WriteHooks
  readonly models: ModelValues
}

/** A write whose hook is called when it is committed. */
export interface Committed {
  readonly call: (write: TableWrite) => unknown
  readonly write: TableWrite
}
