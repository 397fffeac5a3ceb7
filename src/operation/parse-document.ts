import { GraphQLError, parse, type DocumentNode } from 'graphql'
import type { ErrorCode } from '../errors.ts'
import { limitExceeded, type OperationLimits } from './limits.ts'
import { measureDocument } from './measure-document.ts'
import { withinStack } from './validate-document.ts'

/**
 * Parses a document of at most so many tokens; lexing stops at the first one too many.
 *
 * @throws GraphQLError GRAPHQL_PARSE_FAILED
 * @throws HeddleError LIMIT_EXCEEDED
 */
export function parseDocument(text: string, { tokens }: Pick<OperationLimits, 'tokens'>): DocumentNode {
  try {
    return withinStack(() => parse(text, { maxTokens: tokens }))
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    if (/Document contains more tha[tn] \d+ tokens/.test(error.message)) {
      const hint = 'Ask in several operations; limits.tokens in the config sets the limit.'
      throw limitExceeded('tokens', `The document has more than ${tokens} tokens.`, hint)
    }
    throw new GraphQLError(error.message, {
      source: error.source ?? null,
      positions: error.positions ?? null,
      extensions: { code: 'GRAPHQL_PARSE_FAILED' satisfies ErrorCode },
    })
  }
}

/**
 * Parses and measures a document, for who validates it by itself.
 *
 * @throws GraphQLError GRAPHQL_PARSE_FAILED
 * @throws HeddleError LIMIT_EXCEEDED
 */
export function readWithin(text: string, limits: OperationLimits): DocumentNode {
  const document = parseDocument(text, limits)
  const exceeded = measureDocument(document, limits)
  if (exceeded) throw exceeded
  return document
}
