import {
  getOperationAST,
  GraphQLError,
  Kind,
  NoSchemaIntrospectionCustomRule,
  specifiedRules,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { HeddleError } from '../errors.ts'
import type { OperationLimits } from './limits.ts'
import { toGraphQLError } from './locate.ts'
import { measureDocument } from './measure-document.ts'
import { parseDocument } from './parse-document.ts'
import { validateWithin } from './validate-document.ts'

/** A request that is no valid operation: the errors of parsing or validation. */
export class RequestErrors extends Error {
  readonly errors: readonly GraphQLError[]

  constructor(errors: readonly GraphQLError[]) {
    super(errors[0]?.message ?? 'The request is not valid.')
    this.errors = errors
  }
}

/** Documents of one schema, parsed and validated once each. */
export interface Documents {
  /** @throws RequestErrors */
  read(document: string | DocumentNode): DocumentNode
  /** The errors that {@link read} would throw. */
  errorsIn(text: string): readonly GraphQLError[]
}

const MAX_DOCUMENTS = 1_000

export interface DocumentOptions {
  readonly limits: OperationLimits
  /** How often a text was known, and how often it had to be read. */
  readonly count?: { hits: number; misses: number }
  /** Whether `__schema` and `__type` may be asked for. */
  readonly introspection: boolean
}

/** @param schema the role's: a document is valid for a role */
export function createDocuments(
  schema: GraphQLSchema,
  { limits, introspection, count = { hits: 0, misses: 0 } }: DocumentOptions,
): Documents {
  const byText = new LRUCache<string, DocumentNode | RequestErrors>({ max: MAX_DOCUMENTS })
  const valid = new WeakSet<DocumentNode>()
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]

  function check(document: DocumentNode): DocumentNode | RequestErrors {
    const exceeded = measureDocument(document, limits)
    if (exceeded) return new RequestErrors([toGraphQLError(exceeded)])
    const invalid = validateWithin(schema, document, rules)
    const errors = [...missingRoots(schema, document), ...invalid]
    if (errors.length > 0) return new RequestErrors(errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')))
    valid.add(document)
    return document
  }

  function readText(text: string): DocumentNode | RequestErrors {
    const known = byText.get(text)
    if (known) {
      count.hits += 1
      return known
    }
    count.misses += 1
    const answer = attempt(() => check(parseDocument(text, limits)))
    byText.set(text, answer)
    return answer
  }

  return {
    read(document) {
      if (typeof document !== 'string' && valid.has(document)) return document
      const read = typeof document === 'string' ? readText(document) : attempt(() => check(document))
      if (read instanceof RequestErrors) throw read
      return read
    },
    errorsIn(text) {
      const read = readText(text)
      return read instanceof RequestErrors ? read.errors : []
    },
  }
}

/** What is thrown to refuse a document is kept like its other errors. */
function attempt(work: () => DocumentNode | RequestErrors): DocumentNode | RequestErrors {
  try {
    return work()
  } catch (error) {
    if (error instanceof HeddleError) return new RequestErrors([toGraphQLError(error)])
    if (error instanceof GraphQLError) return new RequestErrors([error])
    throw error
  }
}

/** The operations whose kind the schema does not have. The rules of graphql-js 16 let them pass, with any selection. */
function missingRoots(schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  return document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && !schema.getRootType(node.operation)
      ? [new GraphQLError(`This API has no ${node.operation} operations.`, { nodes: node })]
      : [],
  )
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code },
  })
}

/** The operation that a request means. */
export function chooseOperation(document: DocumentNode, name: string | null | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name)
  if (operation) return operation
  const message = name
    ? `The document has no operation named "${name}".`
    : 'The document has several operations; say which by operationName.'
  throw new RequestErrors([new GraphQLError(message, { extensions: { code: 'OPERATION_NOT_FOUND' } })])
}
