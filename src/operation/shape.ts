/**
 * What binding makes of a GraphQL operation: the shape, plain data that decides the plan. The values that do not decide it
 * are elsewhere (`BoundOperation.values`) and stand here as the numbers of their slots. Two requests with the same shape
 * have the same plan and the same SQL.
 *
 * Tables are named by their id, columns and relations by their API name.
 */

export type { Zone } from './zones.ts'

/** The number of a value of the bound operation: `values[slot]`. */
export type Slot = number

/**
 * The name under which something stands in the answer. A name of the schema is part of the shape; a name that a client
 * chose (an alias) is a value: it reaches SQL only as a bound parameter.
 */
export type ResponseName = string | { readonly alias: Slot }

/** A whole number: part of the shape, or a value. */
export type Count = number | { readonly slot: Slot }

/** Rows of one table: which, in what order, how many. Correlated with its parent by `relation`, if any. */
export interface RowSet {
  readonly table: string
  /** The relation, of the table of the enclosing rows, that leads here. Null for a root field. */
  readonly relation: string | null
  /** What the viewer may see: a condition of its own beside everything else. What is unknown is not seen. */
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

/** All rows of a table, in any order. */
export function allRows(table: string): RowSet {
  return {
    table,
    relation: null,
    policy: null,
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
  | { readonly kind: 'related'; readonly relation: string; readonly policy: Predicate | null; readonly by: OrderBy }
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

/** A value over the rows of a to-many relation. `count` of none is 0, every other function is null. */
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
export type Operand = { readonly kind: 'column'; readonly column: string } | AtPath | Aggregate

/** What stands at a place in a JSON column, where it is of the kind that is asked for; null elsewhere. */
export interface AtPath {
  readonly kind: 'path'
  readonly column: string
  /** Of the place, as `JSONPath` writes it. */
  readonly slot: Slot
  readonly as: PathKind
}

/** `any` is not null where there is anything but JSON's null. */
export type PathKind = 'string' | 'number' | 'boolean' | 'any'

/** How two lists, or two JSON values, hold one another. */
export type ContainOp = 'contains' | 'containedBy' | 'overlaps'

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
  | { readonly kind: 'contain'; readonly left: Operand; readonly op: ContainOp; readonly slot: Slot }
  /** some: a partner fulfils it · none: no partner does · every: no partner for whom it is not true. */
  | {
      readonly kind: 'exists'
      readonly relation: string
      readonly quantifier: 'some' | 'none' | 'every'
      readonly policy: Predicate | null
      readonly where: Predicate | null
    }
  /**
   * Behind a link, what is asked of all partners together: `test` compares aggregates of `relation` and nothing else.
   * `empty` is its truth for a row without partners, null where it is unknown.
   */
  | {
      readonly kind: 'group'
      readonly relation: string
      readonly policy: Predicate | null
      readonly test: Predicate
      readonly empty: boolean | null
    }
  /** In plans: whether the values of these columns, a key, are among the keys that the statement is given. */
  | { readonly kind: 'among'; readonly columns: readonly string[] }
  /**
   * In plans, which have it in place of every condition across a link: whether the row's end of the link `relation` is
   * among the keys that `fetch`, a probe, answers (semi-join) or not (anti-join). True or false, never unknown: a null key is
   * not among them.
   */
  | {
      readonly kind: 'member'
      readonly relation: string
      readonly fetch: number
      readonly strategy: 'semi-join' | 'anti-join'
    }
  /**
   * In lookups: whether the row stands at the far end of the link `table.relation`, with one of the keys that `fetch`, a
   * probe of the near end, answered.
   */
  | { readonly kind: 'wanted'; readonly table: string; readonly relation: string; readonly fetch: number }

export type CompareOp = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'

/** `like` and `ilike` take `%`, `_` and `\` as in SQL; the others take their text literally. */
export type LikeMatch = 'like' | 'ilike' | 'contains' | 'startsWith' | 'endsWith'

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
  readonly path: readonly { readonly relation: string; readonly policy: Predicate | null }[]
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
