import type { Plugin } from 'graphql-yoga'
import type { SourceTiming } from '../engine.ts'
import type { RequestStates } from './request-state.ts'

/** Writes `x-request-id`, `server-timing`, and `x-heddle-path`: by which of the engine's two ways out the answer came. */
export function useResponseHeaders(states: RequestStates): Plugin {
  return {
    onResponse({ request, response }) {
      const state = states.of(request)
      response.headers.set('x-request-id', state.id)
      if (state.answer) response.headers.set('x-heddle-path', state.answer.kind === 'text' ? 'direct' : 'reference')
      if (state.timings.length > 0) response.headers.set('server-timing', serverTiming(state.timings))
    },
  }
}

/**
 * The header's text: milliseconds and statements per source.
 *
 * @example accounts;dur=1.2;desc="2 statements", shop;dur=0.4;desc="1 statement"
 */
export function serverTiming(timings: readonly SourceTiming[]): string {
  return timings
    .map(({ source, ms, statements }) => {
      const name = source.replace(/[^A-Za-z0-9_-]/g, '_')
      return `${name};dur=${Number(ms.toFixed(2))};desc="${statements} statement${statements === 1 ? '' : 's'}"`
    })
    .join(', ')
}
