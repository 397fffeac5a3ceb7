import { validate, type DocumentNode, type GraphQLError, type GraphQLSchema, type ValidationRule } from 'graphql'
import { HeddleError } from '../errors.ts'

/** Nobody reads more of them, and an answer with a hundred is larger than what it answers. */
const MAX_ERRORS = 5

/**
 * The errors of a document, the first few.
 *
 * @throws HeddleError LIMIT_EXCEEDED for a document too deep for any rule
 */
export function validateWithin(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): readonly GraphQLError[] {
  return withinStack(() => validate(schema, document, rules, { maxErrors: MAX_ERRORS }))
}

/** A document that overflows the stack is the client's mistake, not a fault. */
export function withinStack<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new HeddleError('LIMIT_EXCEEDED', 'The document nests too deeply.', { limit: 'depth' }, { cause: error })
  }
}
