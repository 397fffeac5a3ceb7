import type { Abandonment } from '../abandonment.ts'
import type { Engine, EngineAnswer, EngineRequest, Viewer, ViewerOf } from '../engine.ts'
import type { Events } from '../events.ts'
import type { Cors } from './cors.ts'
import type { HttpLimits } from './limits.ts'
import type { RequestState, RequestStates } from './request-state.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** What both ways through Yoga need to have a request answered. */
export interface EngineAccess {
  readonly engine: Engine
  readonly events: Events
  readonly states: RequestStates
  readonly limits: HttpLimits
  readonly viewerOf: ViewerOf
  readonly cors: Cors | undefined
  readonly trusted: TrustedDocuments | undefined
  readonly mayExplain: (role: string) => boolean
}

/** What of an HTTP request the engine needs beside its parameters. */
export interface Asker {
  request(): Request
  readonly signal: Abandonment
}

/** Who asks: token, `context`, `role` and rate are looked at once per request, whichever way it goes. */
export function identify(request: () => Request, state: RequestState, access: EngineAccess): Viewer | Promise<Viewer> {
  if (state.viewer !== undefined) return state.viewer
  if (state.identified !== undefined) return state.identified
  const { authorization, address } = state
  const viewer = attempt(() => access.viewerOf({ authorization, address, request }))
  if (!(viewer instanceof Promise)) return (state.viewer = viewer)
  state.identified = viewer.then((known) => (state.viewer = known))
  return state.identified
}

/** What is thrown at once rejects as well: who asks is not found out twice. */
function attempt<T>(work: () => T | Promise<T>): T | Promise<T> {
  try {
    return work()
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

/** Has the engine answer, with the limits, the id and the abort signal of the HTTP request. */
export function askEngine(
  { request, signal }: Asker,
  state: RequestState,
  access: EngineAccess,
  { document, operationName, variables }: Pick<EngineRequest, 'document' | 'operationName' | 'variables'>,
): Promise<EngineAnswer> {
  const ask = (viewer: Viewer): Promise<EngineAnswer> =>
    access.engine.execute({
      document,
      operationName,
      variables,
      viewer,
      requestId: state.id,
      signal,
      deadline: state.arrived + access.limits.timeoutMs,
      idempotencyKey: state.idempotencyKey ?? undefined,
      explain: access.mayExplain(viewer.role) && state.explain,
    })
  const viewer = identify(request, state, access)
  return viewer instanceof Promise ? viewer.then(ask) : ask(viewer)
}
