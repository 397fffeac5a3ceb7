import {
  getOperationAST,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'

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
}

const MAX_DOCUMENTS = 1_000

/**
 * @param schema the role's: a document is valid for a role
 * @param maxTokens of a document, counted while lexing
 */
export function createDocuments(schema: GraphQLSchema, maxTokens: number): Documents {
  const byText = new LRUCache<string, DocumentNode | RequestErrors>({ max: MAX_DOCUMENTS })
  const valid = new WeakSet<DocumentNode>()

  function check(document: DocumentNode): DocumentNode | RequestErrors {
    const errors = [...missingRoots(schema, document), ...validate(schema, document, specifiedRules)]
    if (errors.length > 0) return new RequestErrors(errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')))
    valid.add(document)
    return document
  }

  function readText(text: string): DocumentNode | RequestErrors {
    const known = byText.get(text)
    if (known) return known
    const answer = parseText(text, maxTokens)
    const read = answer instanceof RequestErrors ? answer : check(answer)
    byText.set(text, read)
    return read
  }

  return {
    read(document) {
      if (typeof document !== 'string' && valid.has(document)) return document
      const read = typeof document === 'string' ? readText(document) : check(document)
      if (read instanceof RequestErrors) throw read
      return read
    },
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

function parseText(text: string, maxTokens: number): DocumentNode | RequestErrors {
  try {
    return parse(text, { maxTokens })
  } catch (error) {
    if (error instanceof GraphQLError) return new RequestErrors([withCode(error, 'GRAPHQL_PARSE_FAILED')])
    throw error
  }
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
