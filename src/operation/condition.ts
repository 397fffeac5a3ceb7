/**
 * Conditions of a shape, and what they are about: columns of a row, and what relations lead to. Plain data, see `shape.ts`.
 */

/** The number of a value of the bound operation: `values[slot]`. */
export type Slot = number

/** What the viewer sees of the rows that a relation leads to. What is unknown is not seen; null: all of them. */
export interface Policies {
  /** Which of the rows: a condition of its own beside everything else. */
  readonly policy: Predicate | null
  /** Of a many-to-many relation, by which pairs of its junction: pairs are rows, too. */
  readonly pairPolicy: Predicate | null
}

/** A step along a relation of the row that it stands at. */
export interface Step extends Policies {
  readonly relation: string
}

/** A value over the rows of a to-many relation. `count` of none is 0, every other function is null. */
export interface Aggregate extends Step {
  readonly kind: 'aggregate'
  readonly fn: AggregateFunction
  /** Null: count of rows. */
  readonly column: string | null
}

export type AggregateFunction = 'count' | 'sum' | 'avg' | 'min' | 'max'

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
  | ({
      readonly kind: 'exists'
      readonly quantifier: 'some' | 'none' | 'every'
      readonly where: Predicate | null
    } & Step)
  /**
   * Behind a link, what is asked of all partners together: `test` compares aggregates of `relation` and nothing else.
   * `empty` is its truth for a row without partners, null where it is unknown.
   */
  | ({
      readonly kind: 'group'
      readonly test: Predicate
      readonly empty: boolean | null
    } & Step)
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
  | {
      readonly kind: 'wanted'
      readonly table: string
      readonly relation: string
      readonly pairPolicy: Predicate | null
      readonly fetch: number
    }

export type CompareOp = 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'

/** `like` and `ilike` take `%`, `_` and `\` as in SQL; the others take their text literally. */
export type LikeMatch = 'like' | 'ilike' | 'contains' | 'startsWith' | 'endsWith'
