import type { IncomingMessage, ServerResponse } from 'node:http'
import { wholeBody, type Body } from '../engine.ts'
import { acceptedType } from './accepted-type.ts'
import type { EngineAccess } from './ask-engine.ts'
import { isEndpoint, urlOf } from './endpoint.ts'
import { ClientWatch } from './client-watch.ts'
import { assertLength, isJson, tooLarge } from './read-parameters.ts'
import { stateOfNode, type RequestState } from './request-state.ts'
import { answerHeaders, tellRequest } from './response-headers.ts'
import { answerShortly, bodyOf, statusOf } from './short-way.ts'

/** Parts of fewer bytes on average are joined: handing each to the socket would cost more than copying it. */
const WORTH_SENDING = 2_048

/** Hands a request over to Yoga. */
type LongWay = () => void

interface Arrived {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly state: RequestState
  readonly type: string
  readonly longWay: LongWay
}

/**
 * The short way for node:http: before a `Request`, a `Response` and Yoga's hooks are made for it, which cost more than
 * everything else that a small answer takes.
 *
 * @param requestOf makes the `Request` that the config's `context` gets, with the body that was read
 */
export function createNodeShortWay(
  access: EngineAccess,
  requestOf: (request: IncomingMessage, body: string, signal: () => AbortSignal) => Request,
): (request: IncomingMessage, response: ServerResponse, longWay: LongWay) => void {
  async function answer({ request, response, state, type, longWay }: Arrived): Promise<void> {
    const signal = new ClientWatch(response)
    let body = ''
    const read = (limit: number): Promise<string> => readBody(request, limit).then((text) => (body = text))
    state.request = () => requestOf(request, body, () => signal.native())
    const found = await answerShortly({ state, signal, readBody: read, request: state.request }, access)
    if (response.destroyed) return
    if (found === undefined) {
      access.states.handOver(request, state)
      return longWay()
    }
    const sent = bodyOf(found)
    const length = sent.reduce((sum, part) => sum + part.length, 0)
    const headers = answerHeaders(state, access.cors)
    headers['Content-Type'] = `${type}; charset=utf-8`
    headers['content-length'] = String(length)
    const status = statusOf(found)
    response.writeHead(status, headers)
    tellRequest(access.events, state, status)
    send(response, length / sent.length < WORTH_SENDING ? [wholeBody(sent)] : sent)
  }

  return (request, response, longWay) => {
    const { method, headers } = request
    const type = method === 'POST' && isEndpoint(urlOf(request)) ? acceptedType(headers.accept ?? null) : null
    if (type === null || !isJson(headers['content-type'] ?? null)) return longWay()
    const arrived: Arrived = { request, response, state: stateOfNode(request), type, longWay }
    // What fails here could not be written: nobody is left to be told.
    void answer(arrived).catch(() => response.destroy())
  }
}

/** Parts in one packet, sent as they are: a copy of a large answer would cost as much as its statement. */
function send(response: ServerResponse, body: Body): void {
  const last = body.length - 1
  if (last > 0) response.cork()
  for (let part = 0; part < last; part += 1) response.write(body[part], 'latin1')
  response.end(body[last], 'latin1')
}

/** The declared length is held to by the HTTP parser; without one the bytes are counted as they come. */
function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    assertLength(request.headers['content-length'] ?? null, limit)
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > limit) {
        request.removeAllListeners('data')
        request.resume()
        reject(tooLarge(limit))
      } else chunks.push(chunk)
    })
    request.on('end', () => resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString()))
    request.on('error', reject)
  })
}
