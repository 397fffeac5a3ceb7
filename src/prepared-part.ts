import type { CompiledPlan } from './runtime/compile-plan.ts'
import type { CompiledWrite } from './write/compile-mutation.ts'

/** What runs as one: all of a query, or a root field of a mutation, which reads what it has written. */
export interface PreparedPart {
  readonly compiled: CompiledPlan
  readonly write: CompiledWrite | null
}
