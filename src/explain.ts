import { isMutation, type Prepared } from './prepared.ts'
import type { PreparedPart } from './prepared-part.ts'
import { printPlan } from './plan/print-plan.ts'
import { printWrite } from './plan/print-write.ts'
import { statementBound, writeBound } from './plan/statement-bound.ts'
import type { Explanation } from './request.ts'

/** What a request would do: its plan and its SQL, parameters as placeholders. Runs nothing. */
export function explainPlan(prepared: Prepared): Explanation {
  const { parts, bound } = prepared
  const statements = parts.flatMap(statementsOf)
  const path = bound.reasons.size === 0 ? 'direct' : 'reference'
  const why = bound.reasons.size === 0 ? '' : ` (${[...bound.reasons].join(', ')})`
  const printed = statements.map(({ fetch, source, sql }) => {
    return `-- ${fetch === null ? 'write' : `fetch ${fetch}`} at ${source}\n${sql}\n`
  })
  const plans = parts.map(({ write, compiled }) => (write ? printWrite(write.plan) : '') + printPlan(compiled.plan))
  return {
    bound: sum(parts.map(boundOf)),
    path,
    text: `${plans.join(isMutation(prepared) ? '\n' : '')}\npath: ${path}${why}\n\n${printed.join('\n')}`,
    statements,
  }
}

function statementsOf({ compiled, write }: PreparedPart): Explanation['statements'] {
  const probes = write ? fetchesOf(write.probes) : []
  const steps = write?.steps.flatMap(({ source, statements }) =>
    statements.map(({ text }) => ({ fetch: null, source, sql: text })),
  )
  return [...probes, ...(steps ?? []), ...fetchesOf(compiled)]
}

function fetchesOf({ plan, statements }: PreparedPart['compiled']): Explanation['statements'] {
  return plan.fetches.map(({ id, source }) => ({ fetch: id, source, sql: statements[id]?.text ?? '' }))
}

function boundOf({ compiled, write }: PreparedPart): Explanation['bound'] {
  const read = statementBound(compiled.plan)
  return write ? sum([read, statementBound(write.probes.plan), writeBound(write.plan)]) : read
}

function sum(bounds: readonly Explanation['bound'][]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const bound of bounds) {
    for (const [source, count] of Object.entries(bound)) total[source] = (total[source] ?? 0) + count
  }
  return total
}
