import type { EngineParts } from './engine-parts.ts'
import type { HeddleError } from './errors.ts'
import { explainPlan } from './explain/explain-plan.ts'
import { isMutation, type Prepared } from './prepared.ts'
import { isOverloaded, overloadBefore, refuse } from './overload.ts'
import type { Engine, EngineAnswer, EngineRequest } from './request.ts'
import { answerWithErrors, respond } from './respond.ts'
import { runPrepared, type RunResult } from './run-prepared.ts'

// What a request is: `http/` knows the engine, and nothing behind it.
export * from './request.ts'

/** The whole request: document → operation → shape and values → plan → texts → answer. */
export function createEngine(parts: EngineParts): Engine {
  function prepare(request: EngineRequest): Prepared {
    const role = parts.model().forRole(request.viewer.role)
    const operation = role.operationOf(request.document, request.operationName)
    const bound = operation.bind(request.variables ?? {}, request.viewer.context)
    return { role, bound, parts: role.partsOf(bound) }
  }

  async function execute(request: EngineRequest, mayRepeat: boolean): Promise<EngineAnswer> {
    const model = parts.model()
    const started = performance.now()
    let prepared: Prepared
    let ready: number
    let result: RunResult
    try {
      prepared = prepare(request)
      const overload = request.explain ? null : overloadBefore(prepared, parts.sources)
      if (overload) return refuse(overload, [])
      ready = performance.now()
      result = await runPrepared(parts, prepared, request)
    } catch (error) {
      return answerWithErrors(error)
    }
    if (mayRepeat && schemaChanged(result)) {
      if (parts.model() === model) await parts.reload()
      if (parts.model() !== model && !isMutation(prepared)) return execute(request, false)
    }
    const clock = { started, prepared: ready, ran: performance.now() }
    parts.events.emit({ kind: 'phases', requestId: request.requestId, started, prepared: ready, ran: clock.ran })
    return respond(prepared, result, { request, engine, clock, budgets: parts.budgets })
  }

  const engine: Engine = {
    parse: (text) => parts.model().parse(text),
    validate: (text, role) => parts.model().forRole(role).errorsIn(text),
    schemaFor: (role) => parts.model().forRole(role).schema,
    mapFor: async (role) => (await import('./map/make-map.ts')).makeMap(parts.model().forRole(role).catalog),
    execute: (request) => execute(request, true),
    overloaded: () => isOverloaded(parts.sources),
    explain: (request) => explainPlan(prepare(request)),
  }
  return engine
}

function schemaChanged({ parts }: RunResult): boolean {
  const changed = (failed: { readonly error: HeddleError | null }): boolean => failed.error?.code === 'SCHEMA_CHANGED'
  return parts.some((part) => changed(part) || part.result.answers.some(changed))
}
