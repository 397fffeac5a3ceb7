import type { DocumentNode, GraphQLSchema, Source } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { bodyText, validateWithin, type EngineAnswer, type Viewer } from '../engine.ts'
import { askEngine, identify, type EngineAccess } from './ask-engine.ts'
import { incrementalRules } from './incremental-rules.ts'
import type { RequestState } from './request-state.ts'

/**
 * Lets the engine answer instead of graphql-js: the viewer's schema, bounded parsing, the errors that the engine finds in a
 * document, then {@link Engine.execute}. The engine gets the text, of which it may know already what it is.
 */
export function useEngine(options: EngineAccess): Plugin {
  const { engine, states } = options
  const rules = incrementalRules()
  return {
    onRequestParse({ request }) {
      return {
        async onRequestParseDone() {
          const state = states.of(request)
          await identify(state.request ?? (() => request), state, options)
        },
      }
    },
    onEnveloped({ context, setSchema }) {
      const request = context?.request
      if (request) setSchema(engine.schemaFor(viewerIn(states.of(request)).role))
    },
    onParse({ setParseFn }) {
      setParseFn((source: string | Source) => engine.parse(typeof source === 'string' ? source : source.body))
    },
    onValidate({ context, setValidationFn }) {
      const { role } = viewerIn(states.of(context.request))
      setValidationFn((schema: GraphQLSchema, document: DocumentNode) => {
        const errors = engine.validate(textOf(document), role)
        return errors.length > 0 ? errors : validateWithin(schema, document, rules)
      })
    },
    onExecute({ args, setExecuteFn }) {
      const request: Request = args.contextValue.request
      const state = states.of(request)
      setExecuteFn(async () => {
        state.answer ??=
          state.refusal ??
          (await askEngine({ request: state.request ?? (() => request), signal: request.signal }, state, options, {
            document: textOf(args.document as DocumentNode),
            operationName: args.operationName,
            variables: args.variableValues as Record<string, unknown> | undefined,
          }))
        return yogaResult(state.answer)
      })
    },
  }
}

function viewerIn(state: RequestState): Viewer {
  if (state.viewer === undefined) throw new Error('Invariant violated: the viewer is known before the schema is chosen')
  return state.viewer
}

/** What a document of {@link Engine.parse} was read from. */
function textOf({ loc }: DocumentNode): string {
  if (loc === undefined) throw new Error('Invariant violated: documents are parsed with their locations')
  return loc.source.body
}

/** Yoga writes a result with a `stringify` of its own by calling it: finished text goes out as it is. */
function yogaResult(answer: EngineAnswer): unknown {
  return answer.kind === 'text' ? { stringify: () => bodyText(answer.body) } : answer.result
}
