/**
 * The plan: what to ask of which source, in which order. Frozen plain data (it survives JSON.stringify), a function of
 * shape, role and statistics; `values` are not in it, only the numbers of their slots.
 *
 * Tables are named by their id, columns and relations by their API name: `sql/` looks them up in the catalog.
 */
import type {
  Aggregate,
  ConnectionField as ConnectionFieldOf,
  EdgeField as EdgeFieldOf,
  GroupKey,
  OrderBy,
  OrderTerm,
  Predicate,
  ResponseName,
  RowSet,
  Slot,
  Step,
  View as ViewOf,
} from '../operation/shape.ts'

export type {
  Aggregate,
  AggregateField,
  AggregateFunction,
  CompareOp,
  ContainOp,
  Count,
  DateUnit,
  GroupField,
  GroupKey,
  GroupKeyField,
  GroupsView,
  GroupValue,
  LikeMatch,
  Looked,
  Operand,
  OrderBy,
  OrderTerm,
  PageInfoField,
  PathKind,
  Policies,
  Predicate,
  ResponseName,
  RowSet,
  Seek,
  Slot,
  Step,
  Zone,
} from '../operation/shape.ts'
export { zoneBlocks } from '../operation/zones.ts'

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
  /** The row that a mutation wrote: the text of its key, the only one. */
  | { readonly kind: 'row'; readonly name: ResponseName; readonly fetch: number; readonly view: number }
  /** The rows that a mutation wrote: `UserRows`. */
  | { readonly kind: 'rows'; readonly name: ResponseName; readonly fields: readonly WrittenField[] }
  /** Not Heddle's to read: introspection, a field of `extend`. The reference path resolves it. */
  | { readonly kind: 'foreign'; readonly name: ResponseName }

/** A field of `UserRows`. `rows`: the texts of all keys. */
export type WrittenField =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'count'; readonly name: ResponseName }
  | { readonly kind: 'rows'; readonly name: ResponseName; readonly fetch: number; readonly view: number }

/**
 * One SQL statement at one source (chunked where it takes keys).
 *
 * Its result has a row for each requested key: column 0 is the key's position in the request (0 for a root fetch, which
 * has one row), column 1 + v the finished text of view v.
 */
export interface Fetch {
  readonly id: number
  readonly source: string
  /** Links crossed between the root and here: 0 for a root fetch, -1 for a probe, which runs before all others. */
  readonly depth: number
  /** What is searched by the keys; null for a root fetch. */
  readonly key: FetchKey | null
  /** Its `relation` is null: the key leads to the rows. */
  readonly rows: RowSet
  /** All that is asked of the same rows; each a column of the result. */
  readonly views: readonly View[]
  /** Whether one key can match at most one row. */
  readonly unique: boolean
  /** What a probe asks of its rows in place of views: a link's keys. Null for a fetch that answers with texts. */
  readonly probe: Probe | null
  /** What a lookup asks of its rows in place of views: a value for each of a link's keys. */
  readonly lookup: Lookup | null
  /** It answers, in place of views, the next rows in order by the values of these columns: a window, see {@link Windows}. */
  readonly window: { readonly columns: readonly string[] } | null
  /** Whether it also answers how many rows it has read: of one that is asked again until its page is full. */
  readonly counted: boolean
  /** The probe or lookup in pages that this fetch asks by itself, until it has as many rows as its limit says. */
  readonly fills: { readonly fetch: number } | null
  /**
   * Ordered merge: the fetch of the same views whose rows a lookup in pages brings in the order of the first term. It is
   * tried before this one, which answers where few keys matter, or where the merge does not fill the page. `few`: the probe
   * of the near keys that matter, of which few are all taken instead; null: all keys matter.
   */
  readonly merge: { readonly fetch: number; readonly few: { readonly fetch: number } | null } | null
  /** Whether it runs when another fetch asks it to, with that one's keys, and not by itself. */
  readonly onDemand: boolean
  /** How its page is found without the keys of its probes, where those are many. */
  readonly windows: Windows | null
}

/**
 * A page is looked for in the order of its own rows: the next rows that conditions of their own database leave (a window);
 * each probe, asked within the keys of those rows alone; then the page among all rows so far. So many rows are read as hold
 * the page, however many there are in all, and the keys of a probe may be too many to be moved.
 */
