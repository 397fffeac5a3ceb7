import type { GraphQLParams, Plugin } from 'graphql-yoga'
import type { EngineAnswer } from '../engine.ts'
import { acceptedType } from './accepted-type.ts'
import { askEngine, type EngineAccess } from './ask-engine.ts'
import { isJson, readParameters } from './read-parameters.ts'
import type { RequestState } from './request-state.ts'
import { answerHeaders } from './response-headers.ts'

/**
 * The short way through Yoga: a POST whose answer is finished text is answered in `onRequest`, before Yoga parses bodies,
 * builds contexts and processes results. Context, role, limits, headers and status are those of the long way.
 *
 * Everything else goes on the long way with what is known already: the parameters are not read twice, and an answer that
 * only Yoga can write (errors, `@defer`) is not asked for twice.
 */
export function useShortWay(access: EngineAccess): Plugin {
  return {
    async onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'POST' || !isEndpoint(request.url)) return
      if (!isJson(request.headers.get('content-type'))) return
      const type = acceptedType(request.headers.get('accept'))
      if (type === null) return
      const state = access.states.of(request)
      state.answer = await answerOf(request, state, access)
      if (state.answer?.kind !== 'text') return
      state.headed = true
      const headers = { 'Content-Type': `${type}; charset=utf-8`, ...answerHeaders(state) }
      endResponse(new fetchAPI.Response(state.answer.body as BodyInit, { status: 200, headers }))
    },
  }
}

/** Whether a URL's path is `/graphql`; told without parsing the URL, which would cost as much as all else here. */
function isEndpoint(url: string): boolean {
  const path = url.indexOf('/', url.indexOf('//') + 2)
  return url.startsWith('/graphql', path) && (url.length === path + 8 || url[path + 8] === '?')
}

/** The engine's answer, or undefined where the long way has to say what is wrong with the request. */
async function answerOf(
  request: Request,
  state: RequestState,
  access: EngineAccess,
): Promise<EngineAnswer | undefined> {
  try {
    state.params = readParameters(request, access.limits)
    const asked = await state.params
    if (!isPlain(asked)) return undefined
    const answer = await askEngine(request, state, access, {
      document: asked.query,
      operationName: asked.operationName,
      variables: asked.variables,
    })
    return isRefusal(answer) ? undefined : answer
  } catch {
    return undefined // the long way meets the same error, and masks and words it
  }
}

/** Parameters of the right types and no others: Yoga refuses unknown ones by name. */
function isPlain(params: GraphQLParams): params is GraphQLParams & { query: string } {
  return (
    typeof params.query === 'string' &&
    (params.operationName == null || typeof params.operationName === 'string') &&
    (params.variables == null || (typeof params.variables === 'object' && !Array.isArray(params.variables))) &&
    Object.keys(params).every((name) => name === 'query' || name === 'operationName' || name === 'variables')
  )
}

/** Refused before anything ran: Yoga parses and validates such a document itself, and says so in its own words. */
function isRefusal(answer: EngineAnswer): boolean {
  return answer.kind === 'result' && !(Symbol.asyncIterator in answer.result) && answer.result.data === undefined
}
