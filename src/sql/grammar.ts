import type { ColumnType, DialectName } from '../catalog/catalog.ts'
import type { AggregateFunction, CompareOp, ContainOp, DateUnit, LikeMatch, PathKind, Slot } from '../plan/plan.ts'
import type { Expression, KeyColumn } from './expression.ts'
import { sql, type Sql } from './fragment.ts'
import type { Piece } from './json-text.ts'
import type { SentinelReason } from './marks.ts'
import type { Param } from './statement.ts'
import type { WriteGrammar } from './write-grammar.ts'

/**
 * What differs between databases: flags for what they can do, and how they write the rest. Everything else of the
 * compiler is shared.
 */
export interface Grammar {
  readonly name: DialectName
  /** A derived table may read the row beside it: several texts per key then cost one search. */
  readonly lateral: boolean
  /** The wire form of a NOT NULL column is a sentinel where it is null after all. Where not, the row's text is null. */
  readonly wireFindsNull: boolean
  /** A derived table in a subquery may look at the row around it. Where not, rows inside of a row have no page of their own. */
  readonly derivedSeesOuter: boolean
  /** The rows of an ordered subquery come in that order. Where not, they are numbered, and sorted again. */
  readonly keepsOrder: boolean
  /** So do its distinct rows, and a limit ends their search. Where not, they are ordered again, which the database may know to be nothing. */
  readonly distinctInOrder: boolean
  /** Groups may be tested and ordered where they are made. Where not, keys and values are selected, and read from outside. */
  readonly testsGroups: boolean
  /** A placeholder stands for the parameter at its own place, so that one that is used twice is sent twice. */
  readonly positional: boolean
  /** An identifier; doubles the quote. Throws for one that holds U+0000. */
  quote(name: string): string
  /** A text literal of the schema's or of ours. */
  literal(text: string): Sql
  placeholder(parameter: Param, number: number): string
  /** One text of many, null where one is; of a single one, its text. */
  concat(parts: readonly Sql[]): Sql
  /** The texts of rows joined by commas; null of no rows. */
  joinRows(text: Sql, options: JoinOptions): Sql
  /** A term of an order. Where nulls stand is said only where there can be some. */
  orderTerm(
    value: { readonly sql: Sql; readonly nullable: boolean },
    direction: 'asc' | 'desc',
    nulls: 'first' | 'last',
  ): Sql
  /** The same where {@link joinRows} orders. MariaDB compares a null there as 0, or as an empty text: its place must be said. */
  joinedOrderTerm: Grammar['orderTerm']
  /**
   * The texts of keys joined by {@link KEY_END}, in the order of `position`, or in any; `inOrder` where the rows come so
   * already.
   */
  joinKeys(text: Sql, position: Sql | null, inOrder: boolean): Sql
  /** A text as it leaves the statement. */
  answer(text: Sql): Sql
  /** ` limit … offset …` of an ordered subquery, as it takes for the order to be kept outside of it. */
  limit(limit: Sql | null, offset: Sql | null): Sql
  /** A parameter of what has one plan whatever its value: SQLite looks at some values, and plans anew for each. */
  unseen(parameter: Sql): Sql
  /** Ends a subquery that is not merged into its surroundings: what it computes is computed once. */
  readonly apart: Sql
  /** The smaller of two numbers. */
  smaller(a: Sql, b: Sql): Sql
  /** The larger of two numbers; null where both are. */
  larger(a: Sql, b: Sql): Sql
  /** Rows of whole numbers as a table: `list` is a JSON list of lists, and each column a place in these. */
  numberTable(alias: string, list: Sql, columns: readonly string[]): Sql
  /** The requested keys as rows of `alias`, with their position from 0 on; or the keys that the fetch `probe` answered. */
  keyList(alias: string, types: readonly ColumnType[], probe?: number): KeyList
  /** The same as rows of a table, which the database may hash or index on the fly: for {@link ValueGrammar.hasKey}. */
  keyTable(alias: string, types: readonly ColumnType[], probe?: number): KeyList
  /** Whether a key is among those of a page, which the fetch `probe` answered: few, and an index is searched for each. */
  readonly amongPage?: (key: Sql, type: ColumnType, probe: number) => Sql
  /**
   * An entry of the one row of a {@link Grammar.keyTable} whose first entries equal a row's key; null where none does. It
   * stands anywhere in an expression, and costs no pass over the table for each row.
   */
  entryOfKey(table: KeyList, key: readonly KeyColumn[], entry: { readonly sql: Sql; readonly type: ColumnType }): Sql
  readonly values: ValueGrammar
  readonly writes: WriteGrammar
}

/** How texts are joined. A page only where {@link Grammar.derivedSeesOuter} is false: elsewhere it is made before. */
export interface JoinOptions {
  readonly order: Sql | null
  readonly filter: Sql | null
  readonly page?: { readonly limit: Sql | null; readonly offset: Sql | null }
}

