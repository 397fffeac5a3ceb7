import type { GraphQLParams } from 'graphql-yoga'
import type { Abandonment } from '../abandonment.ts'
import { byteText, type Body, type EngineAnswer } from '../engine.ts'
import type { HeddleError } from '../errors.ts'
import { askEngine, type EngineAccess } from './ask-engine.ts'
import { checkedParameters } from './read-parameters.ts'
import type { RequestState } from './request-state.ts'

/** A POST of JSON to the endpoint whose answer may be JSON, as either kind of server hands it over. */
export interface ShortRequest {
  readonly state: RequestState
  /** The whole body as text, of at most so many bytes. Rejects where there are more. */
  readBody(limit: number): Promise<string>
  /** For the config's `context`. */
  request(): Request
  readonly signal: Abandonment
}

/** What takes no graphql-js to write: finished text, and what a request is refused with where databases have too much to do. */
export type ShortAnswer = Extract<EngineAnswer, { kind: 'text' | 'refused' }>

/**
 * The short way of a request: its answer, where that is a {@link ShortAnswer}. Context, role, limits, headers and status are
 * those of the long way through Yoga.
 *
 * Undefined: the long way has to answer. It gets what is known already: the parameters are not read twice, `context` and
 * `role` are not asked twice, and neither is what only Yoga can write (errors, `@defer`).
 */
export async function answerShortly(short: ShortRequest, access: EngineAccess): Promise<ShortAnswer | undefined> {
  const { state } = short
  try {
    state.params = readParameters(short, access)
    const params = await state.params
    if (!isPlain(params)) return undefined
    const { query: document, operationName, variables } = params
    const answer = await askEngine(short, state, access, { document, operationName, variables })
    if (isRefusal(answer)) {
      state.refusal = answer
      return undefined
    }
    state.answer = answer
    return answer.kind === 'result' ? undefined : answer
  } catch {
    return undefined // the long way meets the same error, and masks and words it
  }
}

/** A {@link ShortAnswer} as it is sent. */
export function bodyOf(answer: ShortAnswer): Body {
  return answer.kind === 'text' ? answer.body : [byteText(errorsText(answer.errors))]
}

function errorsText(errors: readonly HeddleError[]): string {
  return JSON.stringify({ errors: errors.map(({ message, extensions }) => ({ message, extensions })) })
}

export function statusOf({ kind }: ShortAnswer): 200 | 503 {
  return kind === 'text' ? 200 : 503
}

function readParameters(short: ShortRequest, access: EngineAccess): Promise<GraphQLParams> {
  return short.readBody(access.limits.bodyBytes).then((body) => checkedParameters(body, access))
}

/** Parameters of the right types and no others: Yoga refuses unknown ones by name. */
function isPlain(params: GraphQLParams): params is GraphQLParams & { query: string } {
  if (typeof params.query !== 'string') return false
  if (params.operationName != null && typeof params.operationName !== 'string') return false
  if (params.variables != null && (typeof params.variables !== 'object' || Array.isArray(params.variables)))
    return false
  for (const name in params) if (name !== 'query' && name !== 'operationName' && name !== 'variables') return false
  return true
}

/** Refused before anything ran: Yoga says so, with the status that the client's media type asks for. */
function isRefusal(answer: EngineAnswer): boolean {
  return answer.kind === 'result' && !(Symbol.asyncIterator in answer.result) && answer.result.data === undefined
}
