import type { EngineParts } from './engine-parts.ts'
import { isMutation, type Prepared } from './prepared.ts'
import type { EngineRequest } from './request.ts'
import type { RunPart } from './runtime/build-tree.ts'
import { runPlan } from './runtime/run-plan.ts'
import { runMutation, type Transaction } from './write/run-mutation.ts'

/** What a request came to. */
export interface RunResult {
  readonly parts: readonly RunPart[]
  /** What became of the transactions of a mutation. */
  readonly transactions: readonly Transaction[]
}

/** Runs what was prepared: a query's plan, or a mutation's fields one after the other. */
export async function runPrepared(parts: EngineParts, prepared: Prepared, request: EngineRequest): Promise<RunResult> {
  const { sources, sessions, cursors, budgets, events } = parts
  const { role, bound } = prepared
  const { values, scopes } = bound
  const { requestId, deadline, signal, viewer } = request
  const { context } = viewer
  const run = {
    ...{ catalog: role.whole, sources, sessions, context, values, scopes, cursors, budgets, events },
    ...{ requestId, deadline, signal },
  }
  if (isMutation(prepared)) {
    const atomic = bound.operation.directives?.some(({ name }) => name.value === 'atomic') ?? false
    return runMutation({ ...run, atomic, writer: parts.writer, parts: prepared.parts, visible: role.catalog })
  }
  const ran = prepared.parts.map(async ({ compiled }): Promise<RunPart> => {
    return { compiled, result: await runPlan({ ...run, compiled }), written: 0, error: null }
  })
  return { parts: await Promise.all(ran), transactions: [] }
}
