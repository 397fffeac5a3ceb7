/** `hooks` and `validate` as types, made of the Drizzle schemas. Nothing here exists at run time. */
import type { StandardSchema } from '../write/table-hooks.ts'
import type { Transaction } from '../write/transaction.ts'
import type { Sources } from './source-descriptor.ts'
import type { TableAt, TableKey } from './table-key-types.ts'

/** A row as Drizzle reads it: what an introspected table holds is not known. */
type RowOf<T> = T extends { readonly $inferSelect: infer R } ? R : Readonly<Record<string, unknown>>

/** One row of a write. */
export interface HookRow<T> {
  /** The columns of its key. Null while it is not known: of a new row, or of rows that a filter will find. */
  readonly key: Readonly<Partial<RowOf<T>>> | null
  /** The columns that are set. */
  readonly set: Readonly<Partial<RowOf<T>>>
  /** The columns that are added to. */
  readonly inc: Readonly<Partial<RowOf<T>>>
}

/** Rows of one table that a mutation writes. */
export interface HookWrite<T, C> {
  /** The table's name in the API. */
  readonly table: string
  readonly action: 'create' | 'upsert' | 'update' | 'delete'
  readonly rows: readonly HookRow<T>[]
  readonly context: C
}

export interface PendingHookWrite<T, C> extends HookWrite<T, C> {
  /** Writes that are committed with this one, or not at all. */
  readonly transaction: Transaction
}

export interface TableHooks<T, C> {
  /**
   * Called before rows are written, inside of the transaction. What it throws undoes the mutation; a GraphQLError is told to
   * the client as WRITE_REFUSED.
   */
  readonly beforeWrite?: (write: PendingHookWrite<T, C>) => void | Promise<void>
  /** Called once all databases have committed, with what was: never for what was rolled back, or is not known to be there. */
  readonly afterCommit?: (write: HookWrite<T, C>) => void | Promise<void>
}

/** By table. */
export type Hooks<S extends Sources, C> = { readonly [K in TableKey<S>]?: TableHooks<TableAt<S, K>, C> }

/**
 * By table: any Standard Schema of a row as Drizzle writes it (`createInsertSchema(users)`), or one for new rows and one for
 * changes. A change is held against a schema of whole rows as far as it goes.
 */
export type Validate<S extends Sources> = {
  readonly [K in TableKey<S>]?: StandardSchema | { readonly create?: StandardSchema; readonly update?: StandardSchema }
}
