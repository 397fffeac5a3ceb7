import type { Engine, EngineAnswer, EngineRequest, Viewer } from '../engine.ts'
import type { HttpLimits } from './limits.ts'
import type { RequestState, RequestStates } from './request-state.ts'

/** What both ways through Yoga need to have a request answered. */
export interface EngineAccess {
  readonly engine: Engine
  readonly states: RequestStates
  readonly limits: HttpLimits
  readonly viewerOf: (request: Request) => Promise<Viewer>
  readonly mayExplain: (role: string) => boolean
}

/** Who asks: the config's `context` and `role` run once per request, whichever way it goes. */
export async function identify(request: Request, state: RequestState, access: EngineAccess): Promise<Viewer> {
  state.identified ??= access.viewerOf(request)
  state.viewer = await state.identified
  return state.viewer
}

/** Has the engine answer, with the limits, the id and the abort signal of the HTTP request. */
export async function askEngine(
  request: Request,
  state: RequestState,
  access: EngineAccess,
  asked: Pick<EngineRequest, 'document' | 'operationName' | 'variables'>,
): Promise<EngineAnswer> {
  const viewer = await identify(request, state, access)
  const answer = await access.engine.execute({
    ...asked,
    viewer,
    requestId: state.id,
    signal: nativeSignal(request.signal),
    deadline: performance.now() + access.limits.timeoutMs,
    explain: state.explain && access.mayExplain(viewer.role),
  })
  state.timings = answer.timings
  return answer
}

/** Yoga's node adapter hands out a look-alike that `AbortSignal.any` refuses. */
function nativeSignal(signal: AbortSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal
  const like = signal as AbortSignal
  const controller = new AbortController()
  if (like.aborted) controller.abort(like.reason)
  else like.addEventListener('abort', () => controller.abort(like.reason), { once: true })
  return controller.signal
}