export interface Windows {
  /** The rows to go through: without the conditions across links, limit and offset. */
  readonly rows: RowSet
  /** Their primary key, by which the page is asked for. */
  readonly key: readonly string[]
  /** For each probe of the conditions, the columns of the rows whose values it is asked within. */
  readonly probes: readonly { readonly fetch: number; readonly columns: readonly string[] }[]
  /**
   * `at once`: statistics promise many keys. `beyond threshold`: the probes are asked first, and all their keys are taken
   * (semi-join, anti-join) unless one of them has more than its threshold.
   */
  readonly start: 'at once' | 'beyond threshold'
  /** Rows of the first window; each next has at least as many as all before. */
  readonly first: number
  /** Rows after which the page counts as rare: then all keys of the probes are asked for, and taken, after all. */
  readonly most: number
}

/** The end of a link where keys stand. */
export interface LinkEnd {
  /** The link, by the table it leaves and its name. */
  readonly table: string
  readonly relation: string
  /** The key's columns, of the fetch's table, or of the junction. */
  readonly columns: readonly string[]
  readonly through: Through | null
}

/**
 * What a probe answers: the distinct keys at the far end of a link whose rows fulfil a condition. It runs before the fetch
 * that filters by it, which is given the keys (`member` in its conditions). A semi-join keeps the rows whose key is among
 * them, an anti-join those whose key is not: also rows without a partner, which no key stands for. One probe serves both.
 */
export interface Probe extends LinkEnd {
  /**
   * Of a probe of the near end, which a lookup is restricted by: the local to-one relations that lead from its rows to
   * those that hold `columns`. Null: of the far end.
   */
  readonly near: OrderPath | null
  /** On the aggregates of all rows of a key. Null: the condition is that of `rows.where`, on each row. */
  readonly test: Predicate | null
  /** Whether keys are wanted where the condition is true, or where it is not: false or unknown. */
  readonly holds: boolean
  /** Whether only keys are wanted that the statement is given: those of a window's rows. */
  readonly within: boolean
  /**
   * Keys up to which whoever asks for them takes them. With more, all of those look for their rows another way
   * (`Fetch.windows`, `Fetch.merge`). Null: somebody takes all keys, within the request's budget.
   */
  readonly threshold: number | null
  /**
   * Where it answers in pages, in the order of the keys: how many keys the first page has, and within how many rows it looks
   * for them. Each next page is some times as long. `bounded`: so many rows are all that it reads. Null: it answers all at once, before the fetches that need it.
   */
  readonly pages: { readonly keys: number; readonly rows: number; readonly bounded: boolean } | null
}

/** Local to-one relations, one after the other. */
export type OrderPath = readonly Step[]

/**
 * What a lookup answers: for each key at the far end of a link, the rank of a value in the far database's own order. It runs
 * before the fetch that orders by it, which is given keys and ranks (`looked` in its order); limits, ties and other terms
 * are then the business of that fetch's own database. A key whose value is null is not answered: no partner, no value.
 */
export interface Lookup extends LinkEnd {
  readonly value: LookupValue
  /** Whether the order text of the value is wanted too, for cursors. */
  readonly text: boolean
  /** Values of cursors: for each, whether the value comes before it (-1), equals it (0), or comes after it (1). */
  readonly compare: readonly Slot[]
  /** Null: it answers all at once. */
  readonly page: LookupPage | null
}

/** A lookup that answers the first keys in the order of their values, a number of them; then as often as needed, more. */
export interface LookupPage {
  readonly direction: OrderTerm['direction']
  /** Keys of its first page, to which as many are added as the fetch skips rows. */
  readonly first: number
  /** Keys of its last page: where they do not fill the fetch's, all keys are asked for. */
  readonly most: number
  /** The cursor's value that they begin at, itself among them. */
  readonly from: Slot | null
}

/** What is ranked: a value of the one row of a key (the first, where there are several), or over all rows of it. */
export type LookupValue =
  | { readonly kind: 'row'; readonly by: OrderBy }
  | { readonly kind: 'rows'; readonly by: Aggregate }
  /** What the one row is grouped by. Its wire form is answered too, which takes the place of the rank in the answer. */
  | { readonly kind: 'key'; readonly by: GroupKey }

/** The link that a fetch answers: its keys are matched with `columns` of the fetch's table, or of the junction. */
export interface FetchKey {
  /**
   * The link, by the table it leaves and its name: for explain, statistics and permissions. Null: no link, but rows of the
   * table itself by their own key, which a mutation has written.
   */
  readonly table: string
  readonly relation: string | null
  readonly columns: readonly string[]
  /** Many-to-many: the junction that holds `columns`. */
  readonly through: Through | null
  /** The columns lead an index: asking per key is cheap. Otherwise one pass with a window function. */
  readonly indexed: boolean
}

/** A junction, how it meets the rows that it leads to, and which of its pairs the viewer sees. */
export interface Through {
  readonly table: string
  readonly on: readonly { readonly from: string; readonly to: string }[]
  readonly policy: Predicate | null
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