export interface KeyList {
  readonly from: Sql
  readonly position: Sql
  /** What identifies the row of the list, to group by. */
  readonly groupBy: Sql
  readonly columns: readonly Sql[]
}

/** What a query must select of its rows, and what the value is, given the whole query. */
export interface AggregateQuery {
  /** Names tell several apart; a single one needs none. */
  readonly columns: readonly { readonly name: string | null; readonly sql: Sql }[]
  value(query: Sql): Expression
  /** The value in a query that groups its rows: also behind `having` and `order by`. */
  readonly inGroup: Expression
}

/** An aggregate that the query itself computes. */
export function plainAggregate(aggregate: Expression): AggregateQuery {
  const columns = [{ name: null, sql: aggregate.sql }]
  return { columns, value: (query) => ({ ...aggregate, sql: sql`(${query})` }), inGroup: aggregate }
}

/** Calendar units that are not as long as each other. */
export type LongUnit = 'year' | 'quarter' | 'month'

/** What to write for a value that JSON cannot carry: a sentinel, or in a link's key null, which matches nothing. */
export type OnBad = (reason: SentinelReason) => string

/** Aggregates the same rows once more, in a subquery that runs where it is come to: an aggregate beside others always does. */
export type Again = (aggregate: Sql) => Sql

/** How membership in a list is asked. */
export interface Membership {
  /** Whether it is not among them. */
  readonly negated: boolean
  /** Unknown must not be false: the condition stands under a `not`. */
  readonly exact: boolean
}

/** The type table: how values of each kind are written, compared and aggregated. */
export interface ValueGrammar {
  /** The wire form as JSON text, never null. */
  json(value: Expression, onBad: OnBad): Piece[]
  /** A link's key for {@link equalsKey} at the other end, as JSON text without marks, never null. */
  keyJson(value: Expression): Piece[]
  /** Whether two columns of one database are equal, as its foreign keys compare. */
  meets(left: Expression, right: Expression): Sql
  /** The text of a value inside of a node id, JSON-escaped, never null. `escape`: `%` and `,` are escaped too. */
  nodeIdPart(value: Expression, escape: boolean): Piece[]
  /** What orders, groups and equals exactly as the API says with the database's plain operators. */
  comparable(value: Expression): Expression
  /** What orders: the comparable value, or the text itself where its own collation orders it. */
  ordered(value: Expression): Expression
  /** A comparable value as JSON string or null, exact enough to be compared again through an `orderText` parameter. */
  orderText(comparable: Expression): Piece[]
  compare(left: Expression, op: CompareOp, slot: Slot): Sql
  in(left: Expression, slot: Slot, how: Membership): Sql
  like(left: Expression, match: LikeMatch, slot: Slot): Sql
  /** What stands at a place of a JSON column, as a value that compares like a column's; null where it is of another kind. */
  atPath(column: Expression, path: Slot, as: PathKind): Expression
  /** How a list or a JSON value holds another; null where the database has no such types. */
  readonly contain: ((left: Expression, op: ContainOp, slot: Slot) => Sql) | null
  /** Whether the value equals a requested key. `keyType` is the type at the other end of the link. */
  equalsKey(value: Expression, key: Sql, keyType: ColumnType): Sql
  /** The same for {@link Grammar.keyTable}, in a form that needs no index of the column: the key equals an expression. */
  hasKey(value: Expression, key: Sql, keyType: ColumnType): Sql
  /** What equals a requested key by the plain `=`, and groups rows by it. */
  keyed(value: Expression, keyType: ColumnType): Sql
  /** What a value of a column of whole numbers must fulfil to be one, where the database keeps others in it too. */
  isWhole(value: Sql): Sql[]
  /** An aggregate over the rows of a query, as something {@link comparable}. */
  aggregate(fn: AggregateFunction, value: Expression): AggregateQuery
  /** An aggregate in its wire form. */
  aggregateJson(fn: 'sum' | 'avg' | 'min' | 'max', value: Expression, onBad: OnBad, again?: Again): Piece[]
  countDistinct(value: Expression): Sql
  /** The value with one form for all that are equal: {@link comparable} of it is grouped by, its minimum is the group's. */
  groupValue(value: Expression): Expression
  /** The beginning of the calendar unit in which a date lies, in UTC; a week begins on Monday. What is no date stays as it is. */
  startOf(value: Expression, unit: DateUnit): Expression
  /** Whole seconds from 1970 to an instant, rounded down; null of what is none. */
  secondsOf(instant: Expression): Sql
  /** The second with which the month, quarter or year of another begins, in UTC. */
  startOfSeconds(seconds: Sql, unit: LongUnit): Sql
  /** An instant by its seconds; `value` itself where they are null. */
  instantOf(seconds: Sql, value: Expression): Expression
}
