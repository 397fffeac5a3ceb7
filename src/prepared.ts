import type { RoleModel } from './model.ts'
import type { BoundOperation } from './operation/bind.ts'
import type { CompiledPlan } from './runtime/compile-plan.ts'

/** A request that was read, bound and planned: all that can be known of it before a database is asked. */
export interface Prepared {
  readonly role: RoleModel
  readonly bound: BoundOperation
  readonly compiled: CompiledPlan
}
