/**
 * What one source says of itself, before anything is named: the common form of introspection (`read-*.ts`) and of
 * Drizzle tables (`drizzle/`), and the only input of `buildCatalog` beside the relations. Plain data.
 */
import type { ColumnType, DialectName } from './catalog.ts'

export interface ColumnDescription {
  readonly sqlName: string
  /** The name in code (a Drizzle property); absent: made from `sqlName`. */
  readonly name?: string
  /** Without `enum`, which stands in `enumValues` here. */
  readonly type: Omit<ColumnType, 'enum'>
  readonly enumValues?: readonly string[]
  /** The database's own enum type, so that two columns share one GraphQL enum: `public.mood`. */
  readonly enumType?: string
  readonly enumComment?: string
  readonly nullable: boolean
  readonly hasDefault: boolean
  readonly generated: boolean
  readonly comment: string | null
}

export interface ForeignKeyDescription {
  readonly columns: readonly string[]
  readonly toSchema: string | null
  readonly toTable: string
  readonly toColumns: readonly string[]
  /** The database refuses rows without a partner. */
  readonly enforced: boolean
}

export interface TableDescription {
  readonly kind: 'table' | 'view'
  /** Null: the dialect's default (`public`, `main`). */
  readonly sqlSchema: string | null
  readonly sqlName: string
  /** The name in code (the key in the Drizzle schema); absent: made from `sqlName`. */
  readonly name?: string
  readonly comment: string | null
  readonly columns: readonly ColumnDescription[]
  /** SQL names, here and in all that follow. */
  readonly primaryKey: readonly string[] | null
  readonly uniques: readonly (readonly string[])[]
  /** Leading columns of every index. */
  readonly indexes: readonly (readonly string[])[]
  readonly foreignKeys: readonly ForeignKeyDescription[]
}

export interface SourceDescription {
  readonly name: string
  readonly dialect: DialectName
  readonly readOnly: boolean
  readonly tables: readonly TableDescription[]
  /** What the developer should know: types that fall back to text, decimals without a scale. Part of `catalog.notices`. */
  readonly notices?: readonly string[]
}

/**
 * How the two ends of a link are compared whose types differ. `text-to-int`: text is the whole number that it writes, and only
 * as it is written plainly: `7`, not `007`, `+7` or `7.0`.
 */
export type Conversion = 'text-to-int'

/** A relation that somebody declared: `defineRelations` or `--link`. Tables and columns by their SQL names. */
export interface RelationDeclaration {
  /** Null: named by the rules of foreign keys. */
  readonly name: string | null
  readonly cardinality: 'one' | 'many'
  readonly from: TableReference
  readonly to: TableReference
  readonly on: readonly { readonly from: string; readonly to: string }[]
  readonly through: {
    readonly table: TableReference
    readonly on: readonly { readonly from: string; readonly to: string }[]
  } | null
  /** What makes values of different types comparable, of a link: see {@link Conversion}. */
  readonly convert?: Conversion
  /** Drizzle's `optional: false`. */
  readonly required: boolean
  /** Where it was written, for messages: `relations.users.orders`, `--link users.id=orders.user_id`. */
  readonly origin: string
}

export interface TableReference {
  readonly source: string
  readonly sqlSchema: string | null
  readonly sqlName: string
}
