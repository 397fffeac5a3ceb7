import type { RoleModel } from './model.ts'
import type { BoundOperation } from './operation/bind.ts'
import type { PreparedPart } from './prepared-part.ts'

/** A request that was read, bound and planned: all that can be known of it before a database is asked. */
export interface Prepared {
  readonly role: RoleModel
  readonly bound: BoundOperation
  readonly parts: readonly PreparedPart[]
}

/** Whether the operation writes: then its root fields run one after the other, and none runs twice. */
export function isMutation({ bound }: Prepared): boolean {
  return bound.operation.operation === 'mutation'
}
