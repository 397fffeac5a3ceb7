import { addResolversToSchema } from '@graphql-tools/schema'
import {
  extendSchema as extendGraphQLSchema,
  isObjectType,
  Kind,
  parse,
  validateSchema,
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'
import { HeddleError } from '../errors.ts'
import type { FieldScope } from './custom-field.ts'
import { canResolve, extensionResolvers, present, type Resolvers } from './extension-resolvers.ts'
import { tableOf } from './meta.ts'
import { pruneExtension } from './prune-extension.ts'

/** What the config adds to the generated schema. */
export interface SchemaExtension {
  /** SDL: new types, and `extend type` for Query and for the tables' types. */
  readonly typeDefs: string | DocumentNode | readonly (string | DocumentNode)[]
  /** By type, then by field, as `@graphql-tools/schema` takes them. */
  readonly resolvers?: Resolvers | undefined
}

/** The role's catalog, everything that there is, and whether that is more. */
export type ExtendOptions = FieldScope

/**
 * The schema with the user's types, fields and resolvers. Generated fields keep their meaning and their resolver. For a
 * restricted catalog, what names or needs something that is not there is left out.
 *
 * @throws HeddleError CONFIG_INVALID, with what graphql-js or `@graphql-tools/schema` says of the problem
 */
export function extendSchema(
  generated: GraphQLSchema,
  extension: SchemaExtension,
  { catalog, whole, restricted }: ExtendOptions,
): GraphQLSchema {
  const written = explained('extend.typeDefs', () => withOperations(parseAll(extension.typeDefs)))
  const given = extension.resolvers ?? {}
  const document = restricted
    ? pruneExtension(written, { generated, mayHave: canResolve(generated, catalog, given) })
    : written
  const added = addedFields(generated, document)
  const extended = explained('extend.typeDefs', () => extendGraphQLSchema(generated, document))
  const resolvers = explained('extend.resolvers', () =>
    extensionResolvers({
      catalog,
      whole,
      generated,
      extended,
      added,
      resolvers: restricted ? present(extended, given) : given,
    }),
  )
  // In place: `extended` is ours, and its scalars and enums are copies.
  const schema = explained('extend.resolvers', () =>
    addResolversToSchema({ schema: extended, resolvers: resolvers as never, updateResolversInPlace: true }),
  )
  const [error] = validateSchema(schema)
  if (error) throw invalid('extend.typeDefs', error)
  return schema
}

function parseAll(typeDefs: SchemaExtension['typeDefs']): DocumentNode {
  const sources = Array.isArray(typeDefs) ? (typeDefs as readonly (string | DocumentNode)[]) : [typeDefs as string]
  const documents = sources.map((source) => (typeof source === 'string' ? parse(source) : source))
  return { kind: Kind.DOCUMENT, definitions: documents.flatMap((document) => document.definitions) }
}

/** A type called Mutation or Subscription is the root of its operations, as everywhere where no `schema {}` is written. */
function withOperations(document: DocumentNode): DocumentNode {
  if (document.definitions.some(({ kind }) => kind === Kind.SCHEMA_EXTENSION)) return document
  const defined = document.definitions.flatMap((node) =>
    node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value] : [],
  )
  const roots = ['Mutation', 'Subscription'].filter((name) => defined.includes(name))
  if (roots.length === 0) return document
  const operations = roots.map((name) => `${name.toLowerCase()}: ${name}`).join(' ')
  return {
    ...document,
    definitions: [...document.definitions, ...parse(`extend schema { ${operations} }`).definitions],
  }
}

/** The fields that the SDL adds to generated types. */
function addedFields(generated: GraphQLSchema, document: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  const added = new Map<string, Set<string>>()
  for (const node of document.definitions) {
    const name = extendedType(node)
    const type = name === undefined ? undefined : generated.getType(name)
    if (name === undefined || type === undefined) continue
    const open = isObjectType(type) && (name === 'Query' || tableOf(type) !== undefined)
    if (!open || node.kind !== Kind.OBJECT_TYPE_EXTENSION) {
      throw new HeddleError('CONFIG_INVALID', `extend.typeDefs extends ${name}, which Heddle keeps to itself.`, {
        hint: 'Add fields to Query and to the types of tables; everything else belongs in types of your own.',
      })
    }
    const fields = added.get(name) ?? new Set()
    for (const field of node.fields ?? []) fields.add(field.name.value)
    added.set(name, fields)
  }
  return added
}

function extendedType(node: DefinitionNode): string | undefined {
  return node.kind.endsWith('TypeExtension') && 'name' in node ? node.name?.value : undefined
}

function explained<T>(where: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw error instanceof HeddleError ? error : invalid(where, error)
  }
}

function invalid(where: string, cause: unknown): HeddleError {
  const reason = cause instanceof Error ? String(cause.message) : String(cause)
  return new HeddleError('CONFIG_INVALID', `${where}: ${reason}`, {}, { cause })
}
