import type { Claims } from '../auth/claims.ts'
import type { RateRules } from '../auth/limit-rate.ts'
import type { TokenRules } from '../auth/verify-token.ts'
import type { RelationDeclaration } from '../catalog/description.ts'
import type { DrizzleSchema } from '../catalog/drizzle/schema-tables.ts'
import type { CatalogOptions } from '../catalog/options.ts'
import type { Permissions } from '../catalog/permissions.ts'
import type { CustomField } from '../graphql/custom-field.ts'
import type { SchemaExtension } from '../graphql/extend-schema.ts'
import type { Sessions } from '../source/session.ts'
import type { Durability, SourceSpec } from '../source/source-spec.ts'
import type { WriteHooks } from '../write/table-hooks.ts'
import type { LogLevel } from './heddle-config.ts'

/** A source, ready to be opened and described. */
export interface ResolvedSource {
  readonly spec: SourceSpec
  readonly readOnly: boolean
  /** Null: to be introspected. */
  readonly schema: DrizzleSchema | null
  /** The folder of migrations to apply before anything else; null: none. */
  readonly migrations: string | null
  /** What introspection looks at. */
  readonly include: readonly string[] | undefined
  readonly exclude: readonly string[] | undefined
  readonly schemas: readonly string[] | undefined
}

/** Custom fields by the id of their table (`accounts.users`), or by the name that the config used where only the catalog knows. */
export type FieldsByTable = ReadonlyMap<string, Readonly<Record<string, CustomField>>>

/** How many rows a list has: where the request says nothing, and at most. */
export interface RowLimits {
  readonly defaultLimit: number
  readonly maxLimit: number
}

/** The limits of one request that the config sets; `http/` has the defaults. */
export interface RequestLimits {
  readonly bodyBytes?: number
  readonly documentLength?: number
  readonly variableDepth?: number
  readonly timeoutMs?: number
  readonly requests?: number
  readonly sendMs?: number
}

/** What one request may spend on a question over several databases, as far as the config says; `runtime/` has the defaults. */
export interface RequestBudgets {
  readonly keys?: number
  readonly rows?: number
  readonly statements?: number
  readonly bytes?: number
  readonly timeMs?: number
}

/** What the config says of writes; `write/` has the defaults. */
export interface ResolvedWrites {
  readonly setup?: boolean
  readonly durability?: Durability
  readonly recoverEveryMs?: number
  readonly recoverAgeMs?: number
  readonly keepAnswersMs?: number
  /** Whose idempotency keys belong together; absent: what a token says. */
  readonly subjectOf?: (context: unknown) => unknown
}

/** The limits of one operation that the config sets; `operation/` has the defaults. */
export type OperationLimits = Readonly<Partial<Record<(typeof operationLimitKeys)[number], number>>>

/** Their keys in the config. */
export const operationLimitKeys = [
  ...(['tokens', 'depth', 'fields', 'rootFields', 'aliases', 'directives', 'variableDepth'] as const),
  ...(['conditions', 'cost'] as const),
] as const

/** From where browsers may ask, beside this server's own pages. */
export interface CorsRules {
  readonly origins: readonly string[] | '*'
  readonly credentials: boolean
  /** Headers that they may send beyond ours. */
  readonly headers: readonly string[]
}

/** Documents that may be asked for by their hash. */
export interface TrustedRules {
  /** A file, or what is in it. */
  readonly manifest: string | object
  /** Refuse all others. */
  readonly only: boolean
}

/** A config that was checked, with all defaults. Plain data and functions: nothing is open yet. */
export interface ResolvedConfig {
  readonly sources: readonly ResolvedSource[]
  readonly relations: readonly RelationDeclaration[]
  readonly links: readonly string[]
  readonly catalogOptions: CatalogOptions
  /** By role, then by table id. Undefined: everyone may read everything. */
  readonly permissions: Permissions | undefined
  readonly sessions: Sessions
  /** Asks for the request only where the config looks at it. The answer, or its promise. */
  readonly context: (request: () => Request, claims?: Claims | null) => unknown
  /** Throws or rejects FORBIDDEN for a role without permissions. */
  readonly role: (context: unknown, claims?: Claims | null) => string | Promise<string>
  /** How tokens are checked; undefined: they are not looked at. */
  readonly tokens: TokenRules | undefined
  /** Which other sites' pages may ask; undefined: none. */
  readonly cors: CorsRules | undefined
  readonly rateLimit: RateRules | undefined
  readonly trusted: TrustedRules | undefined
  readonly fields: FieldsByTable
  readonly extend: SchemaExtension | undefined
  readonly rowLimits: RowLimits
  readonly requestLimits: RequestLimits
  readonly writes: ResolvedWrites
  /** By table id, or by the name that the config used where only the catalog knows. */
  readonly writeHooks: WriteHooks
  readonly operationLimits: OperationLimits
  readonly budgets: RequestBudgets
  /** The current one first. Null: none was given, and this is no production. */
  readonly secrets: readonly [string, ...string[]] | null
  readonly graphiql: boolean
  readonly introspection: boolean
  /** Whether errors of validation name what may have been meant. */
  readonly suggestions: boolean
  readonly mayExplain: (role: string) => boolean
  readonly logLevel: LogLevel
  /** Which statements are logged at `info`; undefined: none. */
  readonly sqlLog: { readonly slowMs: number; readonly parameters: boolean } | undefined
  readonly metrics: boolean
  /** Whether each request is a line of the log. */
  readonly logRequests: boolean
  /** Undefined: no spans. */
  readonly traces: { readonly sqlComments: boolean } | undefined
  /** What the developer should know. */
  readonly notices: readonly string[]
}
