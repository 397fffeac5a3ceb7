import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql'
import type { Relation, Table } from '../catalog/catalog.ts'
import { metaOf, type FieldMeta } from '../catalog/field-meta.ts'
import { relationOf, tableById } from '../catalog/lookup.ts'
import { invariant } from '../errors.ts'
import type { Binding } from './binding.ts'
import { bindFiltered, bindList, bindOne, bindPage, type Via } from './bind-rows.ts'
import { collectFields } from './collect-fields.ts'
import { locate } from './locate.ts'
import { unwrap } from './variables.ts'
import type {
  AggregateField,
  BoundObject,
  BoundRead,
  BoundValue,
  ConnectionField,
  EdgeField,
  PageInfoField,
  ResponseName,
} from './shape.ts'

type Arguments = Readonly<Record<string, unknown>>

/** A selected field: its name in the answer, its definition, and what is selected below it. */
export interface Selected {
  readonly name: ResponseName
  readonly nodes: readonly FieldNode[]
  readonly field: GraphQLField<unknown, unknown>
  readonly type: GraphQLObjectType
  readonly sets: readonly SelectionSetNode[]
  readonly args: Arguments
}

/** A field's value: of the columns' own kind, or further down. Null: not Heddle's to read. */
type BindField<T> = (selected: Selected, meta: FieldMeta | undefined) => T | null

/**
 * Binds each selected field of an object with `bindField`; `__typename` and the place in the document of an error are the
 * same for all objects.
 */
export function bindFields<T>(
  binding: Binding,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  typename: (name: ResponseName, typeName: string) => T,
  bindField: BindField<T>,
): T[] {
  const fields = type.getFields()
  const bound: T[] = []
  for (const [responseName, nodes] of collectFields(selecting(binding), type, sets)) {
    const node = nodes[0]! // collectFields makes no empty lists
    const fieldName = node.name.value
    const name =
      responseName === fieldName ? fieldName : { alias: binding.slots.derived(`alias ${responseName}`, responseName) }
    if (fieldName === '__typename') {
      bound.push(typename(name, type.name))
      continue
    }
    const field = fields[fieldName]
    if (!field) {
      // `__schema` and `__type`, which are no fields of Query.
      binding.reasons.add('introspection')
      continue
    }
    const value = locate(node, () => bindField(select(binding, name, nodes, field), metaOf(field)))
    if (value !== null) bound.push(value)
  }
  return bound
}

function selecting(binding: Binding) {
  return {
    schema: binding.schema,
    fragments: binding.fragments,
    variables: binding.variables,
    onIncremental: () => binding.reasons.add('@defer or @stream'),
  }
}

function select(
  binding: Binding,
  name: ResponseName,
  nodes: readonly FieldNode[],
  field: GraphQLField<unknown, unknown>,
): Selected {
  return {
    name,
    nodes,
    field,
    type: getNamedType(field.type) as GraphQLObjectType, // used only where the meta says that it is one
    sets: nodes.flatMap((node) => node.selectionSet ?? []),
    args: getArgumentValues(field, nodes[0]!, binding.variables),
  }
}

/** The object type of a field whose meta promises one. */
export function objectType(selected: Selected): GraphQLObjectType {
  invariant(isObjectType(selected.type), `field ${selected.field.name} should answer with an object`)
  return selected.type
}

/** A row of `table` as an object of GraphQL type `type`. */
export function bindObject(
  binding: Binding,
  table: Table,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): BoundObject {
  const hidden = new Map<string, BoundValue>()
  type Field = BoundObject['fields'][number]
  const fields = bindFields<Field>(
    binding,
    type,
    sets,
    (name, typeName) => ({ name, value: { kind: 'typename', typeName } }),
    (selected, meta) => {
      const value = bindValue(binding, table, selected, meta, hidden)
      return value && { name: selected.name, value }
    },
  )
  for (const [name, value] of hidden) fields.push({ name, value })
  return { fields }
}

/** Names of the answer that begin with a dot are for resolvers: no response name can. */
function bindValue(
  binding: Binding,
  table: Table,
  selected: Selected,
  meta: FieldMeta | undefined,
  hidden: Map<string, BoundValue>,
): BoundValue | null {
  switch (meta?.kind) {
    case 'column':
      return { kind: 'column', column: meta.column }
    case 'nodeId':
      return { kind: 'nodeId' }
    case 'relation':
    case 'relationConnection':
    case 'relationAggregate':
      return { kind: 'read', read: bindRelation(binding, relationOf(table, meta.relation), meta.kind, selected) }
    case 'custom':
      binding.reasons.add('custom field')
      hidden.set(`.needs:${meta.field}`, columnsOf(meta.needs))
      return null
    case undefined:
      binding.reasons.add('field of extend')
      hidden.set('.row', columnsOf(table.columns.map((column) => column.name)))
      return null
  }
  throw invariantKind(meta?.kind)
}

