import type { Prepared } from './prepared.ts'
import { printPlan } from './plan/print-plan.ts'
import { statementBound } from './plan/statement-bound.ts'
import type { Fetch } from './plan/plan.ts'
import type { Explanation } from './request.ts'
import type { CompiledPlan, PlannedStatement } from './runtime/compile-plan.ts'

/** What a request would do: its plan and its SQL, parameters as placeholders. Runs nothing. */
export function explainPlan({ compiled, bound }: Prepared): Explanation {
  const { plan } = compiled
  const sql = plan.fetches.flatMap((fetch) => statementsOf(compiled, fetch))
  const path = bound.reasons.size === 0 ? 'direct' : 'reference'
  const why = bound.reasons.size === 0 ? '' : ` (${[...bound.reasons].join(', ')})`
  const printed = sql.map(
    (statement) =>
      `-- fetch ${statement.fetch} at ${statement.source}${statement.part ? `, ${statement.part}` : ''}\n${statement.sql}\n`,
  )
  return {
    bound: statementBound(plan),
    path,
    text: `${printPlan(plan)}\npath: ${path}${why}\n\n${printed.join('\n')}`,
    statements: sql,
  }
}

/** The statement of a fetch, and those that it has beside it where it looks for its page in windows. */
function statementsOf(compiled: CompiledPlan, { id, source }: Fetch): Explanation['statements'] {
  const own = { fetch: id, source, sql: compiled.statements[id]?.text ?? '' }
  const windows = compiled.windows[id]
  if (!windows) return [own]
  const part = (name: string, { fetch, statement }: PlannedStatement): Explanation['statements'][number] => {
    return { fetch: fetch.id, source: fetch.source, part: name, sql: statement.text }
  }
  return [
    own,
    part('a window', windows.window),
    ...windows.within.map((probe) => part(`within a window of fetch ${id}`, probe)),
    part('within windows', windows.page),
  ]
}
