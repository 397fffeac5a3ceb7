/** What the API sends for each column of a Drizzle schema, as types. Nothing here exists at run time. */
import type { ExtractTablesFromSchema } from 'drizzle-orm'
import type { DrizzleSchema } from '../catalog/drizzle/schema-tables.ts'

/** The tables and views that a schema exports, by key. */
export type TablesOf<S extends DrizzleSchema> = ExtractTablesFromSchema<S>

/** A table of an introspected source: any column may be there. */
export interface UnknownTable {
  readonly _: { readonly columns: Readonly<Record<string, UnknownColumn>> }
}

interface UnknownColumn {
  readonly _: { readonly dataType: 'unknown'; readonly notNull: true; readonly data: unknown }
}

/** The columns of a table or view, by property. */
export type ColumnsOf<T> = T extends { readonly _: { readonly columns: infer C } }
  ? C
  : T extends { readonly _: { readonly selectedFields: infer C } }
    ? C
    : never

export type ColumnName<T> = keyof ColumnsOf<T> & string

/** The columns `N` of a row, each as the API sends it: a Decimal is a string. */
export type RowOf<T, N extends ColumnName<T>> = { readonly [K in N]: WireOf<ColumnsOf<T>[K]> }

/** A column's value on the wire, or null where the column may be null. */
export type WireOf<C> = C extends { readonly _: { readonly notNull: infer N } }
  ? N extends true
    ? ValueOf<C>
    : ValueOf<C> | null
  : ValueOf<C> | null // an expression that a view computes

/** A column's value on the wire where it is not null. */
export type ValueOf<C> = C extends { readonly _: { readonly dataType: infer D; readonly data: infer V } }
  ? C extends { readonly dimensions: unknown }
    ? PostgresValue<D, V>
    : MariadbOrSqliteValue<C, D, V>
  : string

/** Without a dataType of its own in Drizzle, a list is known by its data only. */
type PostgresValue<D, V> = D extends `array ${string}` | `object ${string}` | 'custom' | 'unknown'
  ? Scalar<D, V>
  : V extends readonly (infer E)[]
    ? readonly (PostgresValue<D, E> | null)[]
    : D extends 'number int16' | 'number int32' | 'number float' | 'number double'
      ? number
      : Scalar<D, V>

/**
 * Drizzle's columns of MariaDB and SQLite have one form. Of MariaDB alone are decimals that could count up by themselves, and
 * numbers of 32 bits and more without a sign: strings.
 */
type MariadbOrSqliteValue<C, D, V> = D extends 'number uint32' | 'number uint53'
  ? string
  : D extends 'string numeric'
    ? C extends { readonly autoIncrement: unknown }
      ? string
      : number
    : SqliteValue<D, V>

/** SQLite's integers are Int, and a numeric without a scale is a Float. */
type SqliteValue<D, V> = D extends `number${string}` | 'string numeric' ? number : Scalar<D, V>

/** What is alike on every database. `custom` types are known by their data: text is text, all else is not known. */
type Scalar<D, V> = D extends 'boolean'
  ? boolean
  : D extends 'string enum'
    ? EnumName<V>
    : D extends 'object json' | 'unknown'
      ? unknown
      : D extends 'custom'
        ? V extends string
          ? string
          : unknown
        : string

/** The name of an enum value in GraphQL: the value itself, where GraphQL allows it. */
type EnumName<V> = V extends string ? (IsName<V> extends true ? V : string) : string

type Letter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z')
type NameStart = Letter | Uppercase<Letter> | '_'
type NamePart = NameStart | '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

type IsName<V extends string> = V extends 'true' | 'false' | 'null' | `__${string}`
  ? false
  : V extends `${NameStart}${infer Rest}`
    ? IsRest<Rest>
    : false

type IsRest<V extends string> = V extends '' ? true : V extends `${NamePart}${infer Rest}` ? IsRest<Rest> : false
