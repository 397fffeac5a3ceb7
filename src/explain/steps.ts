import type { Fetch } from '../plan/plan.ts'
import type { PreparedPart } from '../prepared-part.ts'
import type { CompiledPlan } from '../runtime/compile-plan.ts'
import type { Ran } from '../runtime/run-statement.ts'
import type { ExplainedStep } from './explanation.ts'

/** A plan of a request, and what its fetches are called. */
export interface NamedPlan {
  readonly compiled: CompiledPlan
  stepOf(fetch: number): string
}

/** The plans of a part: of a write's filter, of the rules that are checked, and of what is read. */
export function plansOf({ compiled, write }: PreparedPart, root: number | null): readonly NamedPlan[] {
  const read = { compiled, stepOf: (fetch: number) => nameStep(root, { phase: 'read', number: fetch }) }
  if (!write) return [read]
  const filter = {
    compiled: write.probes,
    stepOf: (fetch: number) => nameStep(root, { phase: 'filter', number: fetch }),
  }
  const check = {
    compiled: write.checkProbes,
    stepOf: (fetch: number) => nameStep(root, { phase: 'check', number: fetch }),
  }
  return [filter, check, read]
}

/** All steps of a part, in the order in which they run. */
export function stepsOf(part: PreparedPart, root: number | null): readonly ExplainedStep[] {
  const { write } = part
  const plans = plansOf(part, root).map(({ compiled, stepOf }) =>
    compiled.plan.fetches.map((fetch) => explainFetch(fetch, stepOf(fetch.id))),
  )
  if (!write) return plans.flat()
  const [probes = [], checks = [], reads = []] = plans
  const steps = write.steps.flatMap(({ source, table, statements }, number): ExplainedStep[] => {
    if (statements.length === 0) return []
    return [
      { id: nameStep(root, { phase: 'write', number }), source, table, tables: [table], kind: 'write', relation: null },
    ]
  })
  return [...probes, ...steps, ...checks, ...reads]
}

/** The id of a step. @param root the root field of a mutation; null: of a query, whose fetches need no more than a number */
export function nameStep(root: number | null, { phase, number }: Pick<Ran, 'phase' | 'number'>): string {
  if (root === null) return String(number)
  return phase === 'read' ? `${root}.${number}` : `${root}.${phase}.${number}`
}

function explainFetch(fetch: Fetch, id: string): ExplainedStep {
  const { source, rows, key, probe, lookup } = fetch
  const end = probe ?? lookup ?? key
  const relation = end?.relation ? `${end.table}.${end.relation}` : null
  return {
    id,
    source,
    table: rows.table,
    tables: [...new Set(tablesIn([rows, fetch.views]))],
    kind: kindOf(fetch),
    relation,
  }
}

/** The tables of all sets of rows in a part of a plan: those have a table, and the relation that leads to it. */
function tablesIn(data: unknown): readonly string[] {
  if (typeof data !== 'object' || data === null) return []
  const { table, relation } = data as { readonly table?: unknown; readonly relation?: unknown }
  const own = typeof table === 'string' && relation !== undefined ? [table] : []
  return [...own, ...Object.values(data).flatMap(tablesIn)]
}

function kindOf({ source, key, probe, lookup }: Fetch): ExplainedStep['kind'] {
  if (probe) return 'probe'
  if (lookup) return 'lookup'
  if (!key) return 'root'
  if (key.relation === null) return 'written'
  return key.table.startsWith(`${source}.`) ? 'relation' : 'link'
}
