import { explainPlan } from './explain.ts'
import type { Events } from './events.ts'
import type { Model } from './model.ts'
import type { Cursors } from './operation/cursor.ts'
import type { Prepared } from './prepared.ts'
import type { Engine, EngineAnswer, EngineRequest } from './request.ts'
import { answerWithErrors, respond } from './respond.ts'
import type { Budgets } from './runtime/budgets.ts'
import { runPlan, type PlanResult } from './runtime/run-plan.ts'
import type { Sessions } from './source/session.ts'
import type { Source } from './source/source.ts'

// What a request is: `http/` knows the engine, and nothing behind it.
export * from './request.ts'

/** What an engine works with. */
export interface EngineParts {
  /** The current one: replaced as a whole when a schema changed. */
  model(): Model
  /** Reads the databases' schemas again. Where they changed, the model is another one after it. */
  reload(): Promise<void>
  readonly sources: ReadonlyMap<string, Source>
  readonly cursors: Cursors
  readonly budgets: Budgets
  readonly events: Events
  /** By source: what a viewer's statements run with. */
  readonly sessions: Sessions
}

/** The whole request: document → operation → shape and values → plan → texts → answer. */
export function createEngine(parts: EngineParts): Engine {
  function prepare(request: EngineRequest): Prepared {
    const role = parts.model().forRole(request.viewer.role)
    const operation = role.operationOf(request.document, request.operationName)
    const bound = operation.bind(request.variables ?? {}, request.viewer.context)
    return { role, bound, compiled: role.planOf(bound.roots) }
  }

  function run({ role, bound, compiled }: Prepared, request: EngineRequest): Promise<PlanResult> {
    const { values, scopes } = bound
    const { requestId, deadline, signal, viewer } = request
    const asked = { compiled, catalog: role.whole, values, scopes, requestId, deadline, signal }
    return runPlan({ ...parts, ...asked, context: viewer.context })
  }

  async function execute(request: EngineRequest, mayReload: boolean): Promise<EngineAnswer> {
    const model = parts.model()
    let prepared: Prepared
    try {
      prepared = prepare(request)
    } catch (error) {
      return answerWithErrors(error)
    }
    const result = await run(prepared, request)
    if (mayReload && schemaChanged(result)) {
      if (parts.model() === model) await parts.reload()
      if (parts.model() !== model) return execute(request, false)
    }
    return respond(prepared, result, request, engine)
  }

  const engine: Engine = {
    parse: (text) => parts.model().parse(text),
    schemaFor: (role) => parts.model().forRole(role).schema,
    execute: (request) => execute(request, true),
    explain: (request) => explainPlan(prepare(request)),
  }
  return engine
}

function schemaChanged(result: PlanResult): boolean {
  return result.answers.some((answer) => answer.error?.code === 'SCHEMA_CHANGED')
}
