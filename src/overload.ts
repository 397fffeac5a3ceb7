import type { HeddleError } from './errors.ts'
import { toGraphQLError } from './operation/locate.ts'
import { isMutation, type Prepared } from './prepared.ts'
import type { EngineAnswer, SourceTiming } from './request.ts'
import type { RunResult } from './run-prepared.ts'
import type { RunPart } from './runtime/build-tree.ts'
import { fetchesOf } from './runtime/compile-plan.ts'
import type { Source } from './source/source.ts'

/**
 * Why a query need not run: as many wait for each source of its root fields as may. Under ten times the load that can be
 * answered nine of ten requests end here, and what each of them costs is taken from the tenth.
 */
export function overloadBefore(
  prepared: Prepared,
  sources: ReadonlyMap<string, Source>,
): readonly HeddleError[] | null {
  // Of a mutation each field is for itself.
  const [part] = prepared.parts
  if (!part || isMutation(prepared)) return null
  const { decisive } = part.compiled
  if (decisive.length === 0) return null
  for (const name of decisive) if (sources.get(name)?.saturated() !== true) return null
  return decisive.map((name) => sources.get(name)!.refuse())
}

/** Whether as many wait for every source as may: who would have asked none of them is sent away with the others, unread. */
export function isOverloaded(sources: ReadonlyMap<string, Source>): boolean {
  for (const source of sources.values()) if (!source.saturated()) return false
  return sources.size > 0
}

/** Why a request came to nothing that ran, and heard at each of its fields that too many wait: an error for each source. */
export function overloadAfter({ parts, transactions }: RunResult): readonly HeddleError[] | null {
  if (transactions.length > 0) return null
  const bySource = new Map<string | undefined, HeddleError>()
  for (const part of parts) {
    for (const root of part.compiled.plan.roots) {
      const failures = part.error && root.kind !== 'typename' ? [part.error] : fetchesOf(root).map(failureIn(part))
      if (failures.length === 0) return null
      for (const failure of failures) {
        if (failure?.code !== 'OVERLOADED') return null
        if (!bySource.has(failure.details.source)) bySource.set(failure.details.source, failure)
      }
    }
  }
  return bySource.size === 0 ? null : [...bySource.values()]
}

function failureIn({ result: { answers } }: RunPart): (fetch: number) => HeddleError | null {
  return (fetch) => answers[fetch]?.error ?? null
}

/** The answer to such a request. Its `result` is made for who asks: a GraphQLError costs as much as all the rest. */
export function refuse(errors: readonly HeddleError[], timings: readonly SourceTiming[]): EngineAnswer {
  return {
    kind: 'refused',
    errors,
    get result() {
      return { errors: errors.map((error) => toGraphQLError(error)) }
    },
    timings,
  }
}
