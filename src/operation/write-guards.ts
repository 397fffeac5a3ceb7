import type { Table } from '../catalog/catalog.ts'
import type { Binding } from './binding.ts'
import type { Predicate } from './shape.ts'

/** What a role's rules say of rows that are written. */
export interface Guards {
  /** Which rows may be reached: those that the viewer sees and, to be changed or deleted, may. Null: all. */
  readonly policy: Predicate | null
  /** What each row must fulfil after the write. */
  readonly check: Predicate | null
  /** How many rows may be written. */
  readonly limit: number | null
}

/**
 * The rules of a table for what is done to its rows. `refer`: they are found, and other rows take their keys.
 *
 * @example guardsOf(binding, orders, 'update').policy // and(policy of read, rule of update)
 */
export function guardsOf(binding: Binding, table: Table, action: 'create' | 'update' | 'delete' | 'refer'): Guards {
  const right = action === 'refer' ? null : table.writes[action]
  const limit = right?.limit ?? null
  switch (action) {
    case 'create':
      return { policy: null, check: binding.bindRule(table, 'check create'), limit }
    case 'refer':
      return { policy: binding.policyOf(table), check: null, limit }
    case 'update':
      return { policy: seenAnd(binding, table, 'update'), check: binding.bindRule(table, 'check update'), limit }
    case 'delete':
      return { policy: seenAnd(binding, table, 'delete'), check: null, limit }
  }
}

/** A row that the viewer does not see is like one that is not there, whatever else a rule says. */
function seenAnd(binding: Binding, table: Table, action: 'update' | 'delete'): Predicate | null {
  const seen = binding.policyOf(table)
  const ruled = binding.bindRule(table, action)
  return seen && ruled ? { kind: 'and', items: [seen, ruled] } : (seen ?? ruled)
}
