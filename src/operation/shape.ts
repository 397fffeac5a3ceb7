/**
 * What binding makes of a GraphQL operation: the shape, plain data that decides the plan. The values that do not decide it
 * are elsewhere (`BoundOperation.values`) and stand here as the numbers of their slots. Two requests with the same shape
 * have the same plan and the same SQL.
 *
 * Tables are named by their id, columns and relations by their API name.
 */

import type { Aggregate, AggregateFunction, Policies, Predicate, Slot, Step } from './condition.ts'

export type {
  Aggregate,
  AggregateFunction,
  AtPath,
  CompareOp,
  ContainOp,
  LikeMatch,
  Operand,
  PathKind,
  Policies,
  Predicate,
  Slot,
  Step,
} from './condition.ts'
export type { Zone } from './zones.ts'

/**
 * The name under which something stands in the answer. A name of the schema is part of the shape; a name that a client
 * chose (an alias) is a value: it reaches SQL only as a bound parameter.
 */
export type ResponseName = string | { readonly alias: Slot }

/** A whole number: part of the shape, or a value. */
export type Count = number | { readonly slot: Slot }

/** Rows of one table: which, in what order, how many. Correlated with its parent by `relation`, if any. */
export interface RowSet extends Policies {
  readonly table: string
  /** The relation, of the table of the enclosing rows, that leads here. Null for a root field. */
  readonly relation: string | null
  readonly where: Predicate | null
  /** Total: it ends in a unique key. Empty where order has no meaning (aggregates). */
  readonly order: readonly OrderTerm[]
  readonly limit: Count | null
  readonly offset: Count | null
  /** Keeps the first row, in `order`, of each group with equal values here. */
  readonly distinct: readonly string[]
  /** Keyset positions, exclusive. */
  readonly seek: readonly Seek[]
  /** Take the last `limit` rows of `order`, still answered in `order` (`last`, `before`). */
  readonly fromEnd: boolean
}

/** All rows of a table, in any order. */
export function allRows(table: string): RowSet {
  return {
    table,
    relation: null,
    policy: null,
    pairPolicy: null,
    where: null,
    order: [],
    limit: null,
    offset: null,
    distinct: [],
    seek: [],
    fromEnd: false,
  }
}

/** Rows strictly after (or before) the position that the slots hold: the cursor's text of each order term. */
export interface Seek {
  readonly side: 'after' | 'before'
  readonly slots: readonly Slot[]
  /** Which of the values are null: part of the shape, as the predicate differs. */
  readonly nulls: readonly boolean[]
}

export interface OrderTerm {
  readonly by: OrderBy
  readonly direction: 'asc' | 'desc'
  readonly nulls: 'first' | 'last'
}

export type OrderBy =
  | { readonly kind: 'column'; readonly column: string }
  /** By a value of the one row that a to-one relation leads to; null without one. In plans the relation is a local one. */
  | ({ readonly kind: 'related'; readonly by: OrderBy } & Step)
  | Aggregate
  | Looked

/**
 * In plans, which have it in place of every value across a link: what `fetch`, a lookup, answered for the row's end of the
 * link `relation`. The row is ordered by the rank of the value.
 */
export interface Looked {
  readonly kind: 'looked'
  readonly relation: string
  readonly fetch: number
  /** What a row without a partner has: no value, or 0, which is before all others. */
  readonly none: 'null' | 'zero'
  /** Whether the lookup answers the value's text, for cursors. */
  readonly text: boolean
  /** The cursors' values with which the lookup compared each. */
  readonly compare: readonly Slot[]
}

// ───────── what is asked of the rows ─────────

/** What a set of rows is answered as. `O` is the form of one row: {@link BoundObject} here, `ObjectValue` in a plan. */
export type View<O> =
  /** A JSON array of objects. */
  | { readonly kind: 'list'; readonly value: O }
  /** An object or null; where `required`, a missing row is a sentinel. */
  | { readonly kind: 'one'; readonly value: O; readonly required: boolean }
  | { readonly kind: 'connection'; readonly fields: readonly ConnectionField<O>[] }
  | { readonly kind: 'aggregate'; readonly fields: readonly AggregateField[] }
  | GroupsView

