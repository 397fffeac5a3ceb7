import {
  getVariableValues,
  GraphQLError,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { FieldMeta } from '../catalog/field-meta.ts'
import { tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import { bindGroups } from './bind-group-by.ts'
import { bindNodeKey, bindUnique, tableOfNode } from './bind-key.ts'
import { bindWrite } from './bind-mutation.ts'
import { bindList, bindOne } from './bind-rows.ts'
import { bindAggregate, bindConnection, bindFields, bindObject, objectType, type Selected } from './bind-selection.ts'
import { bindRule, formOfRules, keyOf, viewerRules, type RulePlace, type ViewerRules } from './bind-rule.ts'
import { assertFewConditions, type Binding, type BindingContext, type ReferenceReason } from './binding.ts'
import { RequestErrors } from './documents.ts'
import type { BoundRoot } from './bound-root.ts'
import { assertCost } from './estimate-cost.ts'
import { limitExceeded } from './limits.ts'
import { assertExactNumbers } from './lossy-numbers.ts'
import type { BoundRead } from './shape.ts'
import { createSlots, fillSlots, type SlotRecipe } from './slots.ts'
import { coerceLeaves, formOf, unwrap, variablesOf, withoutPrototypes, wrapVariables } from './variables.ts'

/** An operation with its variables: what decides the plan, and what does not. */
export interface BoundOperation extends OperationForm {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** By slot, in canonical form: what the scalars' `parseValue` gives, enum values as the database has them. */
  readonly values: readonly unknown[]
}

/** What all requests of one operation share whose variables have the same form. */
export interface OperationForm {
  readonly roots: readonly BoundRoot[]
  /** What each cursor of the answer is bound to, by the number that the shape has for it. */
  readonly scopes: readonly string[]
  /** Why only the reference path can answer; empty: the direct path can. */
  readonly reasons: ReadonlySet<ReferenceReason>
}

/** One operation of a valid document, ready to be bound with variables. */
export interface Operation {
  /**
   * Binds the operation: variables coerced, fragments expanded, skipped parts left out, every name looked up in the role's
   * catalog, every argument checked, the cost estimated. What the form of the variables decides is done once per form.
   *
   * @param context what the config's `context` made of the request: rules of the config are functions of it
   *
   * @throws RequestErrors for variables, GraphQLError for an argument, before anything was asked of a database; and what a
   * rule of the config throws.
   */
  bind(inputs: Readonly<Record<string, unknown>>, context?: unknown): BoundOperation
}

/** A form, and how the values of its slots are had from variables. */
interface KnownForm extends OperationForm {
  readonly recipes: readonly SlotRecipe[]
}

const MAX_FORMS = 100

export function createOperation(
  context: BindingContext,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Operation {
  const { schema } = context
  const definitions = operation.variableDefinitions ?? []
  const variablesKnown = variablesOf(schema, definitions)
  // The rows of a mutation are values that are bound anew each time.
  const writes = operation.operation === 'mutation'
  const forms = new LRUCache<string, KnownForm>({ max: MAX_FORMS })
  /** Leaves that have decided something in some form so far. It only grows, and forms kept under a shorter name age out. */
  const deciding = new Map<string, readonly string[]>()
  /** Rules of the config that it has come across in some form so far: grows alike, and is part of the name of every form. */
  const ruled = new Map<string, RulePlace>()

  function coerce(inputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
    assertExactNumbers(variablesKnown, inputs)
    const leaves = coerceLeaves(variablesKnown, inputs)
    if (leaves) return leaves
    if (operation.operation === OperationTypeNode.QUERY) assertFewConditions(inputs, context.limits)
    const { coerced, errors } = getVariableValues(schema, definitions, withoutPrototypes(inputs), { maxErrors: 20 })
    if (errors) throw new RequestErrors(errors.map(variableError))
    return coerced
  }

  function nameOf(variables: Readonly<Record<string, unknown>>, viewer: ViewerRules | null): string {
    const rules = viewer ? formOfRules(viewer, ruled.values()) : '' // first: a leaf of them may decide
    return rules + formOf(variablesKnown, variables, deciding)
  }

  return {
    bind(inputs, viewerContext) {
      const variables = coerce(inputs)
      const viewer = context.rules ? viewerRules(context.rules, viewerContext, variables) : null
      const known = writes ? undefined : forms.get(nameOf(variables, viewer))
      if (known) {
        const { roots, scopes, reasons, recipes } = known
        return { document, operation, roots, scopes, reasons, values: fillSlots(recipes, variables) }
      }
      const binding = startBinding(context, document, wrapVariables(variablesKnown, variables), viewer)
      const { slots, scopes, reasons } = binding
      const bound = { roots: bindRoots(binding, operation), scopes, reasons }
      assertCost(context.catalog, bound.roots, context.limits.cost)
      for (const [name, path] of binding.deciding) deciding.set(name, path)
      for (const place of viewer?.asked() ?? []) ruled.set(keyOf(place), place)
      if (!binding.once && !writes) forms.set(nameOf(variables, viewer), { ...bound, recipes: slots.recipes })
      return { document, operation, ...bound, values: slots.values }
    },
  }
}

function startBinding(
  context: BindingContext,
  document: DocumentNode,
  variables: Record<string, unknown>,
  viewer: ViewerRules | null,
): Binding {
  const { catalog, schema, cursors, limits, hooks, zones, rules = null } = context
  const binding: Binding = {
    catalog,
    schema,
    cursors,
    limits,
    hooks,
    zones,
    rules,
    fragments: fragmentsOf(document),
    variables,
    slots: createSlots(),
    scopes: [],
    deciding: new Map(),
    conditions: 0,
    once: false,
    reasons: new Set(),
    policyOf: (table) => (table.rights?.policed ? binding.bindRule(table, 'read') : null),
    bindRule: (table, use) => bindRule(binding, viewer, table, use),
    presetsOf: (table, action) => viewer?.presetsOf(table.id, action) ?? new Map(),
  }
  return binding
}

function bindRoots(binding: Binding, operation: OperationDefinitionNode): BoundRoot[] {
  const type = binding.schema.getRootType(operation.operation)
  invariant(type, 'a valid operation has a root type')
  return bindFields<BoundRoot>(
    binding,
    type,
    [operation.selectionSet],
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (selected, meta) => bindRoot(binding, selected, meta),
  )
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
      assertFew(ids, binding.limits.maxLimit)
      return { kind: 'nodes', name, items: ids.map((id) => bindNode(binding, selected, unwrap(id) as string)) }
    }
    case 'write':
      return { kind: 'write', name, write: bindWrite(binding, meta, selected) }
    case 'unique':
    case 'list':
    case 'connection':
    case 'aggregate':
    case 'groups':
      return { kind: 'read', name, read: bindTable(binding, selected, meta) }
    default:
      binding.reasons.add('field of extend')
      return { kind: 'foreign', name }
  }
}

type ReadMeta = Exclude<Extract<FieldMeta, { table: string }>, { kind: 'write' }>

function bindTable(binding: Binding, selected: Selected, meta: ReadMeta): BoundRead {
  const table = tableById(binding.catalog, meta.table)
  switch (meta.kind) {
    case 'connection':
      return bindConnection(binding, table, null, selected)
    case 'aggregate':
      return bindAggregate(binding, table, null, selected)
    case 'groups':
      return bindGroups(binding, table, selected)
    case 'list':
      return {
        rows: bindList(binding, table, null, selected.args),
        view: { kind: 'list', value: bindObject(binding, table, objectType(selected), selected.sets) },
      }
    case 'unique': {
      const where = bindUnique(binding, table, selected.args['where'] as Readonly<Record<string, unknown>>)
      const value = bindObject(binding, table, objectType(selected), selected.sets)
      return { rows: bindOne(binding, table, null, where), view: { kind: 'one', value, required: false } }
    }
  }
}

function assertFew(ids: readonly unknown[], most: number): void {
  if (ids.length <= most) return
  const message = `"nodeIds" names ${ids.length} rows; at most ${most} are answered at once.`
  throw limitExceeded('maxLimit', message, 'Ask for them in several requests.')
}

/** A node's type is told by its id, so the selection is that of the type. */
function bindNode(binding: Binding, selected: Selected, id: string): BoundRead {
  const table = tableOfNode(binding, id)
  const type = binding.schema.getType(table.typeName)
  invariant(isObjectType(type), `table ${table.id} has an object type`)
  const value = bindObject(binding, table, type, selected.sets)
  return {
    rows: bindOne(binding, table, null, bindNodeKey(binding, table, id)),
    view: { kind: 'one', value, required: false },
  }
}
