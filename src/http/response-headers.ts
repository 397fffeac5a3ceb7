import type { Plugin } from 'graphql-yoga'
import type { EngineAnswer, SourceTiming } from '../engine.ts'
import type { ErrorDetails } from '../errors.ts'
import type { Events } from '../events.ts'
import type { EngineAccess } from './ask-engine.ts'
import type { Cors } from './cors.ts'
import { isEndpoint } from './endpoint.ts'
import type { RequestState } from './request-state.ts'

/**
 * Writes what every answer says of itself: `x-request-id`, `server-timing`, and `x-heddle-path`, by which of the engine's
 * two ways out it came. The short way has written them already.
 */
export function useResponseHeaders({ states, cors, events }: EngineAccess): Plugin {
  return {
    onResponse({ request, response }) {
      const state = states.of(request)
      if (isEndpoint(request.url)) tellRequest(events, state, response.status)
      if (state.headed) return
      for (const [name, value] of Object.entries(answerHeaders(state, cors))) response.headers.set(name, value)
    },
  }
}

/** Tells that a request was answered, on whichever way. */
export function tellRequest(events: Events, state: RequestState, status: number): void {
  const { id: requestId, arrived, answer } = state
  const timings = timingsOf(state)
  let statements = 0
  const sources: Record<string, number> = {}
  for (const timing of timings) {
    statements += timing.statements
    sources[timing.source] = timing.ms
  }
  const path = answer === undefined ? null : pathOf(answer)
  events.emit({ kind: 'request', requestId, status, ms: performance.now() - arrived, statements, sources, path })
}

/** The headers of an answer, lower case. */
export function answerHeaders(state: RequestState, cors: Cors | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': state.id }
  if (cors) Object.assign(headers, cors.answerHeaders(state.origin))
  const { answer } = state
  if (answer) describeAnswer(headers, answer)
  const shown = timingsOf(state).filter(({ hidden }) => !hidden)
  if (shown.length > 0) headers['server-timing'] = serverTiming(shown)
  return headers
}

/** When to ask again, where an answer as a whole failed for a reason that passes. */
export function retryHeaders(errors: readonly { readonly extensions: object }[]): Record<string, string> {
  for (const { extensions } of errors) {
    const { retryAfter } = extensions as ErrorDetails
    if (typeof retryAfter === 'number') return { 'retry-after': String(retryAfter) }
  }
  return {}
}

function timingsOf({ answer, refusal }: RequestState): readonly SourceTiming[] {
  return (answer ?? refusal)?.timings ?? []
}

function pathOf({ kind }: EngineAnswer): 'direct' | 'reference' | null {
  return kind === 'text' ? 'direct' : kind === 'result' ? 'reference' : null
}

function describeAnswer(headers: Record<string, string>, answer: EngineAnswer): void {
  const path = pathOf(answer)
  if (path !== null) headers['x-heddle-path'] = path
  if (answer.kind === 'refused') Object.assign(headers, retryHeaders(answer.errors))
  if (answer.kind === 'result' && answer.replayed) headers['idempotency-replayed'] = 'true'
}

const headerNames = new Map<string, string>()

/** The name of a source, as one may stand in a header. Sources are few, and each is named in every answer. */
function headerName(source: string): string {
  let name = headerNames.get(source)
  if (name === undefined) headerNames.set(source, (name = source.replace(/[^A-Za-z0-9_-]/g, '_')))
  return name
}

/**
 * The header's text: milliseconds and statements per source.
 *
 * @example accounts;dur=1.2;desc="2 statements", shop;dur=0.4;desc="1 statement"
 */
export function serverTiming(timings: readonly SourceTiming[]): string {
  return timings
    .map(({ source, ms, statements }) => {
      return `${headerName(source)};dur=${hundredths(ms)};desc="${statements} statement${statements === 1 ? '' : 's'}"`
    })
    .join(', ')
}

/** A number to its second digit, made of whole ones: to write a fraction takes V8 four times as long. */
function hundredths(number: number): string {
  const all = Math.round(number * 100)
  const rest = all % 100
  if (rest === 0) return String(all / 100)
  const whole = (all - rest) / 100
  return rest % 10 === 0 ? `${whole}.${rest / 10}` : `${whole}.${rest < 10 ? '0' : ''}${rest}`
}
