import { getDocumentNodeFromSchema } from '@graphql-tools/utils'
import { Kind, print, type DefinitionNode, type GraphQLSchema } from 'graphql'

/**
 * The schema as SDL with its applied directives (graphql-js's own printer leaves them out). Directives first, then Query,
 * then everything by name; fields in their own order. The same schema gives the same bytes.
 */
export function printSchema(schema: GraphQLSchema): string {
  const { definitions } = getDocumentNodeFromSchema(schema)
  const shown = definitions.filter((node) => node.kind !== Kind.SCHEMA_DEFINITION || !hasDefaultRoots(schema))
  const sorted = shown.map((node) => ({ node, key: sortKey(node) })).sort((a, b) => (a.key < b.key ? -1 : 1))
  return `${sorted.map(({ node }) => print(node)).join('\n\n')}\n`
}

function sortKey(node: DefinitionNode): string {
  const name = 'name' in node ? (node.name?.value ?? '') : ''
  if (node.kind === Kind.SCHEMA_DEFINITION) return '0'
  if (node.kind === Kind.DIRECTIVE_DEFINITION) return `1${name}`
  return name === 'Query' ? '2' : `3${name}`
}

function hasDefaultRoots(schema: GraphQLSchema): boolean {
  const { name: query } = schema.getQueryType() ?? { name: 'Query' }
  const { name: mutation } = schema.getMutationType() ?? { name: 'Mutation' }
  const { name: subscription } = schema.getSubscriptionType() ?? { name: 'Subscription' }
  return query === 'Query' && mutation === 'Mutation' && subscription === 'Subscription'
}
