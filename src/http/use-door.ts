import type { IncomingMessage } from 'node:http'
import type { Plugin } from 'graphql-yoga'
import { isEndpoint } from './endpoint.ts'
import { UNAVAILABLE, type Door } from './door.ts'
import type { Visit } from './turnstile.ts'

/** The door for Fetch-API servers, and for frameworks that have Yoga make a response for what node:http received. */
export function useDoor(door: Door): Plugin {
  const visits = new WeakMap<Request, Visit>()
  return {
    async onRequest({ request, serverContext, fetchAPI, endResponse }) {
      const { req } = serverContext as { req?: IncomingMessage }
      if ((req && door.hasEntered(req)) || !isEndpoint(request.url)) return
      const visit = await door.pass(request)
      if (visit !== null) return void visits.set(request, visit)
      const { status, headers, body } = door.refusal(request.headers.get('origin'))
      endResponse(new fetchAPI.Response(body, { status, headers }))
    },
    onResponse({ request, response }) {
      visits.get(request)?.leave(response.status === UNAVAILABLE)
    },
  }
}
