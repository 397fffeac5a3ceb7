import type { Prepared } from './prepared.ts'
import { printPlan } from './plan/print-plan.ts'
import { statementBound } from './plan/statement-bound.ts'
import type { Explanation } from './request.ts'

/** What a request would do: its plan and its SQL, parameters as placeholders. Runs nothing. */
export function explainPlan({ compiled, bound }: Prepared): Explanation {
  const { plan, statements } = compiled
  const sql = plan.fetches.map((fetch) => ({
    fetch: fetch.id,
    source: fetch.source,
    sql: statements[fetch.id]?.text ?? '',
  }))
  const path = bound.reasons.size === 0 ? 'direct' : 'reference'
  const why = bound.reasons.size === 0 ? '' : ` (${[...bound.reasons].join(', ')})`
  const printed = sql.map((statement) => `-- fetch ${statement.fetch} at ${statement.source}\n${statement.sql}\n`)
  return {
    bound: statementBound(plan),
    path,
    text: `${printPlan(plan)}\npath: ${path}${why}\n\n${printed.join('\n')}`,
    statements: sql,
  }
}
