/** The API's `where` language as types, for rules in the config. Nothing here exists at run time. */
import type { TablesRelationalConfig } from 'drizzle-orm'
import type { ColumnsOf, ValueOf } from './wire-type.ts'

/** What a rule compares with. Null and undefined are allowed, and then no row fulfils the rule. */
type Operand<V> = V | null | undefined

interface Equality<V> {
  readonly eq?: Operand<V>
  readonly ne?: Operand<V>
  readonly isNull?: boolean | undefined
}

interface Membership<V> extends Equality<V> {
  readonly in?: Operand<readonly V[]>
  readonly notIn?: Operand<readonly V[]>
  readonly AND?: readonly this[] | undefined
  readonly OR?: readonly this[] | undefined
  readonly NOT?: this | undefined
}

interface Order<V> extends Membership<V> {
  readonly gt?: Operand<V>
  readonly gte?: Operand<V>
  readonly lt?: Operand<V>
  readonly lte?: Operand<V>
}

interface Text extends Order<string> {
  readonly like?: Operand<string>
  readonly ilike?: Operand<string>
  readonly notLike?: Operand<string>
  readonly notIlike?: Operand<string>
  readonly contains?: Operand<string>
  readonly startsWith?: Operand<string>
  readonly endsWith?: Operand<string>
}

interface Holding<V> extends Equality<V> {
  readonly contains?: Operand<V>
  readonly containedBy?: Operand<V>
  readonly overlaps?: Operand<V>
  readonly AND?: readonly this[] | undefined
  readonly OR?: readonly this[] | undefined
  readonly NOT?: this | undefined
}

interface Document {
  /** A `jsonb` of PostgreSQL alone. */
  readonly contains?: unknown
  readonly containedBy?: unknown
  readonly path?: Place | readonly Place[] | undefined
  readonly isNull?: boolean | undefined
  readonly AND?: readonly Document[] | undefined
  readonly OR?: readonly Document[] | undefined
  readonly NOT?: Document | undefined
}

interface Place {
  /** `address.city`, `lines[0].sku` */
  readonly at: string
  readonly string?: Text | undefined
  readonly number?: Order<number> | undefined
  readonly boolean?: Equality<boolean> | undefined
  readonly isNull?: boolean | undefined
}

/** The operators that a column's type has. */
export type ColumnFilter<C> =
  unknown extends ValueOf<C>
    ? Document
    : ValueOf<C> extends boolean
      ? Equality<boolean>
      : ValueOf<C> extends readonly unknown[]
        ? Holding<readonly NonNullable<ValueOf<C>[number]>[]>
        : C extends { readonly _: { readonly dataType: 'string enum' | 'string uuid' } }
          ? Membership<ValueOf<C>>
          : C extends { readonly _: { readonly dataType: 'string' | 'custom' } }
            ? Text
            : Order<ValueOf<C>>

type ColumnsWhere<T> = { readonly [K in keyof ColumnsOf<T>]?: ColumnFilter<ColumnsOf<T>[K]> | undefined }

interface Combined<W> {
  readonly AND?: readonly W[] | undefined
  readonly OR?: readonly W[] | undefined
  readonly NOT?: W | undefined
}

/** `where` of a table without declared relations. */
export type TableWhere<T> = ColumnsWhere<T> & Combined<TableWhere<T>>

/** `where` of the table that `defineRelations` knows as `K`: its columns, and through its relations those of others. */
export type RelationalWhere<R extends TablesRelationalConfig, K extends keyof R> = ColumnsWhere<R[K]['table']> & {
  readonly [N in keyof R[K]['relations']]?: RelationFilter<R, R[K]['relations'][N]> | undefined
} & Combined<RelationalWhere<R, K>>

type RelationFilter<R extends TablesRelationalConfig, Link> = Link extends {
  readonly relationType: infer Cardinality
  readonly targetTableName: infer Target extends keyof R
}
  ? Cardinality extends 'one'
    ? RelationalWhere<R, Target>
    : ListFilter<RelationalWhere<R, Target>>
  : never

interface ListFilter<W> {
  readonly some?: W | undefined
  readonly every?: W | undefined
  readonly none?: W | undefined
  readonly count?: Order<number> | undefined
}