export type ConnectionField<O> =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'nodes'; readonly name: ResponseName; readonly value: O }
  | { readonly kind: 'edges'; readonly name: ResponseName; readonly fields: readonly EdgeField<O>[] }
  | { readonly kind: 'pageInfo'; readonly name: ResponseName; readonly fields: readonly PageInfoField[] }
  /** Counts what `policy` and `where` leave, whatever the page. */
  | { readonly kind: 'totalCount'; readonly name: ResponseName }

export type EdgeField<O> =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  /** `scope`: number of the cursor's binding, see `cursor.ts`. */
  | { readonly kind: 'cursor'; readonly name: ResponseName; readonly scope: number }
  | { readonly kind: 'node'; readonly name: ResponseName; readonly value: O }

export type PageInfoField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'hasNextPage' | 'hasPreviousPage'; readonly name: ResponseName }
  | { readonly kind: 'startCursor' | 'endCursor'; readonly name: ResponseName; readonly scope: number }

export type AggregateField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'count'; readonly name: ResponseName; readonly distinct: string | null }
  | {
      readonly kind: 'group'
      readonly name: ResponseName
      readonly fn: 'sum' | 'avg' | 'min' | 'max'
      readonly fields: readonly (
        | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
        | { readonly kind: 'column'; readonly name: ResponseName; readonly column: string }
      )[]
    }

/**
 * A JSON array with an object for each group of rows that are alike in every value of `by`. Nulls are alike. The rows are
 * all those that policy and filter leave; `having`, `order`, `limit` and `offset` are about groups.
 *
 * A group is read like a row: its columns are the names of `by` and of `values`.
 */
export interface GroupsView {
  readonly kind: 'groups'
  readonly by: readonly GroupKey[]
  /** The aggregates that `having` and `order` name. */
  readonly values: readonly GroupValue[]
  readonly having: Predicate | null
  /** Total: it ends in every key. */
  readonly order: readonly OrderTerm[]
  readonly limit: Count | null
  readonly offset: Count | null
  readonly fields: readonly GroupField[]
}

/** What rows are grouped by: a column of the table, or of the one row that to-one relations lead to; null without. */
export interface GroupKey {
  /** `key.user.country`: no other key has it. */
  readonly name: string
  readonly path: readonly Step[]
  readonly column: string
  /** Of a date: the beginning of the calendar unit that it lies in. Null: the value itself. */
  readonly unit: DateUnit | null
  /** Whose calendar, of an instant: the slot holds a {@link Zone}. Null: UTC's. */
  readonly zone: Slot | null
  /** In plans, of a key across a link: the rank that a lookup answered for the row at the end of `path`, not a column. */
  readonly looked: Looked | null
}

export type DateUnit = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour'

/** An aggregate over the rows of a group; `column` null: their count. */
export interface GroupValue {
  /** `count`, `sum.total` */
  readonly name: string
  readonly fn: AggregateFunction
  readonly column: string | null
}

export type GroupField =
  AggregateField | { readonly kind: 'key'; readonly name: ResponseName; readonly fields: readonly GroupKeyField[] }

export type GroupKeyField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  /** `key`: the name of a {@link GroupKey}. */
  | { readonly kind: 'value'; readonly name: ResponseName; readonly key: string }
  /** Keys of a related row. */
  | { readonly kind: 'related'; readonly name: ResponseName; readonly fields: readonly GroupKeyField[] }

/** An object, its fields in the order of the selection. */
export interface BoundObject {
  readonly fields: readonly { readonly name: ResponseName; readonly value: BoundValue }[]
}

/** A value of one row. */
export type BoundValue =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'typename'; readonly typeName: string }
  | { readonly kind: 'nodeId' }
  /** An object of columns of the same row: what a custom field needs. */
  | { readonly kind: 'object'; readonly object: BoundObject }
  /** A relation, local or a link. */
  | { readonly kind: 'read'; readonly read: BoundRead }

/** Rows, and what is asked of them. */
export interface BoundRead {
  readonly rows: RowSet
  readonly view: View<BoundObject>
}
