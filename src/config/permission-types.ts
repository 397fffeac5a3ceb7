/** `permissions` as types, made of the Drizzle schemas. Nothing here exists at run time. */
import type { TablesRelationalConfig } from 'drizzle-orm'
import type { Sources } from './source-descriptor.ts'
import type { TableAt, TableKey, WhereAt } from './table-key-types.ts'
import type { ColumnName, ColumnsOf, WireOf } from './wire-type.ts'

/**
 * The rows that fulfil a filter, or what a function makes of the context; a null or undefined value anywhere in it means no
 * rows. (A function has a parameter: TypeScript types what `() => …` returns too late.)
 */
type RowRule<W, C> = W | ((context: C) => W)

/** These columns, or all but these. */
type ColumnList<T> = readonly ColumnName<T>[] | { readonly except: readonly ColumnName<T>[] }

/** Columns that the server sets, with their values. Undefined: the viewer has none, and the write is refused. */
type Presets<T, C> = {
  readonly [N in ColumnName<T>]?: WireOf<ColumnsOf<T>[N]> | ((context: C) => WireOf<ColumnsOf<T>[N]> | undefined)
}

/** Which rows and columns of a table a role may read. `true`: all. */
export type ReadRule<T, W, C> =
  | boolean
  | {
      readonly where?: RowRule<W, C>
      readonly columns?: ColumnList<T>
      /** Rows of a list at most: a page. It hides nothing: what lies beyond is on the next page. */
      readonly limit?: number
      /** The custom fields, whatever columns they need: these, or all. Default: those made of columns that may be read. */
      readonly fields?: true | readonly string[]
    }

/** Which rows a role may add. */
export type CreateRule<T, W, C> =
  | boolean
  | {
      readonly columns?: ColumnList<T>
      /** What a row must fulfil after the write. */
      readonly check?: RowRule<W, C>
      readonly set?: Presets<T, C>
      /** Rows that one field of a mutation may write. */
      readonly limit?: number
    }

/** Which of the rows that a role may read it may change, and how. */
export type UpdateRule<T, W, C> =
  | boolean
  | {
      readonly where?: RowRule<W, C>
      readonly columns?: ColumnList<T>
      /** What a row must fulfil after the write. */
      readonly check?: RowRule<W, C>
      readonly set?: Presets<T, C>
      /** Rows that one field of a mutation may write. */
      readonly limit?: number
    }

/** Which of the rows that a role may read it may delete. */
export type DeleteRule<W, C> = boolean | { readonly where?: RowRule<W, C>; readonly limit?: number }

/** What one role may do with one table. What is not said is not allowed. */
export interface TablePermissions<T, W, C> {
  readonly read?: ReadRule<T, W, C>
  readonly create?: CreateRule<T, W, C>
  readonly update?: UpdateRule<T, W, C>
  readonly delete?: DeleteRule<W, C>
}

/** By table, for one role. */
export type RolePermissions<S extends Sources, R extends TablesRelationalConfig, C> = {
  readonly [K in TableKey<S>]?: TablePermissions<TableAt<S, K>, WhereAt<S, R, K>, C>
} & {
  /** Another role: this one has its rules, but where it has a rule for the same action of the same table itself. */
  readonly extends?: string
}

/** By role, then by table. */
export type Permissions<S extends Sources, R extends TablesRelationalConfig, C> = Readonly<
  Record<string, RolePermissions<S, R, C>>
>

/**
 * Refuses what rules say beyond the columns and relations that there are: TypeScript looks for such properties in literals,
 * but not in what a function returns.
 */
export type ExactPermissions<S extends Sources, R extends TablesRelationalConfig, P> = P extends string
  ? P
  : {
      readonly [Role in keyof P]: {
        readonly [K in keyof P[Role]]: P[Role][K] extends string
          ? P[Role][K]
          : { readonly [Action in keyof P[Role][K]]: ExactRule<WhereAt<S, R, K>, P[Role][K][Action]> }
      }
    }

type ExactRule<W, Given> = Given extends object
  ? { readonly [N in keyof Given]: N extends 'where' | 'check' ? ExactFilter<W, Given[N]> : unknown }
  : unknown

type ExactFilter<W, Given> = Given extends (...context: infer Context) => infer Filter
  ? (...context: Context) => Exact<W, Filter>
  : Exact<W, Given>

/** `Given`, with `never` for each property that `Shape` does not have. JSON has every shape. */
type Exact<Shape, Given> = Given extends readonly unknown[]
  ? { readonly [I in keyof Given]: Exact<Element<Shape>, Given[I]> }
  : Given extends object
    ? ExactObject<Exclude<Shape, readonly unknown[]>, Given>
    : Given

type ExactObject<Shape, Given> = {
  readonly [K in keyof Given]: K extends keyof Shape
    ? unknown extends Shape[K]
      ? Given[K]
      : Exact<NonNullable<Shape[K]>, Given[K]>
    : never
}

type Element<T> = T extends readonly (infer E)[] ? E : never
