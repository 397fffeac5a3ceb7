import type { IncomingMessage } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import { bytesOf, wholeBody } from '../engine.ts'
import { acceptedType } from './accepted-type.ts'
import type { EngineAccess } from './ask-engine.ts'
import { isEndpoint } from './endpoint.ts'
import { isJson, readBody } from './read-parameters.ts'
import { answerHeaders } from './response-headers.ts'
import { answerShortly, bodyOf, statusOf } from './short-way.ts'

/**
 * The short way for Fetch-API servers: a POST whose answer is finished text is answered in `onRequest`, before Yoga parses
 * bodies, builds contexts and processes results. A request of node:http has had its own, see `node-short-way.ts`.
 */
export function useShortWay(access: EngineAccess): Plugin {
  return {
    async onRequest({ request, serverContext, fetchAPI, endResponse }) {
      const { req } = serverContext as { req?: IncomingMessage }
      if (req && access.states.adopt(request, req)) return
      if (request.method !== 'POST' || !isEndpoint(request.url)) return
      const type = acceptedType(request.headers.get('accept'))
      if (type === null || !isJson(request.headers.get('content-type'))) return
      const state = access.states.of(request)
      const answer = await answerShortly(
        { state, readBody: (limit) => readBody(request, limit), request: () => request, signal: request.signal },
        access,
      )
      if (answer === undefined) return
      state.headed = true
      const headers = { 'Content-Type': `${type}; charset=utf-8`, ...answerHeaders(state, access.cors) }
      const bytes = bytesOf(wholeBody(bodyOf(answer)))
      endResponse(new fetchAPI.Response(bytes as BodyInit, { status: statusOf(answer), headers }))
    },
  }
}
