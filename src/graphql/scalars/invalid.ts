import { GraphQLError, Kind, type ASTNode, type ValueNode } from 'graphql'

/** A value that an argument or a variable cannot mean: BAD_USER_INPUT. The message never repeats the value. */
export function badInput(message: string, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' }, ...(node ? { nodes: node } : {}) })
}

/** A value of a resolver that the field's scalar cannot carry: VALUE_NOT_REPRESENTABLE. */
export function notRepresentable(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'VALUE_NOT_REPRESENTABLE' } })
}

/** Reads a string literal; `wanted` completes the message for every other literal. */
export function stringLiteral(node: ValueNode, wanted: string): string {
  if (node.kind === Kind.STRING) return node.value
  throw badInput(wanted, node)
}

/** Runs `parse` and points its error at the literal. */
export function atLiteral<T>(node: ValueNode, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof GraphQLError) throw badInput(error.message, node)
    throw error
  }
}
