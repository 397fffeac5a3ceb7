import { isObjectType, isSpecifiedScalarType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql'
import type { Catalog } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { mayCompute } from './custom-field.ts'
import { neededColumns } from './custom-resolver.ts'
import { tableOf, type FieldMeta } from './meta.ts'

/**
 * By type, then by field: a function, or `{ resolve }`. A field of a table's type gets as its parent the columns that it
 * `needs: ['name']`, by default all.
 */
export type Resolvers = Readonly<Record<string, object>>

interface Extension {
  readonly catalog: Catalog
  /** Everything that there is: what a field needs its role may not be able to read. */
  readonly whole: Catalog
  readonly generated: GraphQLSchema
  readonly extended: GraphQLSchema
  /** The fields that the SDL adds to generated types. */
  readonly added: ReadonlyMap<string, ReadonlySet<string>>
  readonly resolvers: Resolvers
}

type AnyResolver = GraphQLFieldResolver<unknown, unknown>

/**
 * The user's resolvers for `addResolversToSchema`: those of the user's own types as they are, and one for each field added
 * to a generated type.
 *
 * @throws Error for a resolver of something that Heddle or GraphQL resolves, and for an added field without one
 */
export function extensionResolvers(extension: Extension): Resolvers {
  const { generated, added, resolvers } = extension
  const result: Record<string, object> = {}
  for (const [typeName, ofType] of Object.entries(resolvers)) {
    assertOpen(extension, typeName, ofType)
    if (!generated.getType(typeName)) result[typeName] = ofType
  }
  for (const [typeName, names] of added) {
    if (names.size > 0) result[typeName] = addedResolvers(extension, typeName, [...names])
  }
  return result
}

/** Whether the role may have an added field: see {@link mayCompute}. */
export function canResolve(generated: GraphQLSchema, catalog: Catalog, resolvers: Resolvers) {
  return (typeName: string, field: string): boolean => {
    const type = generated.getType(typeName)
    const table = isObjectType(type) ? tableOf(type) : undefined
    if (table === undefined) return true
    const resolver = (resolvers[typeName] as Readonly<Record<string, unknown>> | undefined)?.[field]
    return mayCompute(tableById(catalog, table), field, explicitNeeds(resolver) ?? [])
  }
}

/** The resolvers of the types and fields that the schema has. */
export function present(schema: GraphQLSchema, resolvers: Resolvers): Resolvers {
  const kept = Object.entries(resolvers).flatMap(([typeName, ofType]) => {
    const type = schema.getType(typeName)
    if (!isObjectType(type)) return type ? [[typeName, ofType] as const] : []
    const fields = type.getFields()
    const own = Object.entries(ofType).filter(([name]) => name.startsWith('__') || Object.hasOwn(fields, name))
    return [[typeName, Object.fromEntries(own) as object] as const]
  })
  return Object.fromEntries(kept)
}

function assertOpen({ generated, extended, added }: Extension, typeName: string, ofType: object): void {
  const type = extended.getType(typeName)
  if (type && isSpecifiedScalarType(type)) throw new Error(`${typeName} is GraphQL's own and cannot be resolved anew.`)
  if (!generated.getType(typeName)) return
  const foreign = Object.keys(ofType).find((name) => !added.get(typeName)?.has(name))
  if (foreign === undefined) return
  throw new Error(`${typeName}.${foreign} is not a field that extend.typeDefs adds; Heddle resolves its own fields.`)
}

function addedResolvers(extension: Extension, typeName: string, names: readonly string[]): object {
  const type = extension.generated.getType(typeName)
  const table = isObjectType(type) ? tableOf(type) : undefined
  const given = (extension.resolvers[typeName] ?? {}) as Readonly<Record<string, unknown>>
  const resolvers = names.map((name) => {
    const resolver = given[name]
    const resolve = resolverOf(resolver)
    if (!resolve) throw new Error(`${typeName}.${name} has no resolver.`)
    if (table === undefined) return [name, resolver]
    const needs = neededBy(extension, table, name, resolver)
    return [name, fieldOfRow(name, needs, resolve)]
  })
  return Object.fromEntries(resolvers) as object
}

/** Like a custom field: it reads the columns that it needs, not what the client happened to select. */
function fieldOfRow(field: string, needs: readonly string[], resolve: AnyResolver): object {
  const onRow: AnyResolver = (source, args, context, info) =>
    resolve(neededColumns(source, field, needs), args, context, info)
  return { resolve: onRow, extensions: { heddle: { kind: 'custom', field, needs } satisfies FieldMeta } }
}

function resolverOf(resolver: unknown): AnyResolver | undefined {
  const resolve: unknown =
    typeof resolver === 'object' && resolver !== null && 'resolve' in resolver ? resolver.resolve : resolver
  return typeof resolve === 'function' ? (resolve as AnyResolver) : undefined
}

/** The columns that a resolver says it needs, whoever may read them; or all that the role may read. */
function neededBy({ catalog, whole }: Extension, id: string, name: string, resolver: unknown): readonly string[] {
  const explicit = explicitNeeds(resolver)
  if (!explicit) return tableById(catalog, id).columns.map((column) => column.name)
  const table = tableById(whole, id)
  const unknown = explicit.find((column) => !table.columns.some((candidate) => candidate.name === column))
  if (unknown === undefined) return explicit
  throw new Error(`${table.typeName}.${name} needs the column ${unknown}, which ${table.id} does not have.`)
}

function explicitNeeds(resolver: unknown): readonly string[] | undefined {
  const needs = typeof resolver === 'object' && resolver !== null && 'needs' in resolver ? resolver.needs : undefined
  return Array.isArray(needs) ? (needs as readonly string[]) : undefined
}
