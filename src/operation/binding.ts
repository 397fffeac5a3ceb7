import type { FragmentDefinitionNode, GraphQLSchema } from 'graphql'
import type { Catalog, Table } from '../catalog/catalog.ts'
import type { Cursors } from './cursor.ts'
import type { Predicate } from './shape.ts'
import type { Slots } from './slots.ts'
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
  readonly limits: RowLimits
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
  /** Set where something else than the form of the variables decided: a cursor, a node id. */
  once: boolean
  /** What the viewer may see of a table's rows: stands wherever rows of the table are reached. Null: all of them. */
  policyOf(table: Table): Predicate | null
  /** A rule of the config as a condition on rows of the table; null: there is none. See `bind-rule.ts`. */
  bindRule(table: Table, use: RuleUse): Predicate | null
  /** Why the operation needs the reference path, if it does. */
  readonly reasons: Set<ReferenceReason>
}

/** What the direct path does not do. */
export type ReferenceReason = 'custom field' | 'field of extend' | 'introspection' | '@defer or @stream'
