import { GraphQLError, type ASTNode } from 'graphql'
import { HeddleError, withoutStack } from '../errors.ts'

/** Runs `bind`; an error of the request that it throws points at `node`, the innermost field that it concerns. */
export function locate<T>(node: ASTNode, bind: () => T): T {
  try {
    return bind()
  } catch (error) {
    if (!(error instanceof HeddleError)) throw error
    throw toGraphQLError(error, node)
  }
}

/** A Heddle error as a GraphQL error: the same message, its code and details as extensions. */
export function toGraphQLError(error: HeddleError, node?: ASTNode): GraphQLError {
  const options = { nodes: node ?? null, originalError: error, extensions: { ...error.extensions } }
  return withoutStack(() => new GraphQLError(error.message, options)) // it takes over the other's
}
