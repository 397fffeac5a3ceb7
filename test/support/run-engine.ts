import { Kind, parse, print, visit, type ExecutionResult } from 'graphql'
import type { Heddle } from '../../src/start.ts'
import type { Wire } from '../reference/values.ts'

/** An answer as a client reads it, and what it cost. */
export interface EngineRun {
  readonly result: ExecutionResult
  /** `text`: the direct path. `result`: the reference path. */
  readonly path: 'text' | 'result'
  /** Statements that ran, by source. */
  readonly statements: Readonly<Record<string, number>>
}

/** Runs a document through the engine, as the server does. */
export async function runEngine(
  heddle: Heddle,
  document: string,
  variables: Readonly<Record<string, Wire>> = {},
): Promise<EngineRun> {
  const answer = await heddle.engine.execute({ document, variables, viewer: { role: 'anonymous', context: {} } })
  const text = answer.kind === 'text' ? answer.body : JSON.stringify(answer.result)
  const ran = answer.timings.filter((timing) => timing.statements > 0)
  return {
    result: JSON.parse(text) as ExecutionResult,
    path: answer.kind,
    statements: Object.fromEntries(ran.map((timing) => [timing.source, timing.statements])),
  }
}

/**
 * The same document on the reference path: introspection is not the databases' to answer, so one field of it takes the
 * whole operation there. The field's own answer is taken out again.
 */
export async function runOnReferencePath(
  heddle: Heddle,
  document: string,
  variables: Readonly<Record<string, Wire>> = {},
): Promise<EngineRun> {
  const run = await runEngine(heddle, withIntrospection(document), variables)
  const { [marker]: _taken, ...data } = run.result.data ?? {}
  return run.result.data ? { ...run, result: { ...run.result, data } } : run
}

const marker = 'onReferencePath'

function withIntrospection(document: string): string {
  const [asked] = parse(`{ ${marker}: __schema { __typename } }`, { noLocation: true }).definitions
  if (asked?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the marker is an operation')
  const { selections } = asked.selectionSet
  return print(
    visit(parse(document), {
      OperationDefinition: (operation) => ({
        ...operation,
        selectionSet: {
          ...operation.selectionSet,
          selections: [...operation.selectionSet.selections, ...selections],
        },
      }),
    }),
  )
}
