import type { CustomField } from '../graphql/custom-field.ts'
import type { ExecutionResult } from 'graphql'
import type { ColumnName, RowOf } from './wire-type.ts'

type Awaitable<T> = T | PromiseLike<T>

/** What a resolver of the config (of `fields` and of `extend`) gets: what `context` made of the request, and Heddle. */
export type ResolverContext<C = unknown> = C & {
  readonly heddle: {
    /** Runs a document as the same viewer: `await context.heddle.query('{ users { name } }')`. */
    query(document: string, variables?: Readonly<Record<string, unknown>>): Promise<ExecutionResult>
  }
}

/** How a custom field of the table `T` is computed: from the columns `N` of its row, to a value `V`. */
export type FieldOptions<T, N extends ColumnName<T>, C, V, Null extends boolean> = {
  /** The columns that the value is made of: fetched where the field is selected, whatever else is. */
  readonly needs: readonly N[]
  /** For the reader of the schema. */
  readonly description?: string
  /** True: null is a value of the field. Default: null only where the resolver failed. */
  readonly nullable?: Null
} & (
  | {
      /** Makes the value of one row. */
      readonly resolve: (row: RowOf<T, N>, context: ResolverContext<C>) => Awaitable<V | NullIf<Null>>
      readonly resolveMany?: never
    }
  | {
      readonly resolve?: never
      /** Makes the values of all rows of the request at once: one for each row, in order. An Error fails its row only. */
      readonly resolveMany: (
        rows: readonly RowOf<T, N>[],
        context: ResolverContext<C>,
      ) => Awaitable<readonly (V | NullIf<Null> | Error)[]>
    }
)

type NullIf<Null extends boolean> = Null extends true ? null : never

/** What a resolver gives for each scalar, by the builder's name for it. */
interface ScalarValues {
  readonly string: string
  readonly int: number
  readonly float: number
  readonly boolean: boolean
  readonly id: string | number
  readonly bigint: string | bigint
  readonly decimal: string
  readonly date: string
  readonly time: string
  readonly dateTime: string
  readonly localDateTime: string
  readonly uuid: string
  readonly json: unknown
  readonly bytes: string
}

type Make<T, C, V> = <N extends ColumnName<T>, Null extends boolean = false>(
  options: FieldOptions<T, N, C, V, Null>,
) => CustomField

/**
 * Makes the custom fields of one table: `f.string({ needs: ['name'], resolve: (row) => … })`, and `f.list.string(…)` for
 * lists. The row holds the needed columns and nothing else, as the API sends them.
 */
export type FieldBuilder<T, C> = {
  readonly [K in keyof ScalarValues]: Make<T, C, ScalarValues[K]>
} & {
  readonly list: { readonly [K in keyof ScalarValues]: Make<T, C, readonly ScalarValues[K][]> }
}

const scalarNames: Readonly<Record<keyof ScalarValues, string>> = {
  string: 'String',
  int: 'Int',
  float: 'Float',
  boolean: 'Boolean',
  id: 'ID',
  bigint: 'BigInt',
  decimal: 'Decimal',
  date: 'Date',
  time: 'Time',
  dateTime: 'DateTime',
  localDateTime: 'LocalDateTime',
  uuid: 'UUID',
  json: 'JSON',
  bytes: 'Bytes',
}

/** The builder that a function of `fields` gets. It is the same for every table; only its types differ. */
export function createFieldBuilder<T, C>(): FieldBuilder<T, C> {
  const names = Object.entries(scalarNames)
  const single = names.map(([key, type]) => [key, make(type)] as const)
  const list = names.map(([key, type]) => [key, make(`[${type}!]`)] as const)
  // The keys are those of ScalarValues, which Object.fromEntries forgets.
  return { ...Object.fromEntries(single), list: Object.fromEntries(list) } as unknown as FieldBuilder<T, C>
}

function make(type: string) {
  return (options: Omit<CustomField, 'type'>): CustomField => ({
    type,
    nullable: options.nullable ?? false,
    description: options.description ?? null,
    needs: options.needs,
    ...(options.resolve ? { resolve: options.resolve } : {}),
    ...(options.resolveMany ? { resolveMany: options.resolveMany } : {}),
  })
}
