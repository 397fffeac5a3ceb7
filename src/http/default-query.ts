import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

/** A chain of fields from a root list through relations, and how many databases it visits. */
interface Path {
  readonly fields: readonly GraphQLField<unknown, unknown>[]
  readonly sources: ReadonlySet<string>
}

const longestPath = 4

/**
 * The query that GraphiQL opens with: the shortest way from a list through relations that visits the most databases,
 * with a few columns at each step.
 *
 * @example
 * query Users {
 *   users(limit: 5) { id name orders(limit: 3) { id total } }
 * }
 */
export function defaultQuery(schema: GraphQLSchema): string | undefined {
  const roots = Object.values(schema.getQueryType()?.getFields() ?? {}).filter((field) => metaKind(field) === 'list')
  let best: Path | undefined
  for (const root of roots) best = better(best, widestPath({ fields: [root], sources: new Set() }))
  const first = best?.fields[0]
  if (best === undefined || first === undefined) return undefined
  const name = first.name.charAt(0).toUpperCase() + first.name.slice(1)
  return `query ${name} {\n${printPath(best.fields, 1)}}\n`
}

function widestPath(path: Path): Path {
  const type = rowType(path.fields.at(-1))
  if (type === undefined) return path
  const source = sourceOf(type)
  const here: Path = { ...path, sources: source === undefined ? path.sources : new Set([...path.sources, source]) }
  if (path.fields.length === longestPath) return here
  let best = here
  for (const field of Object.values(type.getFields())) {
    const next = metaKind(field) === 'relation' ? rowType(field) : undefined
    if (next === undefined || path.fields.some((seen) => rowType(seen) === next)) continue
    best = better(best, widestPath({ ...here, fields: [...here.fields, field] }))
  }
  return best
}

/** More databases win, then fewer steps; among equals the first. */
function better(best: Path | undefined, other: Path): Path {
  if (best === undefined || other.sources.size > best.sources.size) return other
  return other.sources.size === best.sources.size && other.fields.length < best.fields.length ? other : best
}

function printPath(fields: readonly GraphQLField<unknown, unknown>[], depth: number): string {
  const [field, ...rest] = fields
  const type = rowType(field)
  if (field === undefined || type === undefined) return ''
  const indent = '  '.repeat(depth)
  const limit = takesLimit(field) ? `(limit: ${depth === 1 ? 5 : 3})` : ''
  const columns = scalarFields(type).map((name) => `${indent}  ${name}\n`)
  return `${indent}${field.name}${limit} {\n${columns.join('')}${printPath(rest, depth + 1)}${indent}}\n`
}

function scalarFields(type: GraphQLObjectType): readonly string[] {
  const fields = Object.values(type.getFields())
  const columns = fields.filter((field) => metaKind(field) === 'column' && isLeafType(getNullableType(field.type)))
  const names = columns.slice(0, 4).map((field) => field.name)
  return names.length > 0 ? names : ['__typename']
}

function takesLimit(field: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(field.type)) && field.args.some((argument) => argument.name === 'limit')
}

/** The row type of a field that can be asked for without arguments. */
function rowType(field: GraphQLField<unknown, unknown> | undefined): GraphQLObjectType | undefined {
  if (field === undefined || field.args.some(isRequiredArgument)) return undefined
  const type = getNamedType(field.type)
  return isObjectType(type) ? type : undefined
}

function metaKind(field: GraphQLField<unknown, unknown>): string | undefined {
  return (field.extensions['heddle'] as { readonly kind: string } | undefined)?.kind
}

/** Table ids begin with their source: `shop.orders`. */
function sourceOf(type: GraphQLObjectType): string | undefined {
  return (type.extensions['heddleTable'] as string | undefined)?.split('.', 1)[0]
}
