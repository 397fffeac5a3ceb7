import {
  getVariableValues,
  GraphQLError,
  isObjectType,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import type { FieldMeta } from '../catalog/field-meta.ts'
import { tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import { bindNodeKey, bindUnique, tableOfNode } from './bind-key.ts'
import { bindList, bindOne } from './bind-rows.ts'
import { bindAggregate, bindConnection, bindFields, bindObject, objectType, type Selected } from './bind-selection.ts'
import type { Binding, BindingContext, ReferenceReason } from './binding.ts'
import { RequestErrors } from './documents.ts'
import type { BoundRead, BoundRoot } from './shape.ts'
import { createSlots } from './slots.ts'
import { unwrap, wrapVariables } from './variables.ts'

/** An operation with its variables: what decides the plan, and what does not. */
export interface BoundOperation {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly roots: readonly BoundRoot[]
  /** By slot, in canonical form: what the scalars' `parseValue` gives, enum values as the database has them. */
  readonly values: readonly unknown[]
  /** What each cursor of the answer is bound to, by the number that the shape has for it. */
  readonly scopes: readonly string[]
  /** Coerced variables, for graphql-js. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Why only the reference path can answer; empty: the direct path can. */
  readonly reasons: ReadonlySet<ReferenceReason>
}

/**
 * Binds one operation of a valid document: variables coerced, fragments expanded, skipped parts left out, every name
 * looked up in the role's catalog, every argument checked.
 *
 * @throws RequestErrors for variables, GraphQLError for an argument, before anything was asked of a database.
 */
export function bind(
  context: BindingContext,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
): BoundOperation {
  const definitions = operation.variableDefinitions ?? []
  const { coerced, errors } = getVariableValues(context.schema, definitions, { ...inputs }, { maxErrors: 20 })
  if (errors) throw new RequestErrors(errors.map(variableError))
  const binding: Binding = {
    ...context,
    fragments: fragmentsOf(document),
    variables: wrapVariables(context.schema, definitions, coerced),
    slots: createSlots(),
    scopes: [],
    reasons: new Set(),
  }
  const type = context.schema.getRootType(operation.operation)
  invariant(type, 'a valid operation has a root type')
  const roots = bindFields<BoundRoot>(
    binding,
    type,
    [operation.selectionSet],
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (selected, meta) => bindRoot(binding, selected, meta),
  )
  return {
    document,
    operation,
    roots,
    values: binding.slots.values,
    scopes: binding.scopes,
    variables: coerced,
    reasons: binding.reasons,
  }
}

function variableError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { nodes: error.nodes ?? null, extensions: { code: 'BAD_USER_INPUT' } })
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  return fragments
}

function bindRoot(binding: Binding, selected: Selected, meta: FieldMeta | undefined): BoundRoot {
  const { name } = selected
  switch (meta?.kind) {
    case 'node':
      return { kind: 'read', name, read: bindNode(binding, selected, unwrap(selected.args['nodeId']) as string) }
    case 'nodes': {
      const ids = unwrap(selected.args['nodeIds']) as readonly unknown[]
      return { kind: 'nodes', name, items: ids.map((id) => bindNode(binding, selected, unwrap(id) as string)) }
    }
    case 'unique':
    case 'list':
    case 'connection':
    case 'aggregate':
      return { kind: 'read', name, read: bindTable(binding, selected, meta) }
    default:
      binding.reasons.add('field of extend')
      return { kind: 'foreign', name }
  }
}

function bindTable(binding: Binding, selected: Selected, meta: Extract<FieldMeta, { table: string }>): BoundRead {
  const table = tableById(binding.catalog, meta.table)
  switch (meta.kind) {
    case 'connection':
      return bindConnection(binding, table, null, selected)
    case 'aggregate':
      return bindAggregate(binding, table, null, selected)
    case 'list':
      return {
        rows: bindList(binding, table, null, selected.args),
        view: { kind: 'list', value: bindObject(binding, table, objectType(selected), selected.sets) },
      }
    case 'unique': {
      const where = bindUnique(binding, table, selected.args['where'] as Readonly<Record<string, unknown>>)
      const value = bindObject(binding, table, objectType(selected), selected.sets)
      return { rows: bindOne(table, null, where), view: { kind: 'one', value, required: false } }
    }
  }
}

/** A node's type is told by its id, so the selection is that of the type. */
function bindNode(binding: Binding, selected: Selected, id: string): BoundRead {
  const table = tableOfNode(binding, id)
  const type = binding.schema.getType(table.typeName)
  invariant(isObjectType(type), `table ${table.id} has an object type`)
  const value = bindObject(binding, table, type, selected.sets)
  return {
    rows: bindOne(table, null, bindNodeKey(binding, table, id)),
    view: { kind: 'one', value, required: false },
  }
}
