import { isMutation, type Prepared } from '../prepared.ts'
import type { PreparedPart } from '../prepared-part.ts'
import { printPlan } from '../plan/print-plan.ts'
import { printWrite } from '../plan/print-write.ts'
import { statementBound, writeBound } from '../plan/statement-bound.ts'
import type { Fetch } from '../plan/plan.ts'
import type { CompiledPlan, PlannedStatement } from '../runtime/compile-plan.ts'
import { crossingsOf } from './crossings.ts'
import type { ExplainedStatement, Explanation, StatementCounts } from './explanation.ts'
import { plansOf, stepsOf } from './steps.ts'

/** What a request would do: its plan and its SQL, parameters as placeholders. Runs nothing. */
export function explainPlan(prepared: Prepared): Explanation {
  const { parts, bound } = prepared
  const mutation = isMutation(prepared)
  const statements = parts.flatMap(statementsOf)
  const path = bound.reasons.size === 0 ? 'direct' : 'reference'
  const why = bound.reasons.size === 0 ? '' : ` (${[...bound.reasons].join(', ')})`
  const printed = statements.map(({ fetch, source, part, sql }) => {
    return `-- ${fetch === null ? 'write' : `fetch ${fetch}`} at ${source}${part ? `, ${part}` : ''}\n${sql}\n`
  })
  const plans = parts.map(({ write, compiled }) => (write ? printWrite(write.plan) : '') + printPlan(compiled.plan))
  return {
    bound: sum(parts.map(boundOf)),
    path,
    text: `${plans.join(mutation ? '\n' : '')}\npath: ${path}${why}\n\n${printed.join('\n')}`,
    statements,
    steps: parts.flatMap((part, root) => stepsOf(part, mutation ? root : null)),
    crossings: parts.flatMap((part, root) => plansOf(part, mutation ? root : null).flatMap(crossingsOf)),
  }
}

function statementsOf({ compiled, write }: PreparedPart): readonly ExplainedStatement[] {
  const probes = write ? [...fetchesOf(write.probes), ...fetchesOf(write.checkProbes)] : []
  const steps = write?.steps.flatMap(({ source, statements }) =>
    statements.map(({ text }) => ({ fetch: null, source, sql: text })),
  )
  return [...probes, ...(steps ?? []), ...fetchesOf(compiled)]
}

function fetchesOf(compiled: CompiledPlan): readonly ExplainedStatement[] {
  return compiled.plan.fetches.flatMap((fetch) => statementsOfFetch(compiled, fetch))
}

function boundOf({ compiled, write }: PreparedPart): StatementCounts {
  const read = statementBound(compiled.plan)
  if (!write) return read
  return sum([read, statementBound(write.probes.plan), statementBound(write.checkProbes.plan), writeBound(write.plan)])
}

function sum(bounds: readonly StatementCounts[]): StatementCounts {
  const total: Record<string, number> = {}
  for (const bound of bounds) {
    for (const [source, count] of Object.entries(bound)) total[source] = (total[source] ?? 0) + count
  }
  return total
}

/** The statement of a fetch, and those that it has beside it where it looks for its page in windows. */
function statementsOfFetch(compiled: CompiledPlan, { id, source }: Fetch): readonly ExplainedStatement[] {
  const own = { fetch: id, source, sql: compiled.statements[id]?.text ?? '' }
  const windows = compiled.windows[id]
  if (!windows) return [own]
  const part = (name: string, { fetch, statement }: PlannedStatement): ExplainedStatement => {
    return { fetch: fetch.id, source: fetch.source, part: name, sql: statement.text }
  }
  return [
    own,
    part('a window', windows.window),
    ...windows.within.map((probe) => part(`within a window of fetch ${id}`, probe)),
    part('within windows', windows.page),
  ]
}
