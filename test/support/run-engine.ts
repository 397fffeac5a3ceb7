import { bodyText, type EngineAnswer, type Viewer } from '../../src/request.ts'
import type { ExecutionResult } from 'graphql'
import type { Heddle } from '../../src/start.ts'
import type { Wire } from '../reference/values.ts'

/** An answer as a client reads it, and what it cost. */
export interface EngineRun {
  readonly result: ExecutionResult
  /** `text`: the direct path. `result`: the reference path. */
  readonly path: EngineAnswer['kind']
  /** Statements that ran, by source. */
  readonly statements: Readonly<Record<string, number>>
}

const anonymous: Viewer = { role: 'anonymous', context: {} }

/** Runs a document through the engine, as the server does. `reference`: on the reference path, whatever it asks. */
export async function runEngine(
  heddle: Heddle,
  document: string,
  variables: Readonly<Record<string, Wire>> = {},
  { reference = false, viewer = anonymous }: { readonly reference?: boolean; readonly viewer?: Viewer } = {},
): Promise<EngineRun> {
  const answer = await heddle.engine.execute({ document, variables, viewer, reference })
  const text = answer.kind === 'text' ? bodyText(answer.body) : JSON.stringify(answer.result)
  const ran = answer.timings.filter((timing) => timing.statements > 0)
  return {
    result: JSON.parse(text) as ExecutionResult,
    path: answer.kind,
    statements: Object.fromEntries(ran.map((timing) => [timing.source, timing.statements])),
  }
}
