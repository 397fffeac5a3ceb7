import {
  getEnterLeaveForKind,
  KnownTypeNamesRule,
  OverlappingFieldsCanBeMergedRule,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { HeddleError } from '../errors.ts'
import { fieldConflicts } from './field-conflicts.ts'

/** Nobody reads more of them, and an answer with a hundred is larger than what it answers. */
const MAX_ERRORS = 5

/**
 * The errors of a document, the first few. Where the rules ask whether its fields can be merged, that is asked when
 * nothing else is wrong with it, and of `fieldConflicts` instead of the rule, which compares each field with each.
 *
 * @throws HeddleError LIMIT_EXCEEDED for a document too deep for any rule, or with too many combinations of types
 */
export function validateWithin(
  schema: GraphQLSchema,
  document: DocumentNode,
  rules: readonly ValidationRule[],
): readonly GraphQLError[] {
  const others = rules
    .filter((rule) => rule !== OverlappingFieldsCanBeMergedRule)
    .map((rule) => (rule === KnownTypeNamesRule ? knownTypeNames : rule))
  return withinStack(() => {
    const errors = validate(schema, document, others, { maxErrors: MAX_ERRORS })
    if (errors.length > 0 || others.length === rules.length) return errors
    return fieldConflicts(schema, document).slice(0, MAX_ERRORS)
  })
}

/** The rule of graphql-js, which lists all types of the schema for each document, asked of names alone that it does not have. */
function knownTypeNames(context: ValidationContext): ASTVisitor {
  return {
    NamedType(node, ...place) {
      if (context.getSchema().getType(node.name.value)) return
      getEnterLeaveForKind(KnownTypeNamesRule(context), node.kind).enter?.(node, ...place)
    },
  }
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
