import { parse, validate, type DocumentNode, type ParseOptions, type Source } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Engine, EngineAnswer, Viewer } from '../engine.ts'
import { incrementalRules } from './incremental-rules.ts'
import type { HttpLimits } from './limits.ts'
import { requestError } from './request-error.ts'
import type { RequestState, RequestStates } from './request-state.ts'

export interface UseEngineOptions {
  readonly engine: Engine
  readonly states: RequestStates
  readonly limits: HttpLimits
  readonly viewerOf: (request: Request) => Promise<Viewer>
  readonly mayExplain: (role: string) => boolean
}

/** Lets the engine answer instead of Yoga's executor: the viewer's schema, bounded parsing, then {@link Engine.execute}. */
export function useEngine(options: UseEngineOptions): Plugin {
  const { engine, states, limits } = options
  const rules = incrementalRules()
  return {
    onRequestParse({ request }) {
      return {
        async onRequestParseDone() {
          states.of(request).viewer = await options.viewerOf(request)
        },
      }
    },
    onEnveloped({ context, setSchema }) {
      const request = context?.request
      if (request) setSchema(engine.schemaFor(viewerIn(states.of(request)).role))
    },
    onParse({ setParseFn }) {
      setParseFn((source: string | Source, parseOptions?: ParseOptions) =>
        withinStack(() => parse(source, { ...parseOptions, maxTokens: limits.tokens })),
      )
    },
    onValidate({ addValidationRule, setValidationFn }) {
      for (const rule of rules) addValidationRule(rule)
      setValidationFn((...args: Parameters<typeof validate>) => withinStack(() => validate(...args)))
    },
    onExecute({ args, setExecuteFn }) {
      const request: Request = args.contextValue.request
      const state = states.of(request)
      const viewer = viewerIn(state)
      setExecuteFn(async () => {
        const answer = await engine.execute({
          document: args.document as DocumentNode,
          operationName: args.operationName,
          variables: args.variableValues as Record<string, unknown> | undefined,
          viewer,
          requestId: state.id,
          signal: nativeSignal(request.signal),
          deadline: performance.now() + limits.timeoutMs,
          explain: state.explain && options.mayExplain(viewer.role),
        })
        state.timings = answer.timings
        return yogaResult(answer)
      })
    },
  }
}

function viewerIn(state: RequestState): Viewer {
  if (state.viewer === undefined) throw new Error('Invariant violated: the viewer is known before the schema is chosen')
  return state.viewer
}

/** Yoga writes a result with a `stringify` of its own by calling it: finished text goes out as it is. */
function yogaResult(answer: EngineAnswer): unknown {
  return answer.kind === 'text' ? { stringify: () => answer.body } : answer.result
}

/** A document that overflows the stack is the client's mistake, not a fault. */
function withinStack<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw requestError({ status: 400, spec: true }, 'LIMIT_EXCEEDED', 'The document nests too deeply.')
  }
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
