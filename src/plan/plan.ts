/**
 * The plan: what to ask of which source, in which order. Frozen plain data (it survives JSON.stringify), a function of
 * shape, role and statistics; `values` are not in it, only the numbers of their slots.
 *
 * Tables are named by their id, columns and relations by their API name: `sql/` looks them up in the catalog.
 */
import type {
  ConnectionField as ConnectionFieldOf,
  EdgeField as EdgeFieldOf,
  ResponseName,
  RowSet,
  View as ViewOf,
} from '../operation/shape.ts'

export type {
  Aggregate,
  AggregateField,
  AggregateFunction,
  CompareOp,
  Count,
  DateUnit,
  GroupField,
  GroupKey,
  GroupKeyField,
  GroupsView,
  GroupValue,
  LikeMatch,
  Operand,
  OrderBy,
  OrderTerm,
  PageInfoField,
  Predicate,
  ResponseName,
  RowSet,
  Seek,
  Slot,
} from '../operation/shape.ts'

export type View = ViewOf<ObjectValue>
export type ConnectionField = ConnectionFieldOf<ObjectValue>
export type EdgeField = EdgeFieldOf<ObjectValue>

export interface Plan {
  /** Producers of keys stand before the fetches that need them: `fetches[i].id === i`. */
  readonly fetches: readonly Fetch[]
  /** The root fields in the order of the selection. */
  readonly roots: readonly RootField[]
  /** Sources at which some fetch may scan: not bounded by a unique key, counted keys of an index, or a page in key order. */
  readonly scans: readonly string[]
}

export type RootField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  /** The text of view `view` of fetch `fetch`. */
  | { readonly kind: 'fetch'; readonly name: ResponseName; readonly fetch: number; readonly view: number }
  /** `nodes(nodeIds:)`: one text for each id, in order. */
  | {
      readonly kind: 'nodes'
      readonly name: ResponseName
      readonly items: readonly { readonly fetch: number; readonly view: number }[]
    }
  /** Not Heddle's to read: introspection, a field of `extend`. The reference path resolves it. */
  | { readonly kind: 'foreign'; readonly name: ResponseName }

/**
 * One SQL statement at one source (chunked where it takes keys).
 *
 * Its result has a row for each requested key: column 0 is the key's position in the request (0 for a root fetch, which
 * has one row), column 1 + v the finished text of view v.
 */
export interface Fetch {
  readonly id: number
  readonly source: string
  /** Links crossed between the root and here: 0 for a root fetch. */
  readonly depth: number
  /** What is searched by the keys; null for a root fetch. */
  readonly key: FetchKey | null
  /** Its `relation` is null: the key leads to the rows. */
  readonly rows: RowSet
  /** All that is asked of the same rows; each a column of the result. */
  readonly views: readonly View[]
  /** Whether one key can match at most one row. */
  readonly unique: boolean
}

/** The link that a fetch answers: its keys are matched with `columns` of the fetch's table, or of the junction. */
export interface FetchKey {
  /** The link, by the table it leaves and its name: for explain, statistics and permissions. */
  readonly table: string
  readonly relation: string
  readonly columns: readonly string[]
  /** Many-to-many: the junction that holds `columns`, and how it meets the fetch's table. */
  readonly through: {
    readonly table: string
    readonly on: readonly { readonly from: string; readonly to: string }[]
  } | null
  /** The columns lead an index: asking per key is cheap. Otherwise one pass with a window function. */
  readonly indexed: boolean
}

/** An object, its fields in the order of the selection. */
export interface ObjectValue {
  readonly kind: 'object'
  readonly fields: readonly { readonly name: ResponseName; readonly value: Value }[]
}

/** A value of one row. */
export type Value =
  | ObjectValue
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'typename'; readonly typeName: string }
  | { readonly kind: 'nodeId' }
  /** A local relation: rows of the same source. */
  | { readonly kind: 'rows'; readonly rows: RowSet; readonly view: View }
  /** A link: a mark with the row's keys, replaced by view `view` of fetch `fetch`. */
  | {
      readonly kind: 'splice'
      readonly splice: number
      readonly columns: readonly string[]
      readonly fetch: number
      readonly view: number
    }
