/**
 * What Heddle says of how it answers, as plain data: `heddle explain`, `extensions.explain`, and what the Plan pane of
 * GraphiQL draws.
 */

/** What a request would do. */
export interface Explanation {
  /** Statements per source that the plan runs at most while its key sets stay within one chunk. */
  readonly bound: StatementCounts
  readonly path: 'direct' | 'reference'
  /** For people: what `heddle explain` prints. */
  readonly text: string
  readonly statements: readonly ExplainedStatement[]
  /** What asks the databases, in an order in which keys are known before they are taken. */
  readonly steps: readonly ExplainedStep[]
  readonly crossings: readonly Crossing[]
}

/** By source. */
export type StatementCounts = Readonly<Record<string, number>>

export interface ExplainedStatement {
  /** Null: a statement of a write's step. */
  readonly fetch: number | null
  readonly source: string
  /** What it does for its fetch, where that has several statements. */
  readonly part?: string
  readonly sql: string
}

/** A fetch of a plan, or a step of a write. It may have several statements, or none where it has nothing to ask. */
export interface ExplainedStep {
  /** The number of a query's fetch; of a mutation with its root field's number before it: `0.write.1`. */
  readonly id: string
  readonly source: string
  /** The table's id: `shop.orders`. */
  readonly table: string
  /** All tables whose rows it reads or writes: also those whose rows stand inside of its own. */
  readonly tables: readonly string[]
  /**
   * root: rows of a root field · link, relation: rows for the keys of other rows, of another source or the same one ·
   * probe: keys for a filter · lookup: ranks for an order or a group · written: rows that a mutation wrote · write: writes
   */
  readonly kind: 'root' | 'link' | 'relation' | 'probe' | 'lookup' | 'written' | 'write'
  /** The relation that it answers for: `accounts.users.orders`. */
  readonly relation: string | null
}

/** Keys that go from the rows of one step into the statement of another. */
export interface Crossing {
  /** Ids of steps. */
  readonly from: string
  readonly to: string
  readonly use: 'link' | 'relation' | 'filter' | 'order' | 'group'
  /** By which relation: `accounts.users.orders`. */
  readonly relation: string
  /**
   * What is done with the keys.
   *
   * @example 'batch', 'semi-join', 'anti-join', 'ranks', 'ordered merge', 'partial aggregation'
   */
  readonly strategy: string
  /** Of a filter, how the plan means to come by the rows: `all keys`, `windows`, `windows beyond 20000 keys`, `keys in order`. */
  readonly planned: string | null
}

/** How a request was answered: `extensions.explain`. */
export interface RunExplanation extends Omit<Explanation, 'text' | 'crossings'> {
  /** {@link Explanation.text} */
  readonly plan: string
  readonly crossings: readonly RunCrossing[]
  /** Statements per source that ran. */
  readonly actual: StatementCounts
  /**
   * Statements that resolvers would have made that ask once for each root field, and once for each row and relation field:
   * counted in the rows of this answer; and, of a mutation, once for each row of its input. Null where the answer is not
   * rows alone (`@defer`, fields of the config's own), and where a field of a mutation failed.
   */
  readonly perRow: number | null
  /** Milliseconds. `prepare`: reading, binding and planning the document. `run`: all statements. */
  readonly phases: { readonly prepare: number; readonly run: number }
  /** In the order in which they ended. */
  readonly ran: readonly RanStatement[]
}

export interface RunCrossing extends Crossing {
  /** Of a filter or an order, how the rows were come by; null where the step did not run, or had one way only. */
  readonly took: string | null
}

/** A statement that ran. Times are in milliseconds. */
export interface RanStatement {
  /** The id of its step. */
  readonly step: string
  /** As in {@link ExplainedStatement}. */
  readonly fetch: number | null
  readonly source: string
  readonly table: string
  readonly sql: string
  /** Where `x-heddle-explain: parameters` asks for them and no policy hides rows from the role. Long texts are cut. */
  readonly parameters?: readonly unknown[]
  /** How its fetch came by its rows, where it could in several ways. */
  readonly strategy?: string
  /** Since the first statement was asked for. */
  readonly start: number
  /** For a connection. */
  readonly wait: number
  /** At the database, and on the way there and back. */
  readonly run: number
  /** Wait and run. */
  readonly ms: number
  /** Keys that it was given. */
  readonly keys: number
  /** Rows that it answered (of a probe: keys); null: not known, or none to answer with. */
  readonly rows: number | null
  /** The code of what it failed with. */
  readonly error?: string
}