function columnsOf(columns: readonly string[]): BoundValue {
  return {
    kind: 'object',
    object: { fields: columns.map((column) => ({ name: column, value: { kind: 'column', column } })) },
  }
}

function bindRelation(
  binding: Binding,
  relation: Relation,
  kind: 'relation' | 'relationConnection' | 'relationAggregate',
  selected: Selected,
): BoundRead {
  const target = tableById(binding.catalog, relation.to)
  if (kind === 'relationConnection') return bindConnection(binding, target, relation, selected)
  if (kind === 'relationAggregate') return bindAggregate(binding, target, relation, selected)
  const value = bindObject(binding, target, objectType(selected), selected.sets)
  if (relation.cardinality === 'many') {
    return { rows: bindList(binding, target, relation, selected.args), view: { kind: 'list', value } }
  }
  return {
    rows: bindOne(binding, target, relation, null),
    view: { kind: 'one', value, required: !relation.nullable && !relation.hides },
  }
}

/** `usersConnection`, `ordersConnection` of a user. */
export function bindConnection(binding: Binding, table: Table, via: Via, selected: Selected): BoundRead {
  const { rows, scope } = bindPage(binding, table, via, selected.args)
  const fields = bindFields<ConnectionField<BoundObject>>(
    binding,
    objectType(selected),
    selected.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta) => {
      if (meta?.kind !== 'connectionField') throw invariantKind(meta?.kind)
      const { name } = part
      switch (meta.field) {
        case 'totalCount':
          return { kind: 'totalCount', name }
        case 'nodes':
          return { kind: 'nodes', name, value: bindObject(binding, table, objectType(part), part.sets) }
        case 'edges':
          return { kind: 'edges', name, fields: bindEdge(binding, table, scope, part) }
        case 'pageInfo':
          return { kind: 'pageInfo', name, fields: bindPageInfo(binding, scope, part) }
      }
    },
  )
  return { rows, view: { kind: 'connection', fields } }
}

function bindEdge(binding: Binding, table: Table, scope: number, edges: Selected): EdgeField<BoundObject>[] {
  return bindFields<EdgeField<BoundObject>>(
    binding,
    objectType(edges),
    edges.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta) => {
      if (meta?.kind !== 'edgeField') throw invariantKind(meta?.kind)
      if (meta.field === 'cursor') return { kind: 'cursor', name: part.name, scope }
      return { kind: 'node', name: part.name, value: bindObject(binding, table, objectType(part), part.sets) }
    },
  )
}

function bindPageInfo(binding: Binding, scope: number, pageInfo: Selected): PageInfoField[] {
  return bindFields<PageInfoField>(
    binding,
    objectType(pageInfo),
    pageInfo.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    ({ name }, meta) => {
      if (meta?.kind !== 'pageInfoField') throw invariantKind(meta?.kind)
      const kind = meta.field
      return kind === 'startCursor' || kind === 'endCursor' ? { kind, name, scope } : { kind, name }
    },
  )
}

/** `usersAggregate`, `ordersAggregate` of a user. */
export function bindAggregate(binding: Binding, table: Table, via: Via, selected: Selected): BoundRead {
  const fields = bindFields<AggregateField>(
    binding,
    objectType(selected),
    selected.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    (part, meta) => bindAggregateField(binding, part, meta),
  )
  return { rows: bindFiltered(binding, table, via, selected.args), view: { kind: 'aggregate', fields } }
}

/** `count`, `sum`, `avg`, `min`, `max`: of all rows, or of those of a group. */
export function bindAggregateField(binding: Binding, part: Selected, meta: FieldMeta | undefined): AggregateField {
  if (meta?.kind === 'count') {
    const distinct = part.args['distinct'] ?? null
    return { kind: 'count', name: part.name, distinct: unwrap(distinct) as string | null }
  }
  if (meta?.kind !== 'group') throw invariantKind(meta?.kind)
  return { kind: 'group', name: part.name, fn: meta.fn, fields: bindColumns(binding, part) }
}

type ColumnField = Extract<AggregateField, { kind: 'group' }>['fields'][number]

function bindColumns(binding: Binding, group: Selected): ColumnField[] {
  return bindFields<ColumnField>(
    binding,
    objectType(group),
    group.sets,
    (name, typeName) => ({ kind: 'typename', name, typeName }),
    ({ name }, meta) => {
      if (meta?.kind !== 'groupColumn') throw invariantKind(meta?.kind)
      return { kind: 'column', name, column: meta.column }
    },
  )
}

function invariantKind(kind: string | undefined): Error {
  return new Error(`Invariant violated: no field here means ${kind}`)
}
