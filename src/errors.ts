/**
 * Every code that Heddle answers with, in one list: `extensions.code` of a GraphQL error, and the code of a start-up error.
 * A code never changes its meaning; `docs/errors.md` has a section for each.
 */
export const errorCodes = [
  // The request
  'BAD_REQUEST', // not GraphQL over HTTP: malformed JSON, no query
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_NOT_FOUND',
  'BAD_USER_INPUT', // an argument or a variable whose value cannot be meant
  'NULL_OPERAND', // { eq: null }: use isNull
  'BAD_CURSOR', // of another order, filter, role or key, or not a cursor
  'BAD_NODE_ID',
  'LIMIT_EXCEEDED',
  'EMPTY_FILTER',
  'PERSISTED_QUERY_NOT_FOUND', // no trusted document has this hash; the code that Apollo's clients know
  'DOCUMENT_NOT_TRUSTED', // only trusted documents are answered
  'UNAUTHENTICATED', // a token that is not valid, or not any more
  'AUTH_UNAVAILABLE', // whether a token is valid cannot be known now
  'FORBIDDEN',
  'RATE_LIMITED',
  'OVERLOADED', // more is asked at once than can be worked on; the same request may be answered a second later
  // The data
  'VALUE_NOT_REPRESENTABLE', // the database holds a value that the field's type cannot carry
  'REQUIRED_ROW_MISSING', // a non-null relation without its row
  // The databases
  'DATABASE_UNAVAILABLE',
  'DATABASE_TIMEOUT',
  'DATABASE_ERROR', // the statement failed; the cause is in the log, never in the answer
  // Writing
  'UNIQUE_VIOLATION',
  'FOREIGN_KEY_VIOLATION',
  'NOT_NULL_VIOLATION',
  'CHECK_VIOLATION',
  'VALUE_OUT_OF_RANGE',
  'WRITE_REFUSED', // the config's `beforeWrite` of a table refuses it
  'VALIDATION_FAILED', // the config's schema of a table refuses a row
  'SERIALIZATION_FAILURE', // another transaction was in the way: the same mutation may succeed when it is sent again
  'ROW_NOT_FOUND', // connect, update or delete names a row that is not there, or belongs to another
  'ROW_CHANGED', // `ifMatch` says what the row is not any more
  'TRANSACTION_ABORTED', // rolled back everywhere; nothing of it happened
  'TRANSACTION_NOT_ATOMIC', // refused before the first write: some databases could keep it and others not
  'OUTCOME_UNKNOWN', // committed or rolled back everywhere, and nobody here knows which; recovery will
  'IDEMPOTENCY_KEY_REUSED', // another request had the key
  'IDEMPOTENCY_KEY_IN_USE', // the first request with the key is not answered yet
  'IDEMPOTENCY_UNAVAILABLE', // nothing would keep a repeated request from being carried out twice
  'SCHEMA_CHANGED', // a table was altered under the running server, and reading it again did not help
  // Start-up
  'CONFIG_INVALID',
  'SOURCE_UNREACHABLE',
  'NAME_CLASH',
  'NAME_INVALID',
  'UNKNOWN_TABLE',
  'UNKNOWN_COLUMN',
  'LINK_INVALID',
  // Us
  'CANCELLED',
  'INTERNAL_SERVER_ERROR',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** Where a code is explained: a file of the package, and the section in it. */
export function helpFor(code: ErrorCode): string {
  return `docs/errors.md#${code.toLowerCase()}`
}

/** A value of a write that a schema refuses: where it stands in the field's arguments, and what the schema says of it. */
export interface ValidationIssue {
  readonly path: readonly (string | number)[]
  /** Absent where it could hold the value. */
  readonly message?: string
}

/** What an error may say beyond its message. Never SQL, never a parameter, never a row's value. */
export interface ErrorDetails {
  readonly source?: string
  readonly table?: string
  readonly columns?: readonly string[]
  readonly constraint?: string
  /** Which limit of the config was exceeded. */
  readonly limit?: string
  /** What to do about it, in one sentence. */
  readonly hint?: string
  readonly retryable?: boolean
  /** The transaction over several databases that the error is about. */
  readonly gtid?: string
  /** What a schema of the config says of a write, place by place. */
  readonly issues?: readonly ValidationIssue[]
  /** When to ask again at the earliest, in seconds. */
  readonly retryAfter?: number
}

/**
 * The one base class of errors that Heddle means: a stable code and a message that says what was attempted, what was
 * received and what to do. Everything else that is thrown is a fault, is masked, and is logged once with its request.
 */
export class HeddleError extends Error {
  override readonly name = 'HeddleError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.details = details
  }

  /** The error's `extensions` in a GraphQL answer. */
  get extensions(): { code: ErrorCode } & ErrorDetails {
    return { code: this.code, ...this.details }
  }
}

/**
 * An error that many requests may be answered with at once, and whose place in the code tells nothing: writing a stack down
 * costs more than everything else that such an answer takes.
 */
export function withoutStack<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return make()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** What a database says of a constraint that a write broke, in its own names. */
export interface Violation {
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly columns: readonly string[]
  readonly constraint?: string | undefined
}

/** A write that a database refused. Its names are the database's: who knows the role says them in the API's, or not at all. */
export class ConstraintError extends HeddleError {
  readonly violation: Violation

  constructor(code: ErrorCode, message: string, violation: Violation, details: ErrorDetails, options: ErrorOptions) {
    super(code, message, details, options)
    this.violation = violation
  }
}

/** Stands in a result tree where a value should be and cannot: whoever reads it throws its error, at its place. */
export class Sentinel {
  readonly error: HeddleError

  constructor(error: HeddleError) {
    this.error = error
  }
}

/**
 * States an internal truth. The message is unique in the code base, so that one search leads from a report to the line.
 *
 * @throws Error, which callers never catch: it is a fault of Heddle, not of its input.
 */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant violated: ${message}`)
}
