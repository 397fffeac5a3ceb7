import { GraphQLError } from 'graphql'
import { isAsyncIterable, mapAsyncIterator, type Plugin } from 'graphql-yoga'
import { HeddleError, type ErrorCode } from '../errors.ts'
import type { Events } from '../events.ts'
import type { HttpExtension } from './request-error.ts'
import type { RequestState, RequestStates } from './request-state.ts'
import { retryHeaders } from './response-headers.ts'

interface Result {
  readonly data?: unknown
  readonly errors?: readonly unknown[]
  readonly incremental?: readonly { readonly errors?: readonly unknown[] }[]
}

export interface MaskingOptions {
  readonly states: RequestStates
  readonly events: Events
  /** Whether errors name what of the schema may have been meant. */
  readonly suggestions: boolean
}

/** One request whose errors are masked. */
interface Masking extends Omit<MaskingOptions, 'states'> {
  readonly state: RequestState
}

/**
 * Decides what a client may read of an error, in the last hook that sees one.
 *
 * - a {@link HeddleError}, anywhere in the chain of original errors: its message, code and details;
 * - a GraphQL error that somebody meant (validation, a custom resolver's): as it is;
 * - everything else is a fault: "Unexpected error." with the request's id, reported to `events` once.
 */
export function useMaskedErrors({ states, ...masking }: MaskingOptions): Plugin {
  return {
    onResultProcess({ request, result, setResult }) {
      const asked = { ...masking, state: states.of(request) }
      const masked = (each: Result): Result => maskResult(each, asked)
      if (isAsyncIterable(result)) setResult(mapAsyncIterator(result, masked as never) as never)
      else if ((result as Result).errors?.length) setResult(masked(result as Result) as never)
    },
  }
}

function maskResult(result: Result, masking: Masking): Result {
  const mask = (error: unknown): GraphQLError => maskError(error, masking)
  const masked: { -readonly [K in keyof Result]: Result[K] } = { ...result }
  if (result.errors) {
    const errors = result.errors.map(mask)
    // Without data nothing was executed: the answer as a whole failed, and its status says so.
    const failed = result.incremental === undefined && (!('data' in result) || nothingFor(result, 'OVERLOADED', errors))
    masked.errors = failed ? errors.map(withStatus) : errors
  }
  if (result.incremental) {
    masked.incremental = result.incremental.map((part) =>
      part.errors ? { ...part, errors: part.errors.map(mask) } : part,
    )
  }
  return masked
}

/** Whether nothing is answered, and all of it for one reason. */
function nothingFor({ data }: Result, code: ErrorCode, errors: readonly GraphQLError[]): boolean {
  if (errors.length === 0 || errors.some(({ extensions }) => extensions['code'] !== code)) return false
  return Object.values(data ?? {}).every((value) => value === null)
}

function maskError(error: unknown, masking: Masking): GraphQLError {
  const place = error instanceof GraphQLError ? error : undefined
  const root = originOf(error)
  if (root instanceof HeddleError) {
    if (root.code === 'INTERNAL_SERVER_ERROR') report(root, masking)
    const { occurrences } = place?.extensions ?? {}
    return located(place, root.message, { ...root.extensions, ...(occurrences === undefined ? {} : { occurrences }) })
  }
  if (root instanceof GraphQLError && !root.extensions['unexpected']) {
    const code = root.extensions['code']
    if (code === 'OPERATION_RESOLUTION_FAILURE') {
      return located(place, root.message, { ...root.extensions, code: 'OPERATION_NOT_FOUND' satisfies ErrorCode })
    }
    return masking.suggestions ? (place ?? root) : withoutSuggestion(place ?? root)
  }
  report(root, masking)
  return located(place, 'Unexpected error.', {
    code: 'INTERNAL_SERVER_ERROR' satisfies ErrorCode,
    requestId: masking.state.id,
  })
}

/** The first HeddleError of the chain, or its last link. */
function originOf(error: unknown): unknown {
  let at = error
  for (;;) {
    if (at instanceof HeddleError) return at
    const next = at instanceof GraphQLError ? at.originalError : undefined
    if (next === undefined || next === null) return at
    at = next
  }
}

/** graphql-js ends messages with the names nearest to an unknown one: so a schema can be read without introspection. */
function withoutSuggestion(error: GraphQLError): GraphQLError {
  const message = error.message.replace(/ Did you mean [^]*\?$/, '')
  return message === error.message ? error : located(error, message, { ...error.extensions })
}

function report(error: unknown, { state, events }: Masking): void {
  if (state.reported.has(error)) return
  state.reported.add(error)
  events.emit({ kind: 'fault', requestId: state.id, error })
}

function located(place: GraphQLError | undefined, message: string, extensions: Record<string, unknown>): GraphQLError {
  return new GraphQLError(message, {
    nodes: place?.nodes ?? null,
    source: place?.source ?? null,
    positions: place?.positions ?? null,
    path: place?.path ?? null,
    extensions,
  })
}

/** Statuses of answers without data. Every other code is a mistake in the request: 400, or 200 for clients of old. */
const statuses: Readonly<Record<string, HttpExtension>> = {
  UNAUTHENTICATED: { status: 401, headers: { 'www-authenticate': 'Bearer' } },
  AUTH_UNAVAILABLE: { status: 503 },
  FORBIDDEN: { status: 403 },
  RATE_LIMITED: { status: 429 },
  IDEMPOTENCY_KEY_IN_USE: { status: 409 },
  IDEMPOTENCY_KEY_REUSED: { status: 422 },
  OVERLOADED: { status: 503 },
  CANCELLED: { status: 503 },
  DATABASE_UNAVAILABLE: { status: 503 },
  DATABASE_TIMEOUT: { status: 504 },
  DATABASE_ERROR: { status: 500 },
  SCHEMA_CHANGED: { status: 503 },
  INTERNAL_SERVER_ERROR: { status: 500 },
}

function withStatus(error: GraphQLError): GraphQLError {
  if (error.extensions['http']) return error
  const code = String(error.extensions['code'] ?? ('BAD_USER_INPUT' satisfies ErrorCode))
  const known = statuses[code] ?? { status: 400, spec: true }
  const http = { ...known, headers: { ...known.headers, ...retryHeaders([error]) } }
  return located(error, error.message, { ...error.extensions, code, http })
}
