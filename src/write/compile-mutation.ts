import type { Catalog } from '../catalog/catalog.ts'
import type { ResponseName } from '../operation/shape.ts'
import type { BoundWrite } from '../operation/write-shape.ts'
import { buildWrite } from '../plan/build-write.ts'
import type { WritePlan } from '../plan/write-plan.ts'
import { compilePlan, dialectOf, type CompiledPlan } from '../runtime/compile-plan.ts'
import type { Dialect } from '../sql/dialect.ts'
import type { Statement } from '../sql/statement.ts'

/** A write with its statements: made once per shape, kept with its answer's plan. */
export interface CompiledWrite {
  readonly plan: WritePlan
  readonly steps: readonly CompiledStep[]
  /** The probes of its conditions, and of what rows must fulfil after it. */
  readonly probes: CompiledPlan
  readonly checkProbes: CompiledPlan
}

/** A statement for each group of a step, and where they run. */
export interface CompiledStep {
  /** Its place among the steps. */
  readonly number: number
  readonly source: string
  /** The table's id. */
  readonly table: string
  readonly dialect: Dialect
  readonly statements: readonly Statement[]
}

/** Plans and compiles a root field of a mutation, and the read of its answer. */
export function compileMutation(
  catalog: Catalog,
  name: ResponseName,
  bound: BoundWrite,
): { readonly write: CompiledWrite; readonly compiled: CompiledPlan } {
  const { write: plan, answer } = buildWrite(catalog, name, bound)
  const steps = plan.steps.map((step, number): CompiledStep => {
    const pair = step.kind === 'join' || step.kind === 'part' ? step.pair : null
    const batch = step.kind === 'answer' ? 0 : step.batch
    const { source, table } = pair ?? plan.batches[batch]! // a batch of the plan
    const dialect = dialectOf(catalog, source)
    return { number, source, table, dialect, statements: dialect.compileWrite(plan, step, catalog) }
  })
  const probes = compilePlan(plan.probes, catalog)
  const checkProbes = compilePlan(plan.checkProbes, catalog)
  return { write: { plan, steps, probes, checkProbes }, compiled: compilePlan(answer, catalog) }
}
