import DataLoader from 'dataloader'
import type { GraphQLFieldResolver, GraphQLResolveInfo } from 'graphql'
import type { CustomField, NeededColumns } from './custom-field.ts'
import { Sentinel } from '../errors.ts'
import { leftOut } from './read-field.ts'
import { isRow, needsKey } from './row.ts'

/** Resolves a custom field from the columns it needs; `resolveMany` once for all rows that are waiting. */
export function customResolver(label: string, field: CustomField): GraphQLFieldResolver<unknown, unknown> {
  const { needs, resolve } = field
  if (resolve) {
    return (source, _args, context, info) => resolve(allColumns(source, info, needs), context as never)
  }
  const batch = batched(label, field)
  return (source, _args, context, info) => batch(allColumns(source, info, needs), context)
}

/**
 * The columns that a field needs: under a hidden key of a row of the result tree, or by name in an object that a resolver
 * of the user returned.
 *
 * @throws the error of a column whose value the schema cannot carry
 */
export function neededColumns(source: unknown, field: string, needs: readonly string[]): NeededColumns {
  const hidden = isRow(source) ? source[needsKey(field)] : source
  const values = (typeof hidden === 'object' && hidden !== null ? hidden : {}) as NeededColumns
  for (const column of needs) {
    const value = values[column]
    if (value instanceof Sentinel) throw value.error
  }
  return Object.fromEntries(needs.map((column) => [column, values[column]]))
}

/** A custom field was promised its columns, so an object of the user has to hold them all. */
function allColumns(source: unknown, info: GraphQLResolveInfo, needs: readonly string[]): NeededColumns {
  const columns = neededColumns(source, info.fieldName, needs)
  const missing = needs.find((column) => columns[column] === undefined)
  if (missing !== undefined) throw leftOut(info.parentType.name, missing)
  return columns
}

type Load = (row: NeededColumns, context: unknown) => unknown

/** One DataLoader for each request, known by its context. */
function batched(label: string, field: CustomField): Load {
  const loaders = new WeakMap<object, DataLoader<NeededColumns, unknown>>()
  return (row, context) => {
    const key = context as object // the engine's context is always an object
    let loader = loaders.get(key)
    if (!loader) {
      // No cache: every row is an object of its own, so nothing would ever be found in it.
      loader = new DataLoader((rows) => resolveAll(label, field, rows, context), { cache: false })
      loaders.set(key, loader)
    }
    return loader.load(row)
  }
}

async function resolveAll(
  label: string,
  field: CustomField,
  rows: readonly NeededColumns[],
  context: unknown,
): Promise<readonly unknown[]> {
  const values: unknown = await field.resolveMany?.(rows, context as never)
  if (Array.isArray(values) && values.length === rows.length) return values as readonly unknown[]
  const received = Array.isArray(values) ? `${values.length} values` : `no array`
  throw new Error(
    `resolveMany of the custom field ${label} was given ${rows.length} rows and answered ${received}: it must answer one value for each row, in order.`,
  )
}
