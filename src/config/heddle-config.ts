import type { EmptyRelations, TablesRelationalConfig } from 'drizzle-orm'
import type { GraphQLResolveInfo, GraphQLScalarType } from 'graphql'
import type { Claims } from '../auth/claims.ts'
import type { CustomField } from '../graphql/custom-field.ts'
import type { AuthOptions, CorsOptions, RateLimitOptions, TrustedDocumentsOptions } from './access-options.ts'
import type { FieldBuilder, ResolverContext } from './field-builder.ts'
import type { Permissions } from './permission-types.ts'
import type { Session } from '../source/session.ts'
import type { Duration, Sources } from './source-descriptor.ts'
import type { TableAt, TableKey } from './table-key-types.ts'
import type { Hooks, Validate } from './write-hook-types.ts'

/** By table: a function that makes its custom fields. */
export type Fields<S extends Sources, C> = {
  readonly [K in TableKey<S>]?: (f: FieldBuilder<TableAt<S, K>, C>) => Readonly<Record<string, CustomField>>
}

/** Which tables of one source are served, and under which names. */
export interface TableSelection {
  /** Only these: SQL names, `sales.orders`, `tmp_*`. Of introspected sources; a Drizzle schema says it by what it exports. */
  readonly include?: readonly string[]
  /** All but these. */
  readonly exclude?: readonly string[]
  /** Schemas to look into; all by default. */
  readonly schemas?: readonly string[]
  /** The API's names of tables, by their SQL name or their key in the Drizzle schema. */
  readonly rename?: Readonly<Record<string, string>>
  /** Stands before every name of the source, or of some of its schemas (`{ sales: 'sales' }`), where tables share a name. */
  readonly prefix?: string | Readonly<Record<string, string>>
  /** Keys that the database does not know, of views and of tables without one: `{ topOrders: ['id'] }`. */
  readonly keys?: Readonly<Record<string, readonly string[]>>
  /**
   * Texts that are ordered as their database's own collations have them, whose indexes then serve the order: all of the source
   * (`true`), or these columns (`['users.name']`). Of `orderBy`, cursors and `gt` … `lte`; what is equal stays what it is.
   */
  readonly ownOrder?: boolean | readonly string[]
  /** Whether foreign keys become relations. Default: unless `relations` declares relations within the source. */
  readonly deriveRelations?: boolean
}

/** What one request may cost at most. */
export interface Limits {
  /** Rows of a list that says no `limit`. Default 100. */
  readonly defaultLimit?: number
  /** The largest `limit`. Default 1,000. */
  readonly maxLimit?: number
  /** From the request's arrival until its answer must stand. Default 30 s. */
  readonly timeout?: Duration
  /** Requests that are worked on or wait to be, all at once. Beyond: 503. Default 2,000. */
  readonly requests?: number
  /** What a client may take to receive an answer that stands; then it is cut off. Default 30 s. */
  readonly sendTimeout?: Duration
  /** Bytes of a request's body. Default 1,000,000. */
  readonly bodyBytes?: number
  /** Characters of a document. Default 100,000. */
  readonly documentLength?: number
  /** Tokens of a document. Default 2,000. */
  readonly tokens?: number
  /** How deep the variables, and the literals of a document, may nest. Default 64. */
  readonly variableDepth?: number
  /** How deep fields may stand in fields. Default 20. */
  readonly depth?: number
  /** Selected fields, those of a fragment as often as it is used. Default 2,000. */
  readonly fields?: number
  /** Selected fields of the root. Default 50. */
  readonly rootFields?: number
  /** Default 100. */
  readonly aliases?: number
  /** Default 50. */
  readonly directives?: number
  /** Objects of filters (`{ country: { eq: "DE" } }` is two), terms of orders and keys of groups. Default 1,000. */
  readonly conditions?: number
  /** Estimated cells: rows × fields, times the databases that are asked. Default 20,000,000. */
  readonly cost?: number
  /** What questions over several databases may cost. */
  readonly budgets?: BudgetLimits
}

/** What one request may spend on finding out, over several databases, which rows are asked for. Beyond: LIMIT_EXCEEDED. */
export interface BudgetLimits {
  /** Keys that statements are given: those of links, and those of conditions, orders and groups across them. Default 5,000,000. */
  readonly keys?: number
  /** Rows that Heddle reads of the databases beside those of the answer. Default 10,000,000. */
  readonly rows?: number
  /** Default 1,000. */
  readonly statements?: number
  /** Bytes of the answer. Default 64 MiB. */
  readonly bytes?: number
  /** Objects of the answer: rows, and what connections and aggregates put around them. Default 1,000,000. */
  readonly answerRows?: number
  /** Fields of all of these. Default 10,000,000. */
  readonly answerCells?: number
  /** From the first statement to the last answer. Default: `limits.timeout`. */
  readonly time?: Duration
}

/** How writes are committed. */
export interface Writes<C = unknown> {
  /**
   * Make Heddle's own tables at start in every database that may be written and has none; `heddle doctor --setup` does the
   * same once. Without `heddle_decision` a write over several databases is refused, without `heddle_idempotency` a mutation
   * with the header `Idempotency-Key`. Default false.
   */
  readonly setup?: boolean
  /**
   * What a commit over several databases must survive: the power going off, or the processes dying. Databases that flush less
   * take no part in one. PGlite never flushes: it survives the end of its process. Default `power loss`.
   */
  readonly durability?: 'power loss' | 'process' | 'none'
  /** From one recovery of unfinished transactions to the next. Default 10 s. */
  readonly recoverEvery?: Duration
  /** Transactions younger than this are left to who is committing them. Default 2 s. */
  readonly recoverAge?: Duration
  readonly idempotency?: IdempotencyOptions<C>
}

