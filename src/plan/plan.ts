/**
 * The plan: what to ask of which source, in which order. Frozen plain data (it survives JSON.stringify), a function of
 * shape, role and statistics; `values` are not in it, only the numbers of their slots.
 *
 * Tables are named by their id, columns and relations by their API name: `sql/` looks them up in the catalog.
 */

/** The number of a value of the bound operation: `values[slot]`. */
export type Slot = number

/**
 * The name under which something stands in the answer. A name of the schema is part of the plan; a name that a client
 * chose (an alias) is a value: it reaches SQL only as a bound parameter.
 */
export type ResponseName = string | { readonly alias: Slot }

/** A whole number: written in the plan, or a value. */
export type Count = number | { readonly slot: Slot }

export interface Plan {
  /** Producers of keys stand before the fetches that need them: `fetches[i].id === i`. */
  readonly fetches: readonly Fetch[]
  /** The root fields in the order of the selection. */
  readonly roots: readonly RootField[]
}

export type RootField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  /** The text of view `view` of fetch `fetch`. */
  | { readonly kind: 'fetch'; readonly name: ResponseName; readonly fetch: number; readonly view: number }
  /** `nodes(nodeIds:)`: one text for each id, in order; null for an id of nothing. */
  | {
      readonly kind: 'nodes'
      readonly name: ResponseName
      readonly items: readonly ({ readonly fetch: number; readonly view: number } | null)[]
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

/** Rows of one table: which, in what order, how many. Correlated with its parent by `relation`, if any. */
export interface RowSet {
  readonly table: string
  /** The local relation, of the table of the enclosing rows, that leads here. Null at the top of a fetch. */
  readonly relation: string | null
  /** What the viewer may see: ANDed outside of everything else, as `(policy) IS TRUE`. */
  readonly policy: Predicate | null
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
  /** By a value of the one row that a local to-one relation leads to; null without one. */
  | { readonly kind: 'related'; readonly relation: string; readonly policy: Predicate | null; readonly by: OrderBy }
  | Aggregate

/** A value over the rows of a local to-many relation. `count` of none is 0, every other function is null. */
export interface Aggregate {
  readonly kind: 'aggregate'
  readonly relation: string
  readonly policy: Predicate | null
  readonly fn: AggregateFunction
  /** Null: count of rows. */
  readonly column: string | null
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max'

// ───────── conditions ─────────

/** What a condition compares. */
export type Operand = { readonly kind: 'column'; readonly column: string } | Aggregate

/** A condition on a row, in SQL's three values; `exists` is true or false, never unknown. */
export type Predicate =
  | { readonly kind: 'and'; readonly items: readonly Predicate[] } // none: true
  | { readonly kind: 'or'; readonly items: readonly Predicate[] } // none: false
  | { readonly kind: 'not'; readonly item: Predicate }
  | { readonly kind: 'compare'; readonly left: Operand; readonly op: CompareOp; readonly slot: Slot }
  /** The slot holds a list; an empty one is false (negated: true), also for a null column. */
  | { readonly kind: 'in'; readonly left: Operand; readonly slot: Slot; readonly negated: boolean }
  | { readonly kind: 'null'; readonly left: Operand; readonly negated: boolean }
  | {
      readonly kind: 'like'
      readonly left: Operand
      readonly match: LikeMatch
      readonly slot: Slot
      readonly negated: boolean
    }
  /** some: a partner fulfils it · none: no partner does · every: no partner for whom it is not true. */
  | {
      readonly kind: 'exists'
      readonly relation: string
      readonly quantifier: 'some' | 'none' | 'every'
      readonly policy: Predicate | null
      readonly where: Predicate | null
    }

export type CompareOp = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'

/** `like` and `ilike` take `%`, `_` and `\` as in SQL; the others take their text literally. */
export type LikeMatch = 'like' | 'ilike' | 'contains' | 'startsWith' | 'endsWith'

// ───────── what is answered ─────────

/** What a set of rows is answered as: one finished JSON text (with marks where Heddle splices, see `sql/marks.ts`). */
export type View =
  /** A JSON array of objects. */
  | { readonly kind: 'list'; readonly value: ObjectValue }
  /** An object or null; where `required`, a missing row is a sentinel. */
  | { readonly kind: 'one'; readonly value: ObjectValue; readonly required: boolean }
  | { readonly kind: 'connection'; readonly fields: readonly ConnectionField[] }
  | { readonly kind: 'aggregate'; readonly fields: readonly AggregateField[] }

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

export type ConnectionField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'nodes'; readonly name: ResponseName; readonly value: ObjectValue }
  | { readonly kind: 'edges'; readonly name: ResponseName; readonly fields: readonly EdgeField[] }
  | { readonly kind: 'pageInfo'; readonly name: ResponseName; readonly fields: readonly PageInfoField[] }
  /** Counts what `policy` and `where` leave, whatever the page. */
  | { readonly kind: 'totalCount'; readonly name: ResponseName }

export type EdgeField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  /** `scope`: number of the cursor's binding, see `operation/`. */
  | { readonly kind: 'cursor'; readonly name: ResponseName; readonly scope: number }
  | { readonly kind: 'node'; readonly name: ResponseName; readonly value: ObjectValue }

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
