/** How a config names tables, as types. Nothing here exists at run time. */
import type { TablesRelationalConfig } from 'drizzle-orm'
import type { SourceDescriptor, Sources } from './source-descriptor.ts'
import type { RelationalWhere, TableWhere } from './where-type.ts'
import type { TablesOf, UnknownTable } from './wire-type.ts'

/** The schema that a source was given; none for one that is introspected. */
type SchemaOf<D> =
  D extends SourceDescriptor<infer S> ? (string extends keyof S ? Record<never, never> : S) : Record<never, never>
type SourceTables<S extends Sources, N extends keyof S> = TablesOf<SchemaOf<S[N]>>

type PlainKey<S extends Sources> = { [N in keyof S]: keyof SourceTables<S, N> & string }[keyof S]
type QualifiedKey<S extends Sources> = {
  [N in keyof S & string]: `${N}.${keyof SourceTables<S, N> & string}`
}[keyof S & string]
type IntrospectedKey<S extends Sources> = {
  [N in keyof S & string]: keyof SourceTables<S, N> extends never ? `${N}.${string}` : never
}[keyof S & string]

/**
 * How `fields` and `permissions` name a table: by its key in the Drizzle schema (`users`), with the source where two
 * sources have it (`accounts.users`); a table of an introspected source by its SQL name (`legacy.users`,
 * `legacy.sales.orders`).
 */
export type TableKey<S extends Sources> = PlainKey<S> | QualifiedKey<S> | IntrospectedKey<S>

type TableIn<S extends Sources, N extends keyof S, K> = K extends keyof SourceTables<S, N>
  ? SourceTables<S, N>[K]
  : never

/** The Drizzle table of a key. */
export type TableAt<S extends Sources, K> = K extends `${infer N extends keyof S & string}.${infer P}`
  ? keyof SourceTables<S, N> extends never
    ? UnknownTable
    : TableIn<S, N, P>
  : { [N in keyof S]: TableIn<S, N, K> }[keyof S]

type Unqualified<K> = K extends `${string}.${infer P}` ? P : K

/** The `where` of a table, through its relations where it has some. */
export type WhereAt<S extends Sources, R extends TablesRelationalConfig, K> =
  Unqualified<K> extends infer P extends keyof R ? RelationalWhere<R, P> : TableWhere<TableAt<S, K>>