/** How mutations with the header `Idempotency-Key` are known again. */
export interface IdempotencyOptions<C = unknown> {
  /** How long an answer is kept at least. Default 24 h. */
  readonly keep?: Duration
  /**
   * Whose keys belong together. Default: a token's subject; without one all viewers', whose context must then be the same
   * when a request comes again.
   */
  readonly by?: (context: C) => string
}

/** A resolver of `extend`. On a table's type the parent holds the columns that the field `needs` (default: the key). */
export type Resolver<C> = (
  parent: Readonly<Record<string, unknown>>,
  args: Readonly<Record<string, unknown>>,
  context: ResolverContext<C>,
  info: GraphQLResolveInfo,
) => unknown

/** Types and fields of your own, with their resolvers, as `@graphql-tools/schema` takes them. */
export interface Extend<C> {
  /** SDL: new types, and `extend type` for Query and the tables' types. */
  readonly typeDefs: string | readonly string[]
  readonly resolvers?: Readonly<
    Record<
      string,
      | GraphQLScalarType
      | Readonly<Record<string, Resolver<C> | { readonly needs?: readonly string[]; readonly resolve: Resolver<C> }>>
    >
  >
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export interface LogOptions {
  /** Default `info`. */
  readonly level?: LogLevel
  /** A line for each request: status, time, statements, time by source. Default: in production. */
  readonly requests?: boolean
  /** Every statement, or the slow ones, with source, rows, wait, time and request id. Default: none. */
  readonly sql?: boolean | 'slow'
  /** From how many milliseconds, waiting included, a statement is slow. Default 100. */
  readonly slowMs?: number
  /** Whether parameters are told too: they are what clients sent. Default false. */
  readonly parameters?: boolean
}

/**
 * The config of Heddle: `heddle.config.ts`, and what `createHeddle` takes.
 *
 * TypeScript reads it from top to bottom: `context` stands before `role`, `permissions` and `fields`, which are typed by
 * what it returns.
 */
export interface HeddleConfig<
  S extends Sources = Sources,
  R extends TablesRelationalConfig = EmptyRelations,
  C = unknown,
> {
  readonly sources: S
  /** One `defineRelations` over the tables of all sources: `defineRelations({ ...accounts, ...shop }, (r) => …)`. */
  readonly relations?: R
  /** Relations of introspected sources, as `--link` takes them: `accounts.users.id=shop.orders.user_id`. */
  readonly links?: readonly string[]
  /** By source: which tables, under which names. */
  readonly tables?: { readonly [N in keyof S]?: TableSelection }
  /** Who asks, by a token. */
  readonly auth?: AuthOptions
  /**
   * What is known of who asks: an object, or nothing. `claims` are those of the token, null without one. Default:
   * `{ claims }` where `auth` is set.
   */
  readonly context?: (request: Request, claims: Claims | null) => C | Promise<C>
  /** The viewer's role. Default: what `auth.jwt.role` says, else `anonymous`, or the only role that `permissions` names. */
  readonly role?: (context: NoInfer<C>) => string | Promise<string>
  /**
   * By role, then by table; what is not said is not allowed. `'open'`: every role may read everything. Absent: the same, in
   * development alone.
   */
  readonly permissions?: Permissions<S, R, C> | 'open'
  /**
   * By source, of PostgreSQL: the database role and the settings that statements run with, for policies that the database has
   * itself (row-level security). Set for one transaction, and never seen by the next viewer.
   */
  readonly session?: { readonly [N in keyof S]?: (context: NoInfer<C>) => Session }
  /** Computed fields of the tables' types. */
  readonly fields?: Fields<S, NoInfer<C>>
  readonly extend?: Extend<NoInfer<C>>
  /** Code around the writes of tables. */
  readonly hooks?: Hooks<S, NoInfer<C>>
  /** What rows must be like before they are written, by a schema of any library. */
  readonly validate?: Validate<S>
  readonly limits?: Limits
  readonly writes?: Writes<NoInfer<C>>
  readonly rateLimit?: RateLimitOptions<NoInfer<C>>
  /** Which other sites' pages may use the API. Default: none. */
  readonly cors?: CorsOptions
  readonly trustedDocuments?: TrustedDocumentsOptions
  /** What cursors are encrypted with: the current secret, then old ones that are still read. Required in production. */
  readonly secret?: string | readonly [current: string, ...old: string[]]
  /** Whether a browser gets GraphiQL at `/graphql`. Default: not in production. */
  readonly graphiql?: boolean
  /** Whether `__schema` and `__type` may be asked for. Default: not in production. */
  readonly introspection?: boolean
  /** Whether errors say "Did you mean …?" of names in the schema. Default: not in production. */
  readonly suggestions?: boolean
  /** Who may see plans and SQL (`x-heddle-explain: 1`): everyone, nobody, or these roles. Default: nobody in production. */
  readonly explain?: boolean | readonly string[]
  /** What is logged. Default `info`. */
  readonly log?: LogLevel | LogOptions
  /** Whether `/metrics` is answered, for Prometheus. Default false: it tells everybody who can ask. */
  readonly metrics?: boolean
  /**
   * Spans of requests, phases and statements, by the OpenTelemetry API: install `@opentelemetry/api`, and an SDK that takes
   * them. Default: none.
   */
  readonly traces?: boolean | TracesOptions
}

export interface TracesOptions {
  /**
   * Whether statements carry their trace as a comment, for the database's own log. Then each is another text: the database
   * plans it anew, which costs PostgreSQL about four times a look-up by key. Default: false.
   */
  readonly sqlComments?: boolean
}
