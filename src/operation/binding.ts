import type { HeddleError } from '../errors.ts'
import type { FragmentDefinitionNode, GraphQLSchema } from 'graphql'
import type { Catalog, Relation, Table } from '../catalog/catalog.ts'
import type { TableHooks } from '../catalog/column-hooks.ts'
import { tableById } from '../catalog/lookup.ts'
import type { Cursors } from './cursor.ts'
import { limitExceeded, type OperationLimits } from './limits.ts'
import type { Policies, Predicate } from './shape.ts'
import type { Slots } from './slots.ts'
import type { Zones } from './zones.ts'
import type { RuleUse, Rules } from './viewer-rules.ts'

/** How many rows a list has at most. */
export interface RowLimits {
  /** Where the request says nothing. */
  readonly defaultLimit: number
  /** The most that a request may ask for. */
  readonly maxLimit: number
}

/** What stays the same for all requests of a role. */
export interface BindingContext {
  readonly catalog: Catalog
  readonly schema: GraphQLSchema
  readonly cursors: Cursors
  readonly limits: RowLimits & OperationLimits
  /** What code fills in, of the tables whose schema is code. */
  readonly hooks: TableHooks
  readonly zones: Zones
  /** What the role may do; null or absent: everything. */
  readonly rules?: Rules | null
}

/** One operation while it is bound. */
export interface Binding extends BindingContext {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Coerced and wrapped, see `variables.ts`. */
  readonly variables: Record<string, unknown>
  readonly slots: Slots
  /** What each cursor is bound to; see {@link Cursors}. */
  readonly scopes: string[]
  /** Leaves of the variables that decided something: limits, counts that rows without partners are held against. */
  readonly deciding: Map<string, readonly string[]>
  /** Objects of filters, order terms and group keys so far: see `countCondition`. */
  conditions: number
  /** Set where something else than the form of the variables decided: a cursor, a node id. */
  once: boolean
  /** What the viewer may see of a table's rows: stands wherever rows of the table are reached. Null: all of them. */
  policyOf(table: Table): Predicate | null
  /** A rule of the config as a condition on rows of the table; null: there is none. See `bind-rule.ts`. */
  bindRule(table: Table, use: RuleUse): Predicate | null
  /** The columns of a write that the server sets, with the viewer's values. */
  presetsOf(table: Table, action: 'create' | 'update'): ReadonlyMap<string, unknown>
  /** Why the operation needs the reference path, if it does. */
  readonly reasons: Set<ReferenceReason>
}

/** What the viewer may see along a relation: stands wherever one is followed. */
export function policiesAlong(binding: Binding, { to, through }: Relation): Policies {
  const of = (table: string): Predicate | null => binding.policyOf(tableById(binding.catalog, table))
  return { policy: of(to), pairPolicy: through && of(through.table) }
}

/** What the direct path does not do. */
export type ReferenceReason = 'custom field' | 'field of extend' | 'introspection' | '@defer or @stream'

/** @throws HeddleError LIMIT_EXCEEDED for one object of a filter, order term or group key too many. */
export function countCondition(binding: Binding): void {
  binding.conditions += 1
  if (binding.conditions > binding.limits.conditions) throw tooManyConditions(binding.limits)
}

/**
 * Refuses variables that alone hold too many: coercing them would take long. In a query, what is an object is a part of a
 * filter, an order or a grouping; in a mutation it may be a row.
 *
 * @throws HeddleError LIMIT_EXCEEDED
 */
export function assertFewConditions(inputs: Readonly<Record<string, unknown>>, limits: OperationLimits): void {
  let objects = 0
  const open: unknown[] = Object.values(inputs)
  for (let value = open.pop(); value !== undefined || open.length > 0; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value)) objects += 1
    if (objects > limits.conditions) throw tooManyConditions(limits)
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) open.push(inner)
  }
}

function tooManyConditions({ conditions: most }: OperationLimits): HeddleError {
  return limitExceeded(
    'conditions',
    `The operation has more than ${most} conditions, order terms and group keys.`,
    'Use in: […] for many values of one column; limits.conditions in the config sets the limit.',
  )
}
