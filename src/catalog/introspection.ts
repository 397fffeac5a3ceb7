import type { ColumnType, DialectName } from './catalog.ts'

/** A row of an introspection query: arrays, never objects keyed by name. */
export type IntrospectionRow = readonly (string | number | null)[]

/** Runs one introspection query. Rejects with what the source rejects with. */
export type RunQuery = (sql: string) => Promise<readonly IntrospectionRow[]>

/**
 * How one dialect is asked what it holds. Every dialect answers in the same rows, so that the reading is written once;
 * flags are 0 or 1 (as text or number), schemas are never null.
 */
export interface Introspection {
  readonly dialect: DialectName
  /** Tables of this schema are named without it. */
  readonly defaultSchema: string
  readonly queries: {
    /** Asks for a sign of life: of the file too, where the database is one. */
    readonly alive: string
    /** The server's version, as it says itself. */
    readonly version: string
    /** name */
    readonly schemas: string
    /** schema, name, `table` | `view`, comment, why it is left out or null, handle of a view or null */
    readonly tables: string
    /** schema, table, column, type, not null, has default, generated, comment: in declared order */
    readonly columns: string
    /** schema, table, index, column or null for an expression, is the primary key, is a unique key, serves equality: in order */
    readonly indexes: string
    /** schema, table, foreign key, column, target schema, target table, target column, enforced: in order */
    readonly foreignKeys: string
    /**
     * schema, table, column, what makes it: of texts that lead an index in another collation, and none by code point. No
     * such index serves an order by code point.
     */
    readonly slowOrders: string
    /** schema, table, column, what kind of expression it is, its SQL or null where the database does not tell: of tables */
    readonly expressions: string
  }
  /** Columns of the one view with this handle, where a view that no longer works would fail the query for all. */
  readonly viewColumns: ((handle: string | number) => string) | null
  /** What the type of a `columns` row means. Pure. */
  readonly declaredType: (type: string) => DeclaredType
}

/** A type as a database declares it, read. */
export interface DeclaredType {
  readonly type: Omit<ColumnType, 'enum'>
  readonly enumValues?: readonly string[]
  readonly enumType?: string
  readonly enumComment?: string
  /** For the developer: why the type is not what one might expect. */
  readonly notice?: string
  /** For the reader of the API: stands in the field's description. */
  readonly remark?: string
}

/**
 * What fills a column where nothing is given. `default`: an expression; `generated`: one that is always computed;
 * `counter` and `counter-always`: the database counts, and the latter takes no value from anybody.
 */
export interface ColumnExpression {
  readonly kind: 'default' | 'generated' | 'counter' | 'counter-always'
  /** As the database writes it; null where it does not tell. */
  readonly sql: string | null
}

/** Which part of a database to describe. */
export interface IntrospectionOptions {
  readonly name: string
  readonly readOnly: boolean
  /** Tables to take, of all: `users`, `sales.orders`, `sales.*`, `tmp_*`. Without a schema: the name in any schema. */
  readonly include?: readonly string[] | undefined
  /** Tables to leave out, of those. */
  readonly exclude?: readonly string[] | undefined
  /** Schemas to look into; all by default. */
  readonly schemas?: readonly string[] | undefined
}

/** A row of `queries.tables`, read. */
export interface FoundTable {
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly comment: string | null
  readonly leftOut: string | null
  readonly handle: string | number | null
}

/** A flag of an introspection row: drivers give it as a number or as its text. */
export function flag(value: string | number | null | undefined): boolean {
  return Number(value ?? 0) === 1
}

/** A text of an introspection row; empty counts as absent. */
export function text(value: string | number | null | undefined): string | null {
  return value === null || value === undefined || value === '' ? null : String(value)
}
