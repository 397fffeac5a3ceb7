import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql'
import type { Table } from '../../../src/catalog/catalog.ts'
import { metaOf, type FieldMeta } from '../../../src/catalog/field-meta.ts'
import { relationOf, rowsOf, tableOf } from '../../reference/tables.ts'
import { drawArguments, drawUnique } from './draw-arguments.ts'
import { drawGroupArguments, drawKeySelection } from './draw-group-by.ts'
import type { Drawing } from './drawing.ts'

type Field = GraphQLField<unknown, unknown>

/** The root selection of a query: one to three fields of every sort. */
export function drawRoot(drawing: Drawing, type: GraphQLObjectType): string {
  const kinds = ['list', 'list', 'connection', 'unique', 'aggregate', 'groups', 'groups', 'node', 'nodes']
  const selections = Array.from({ length: drawing.int(1, 3) }, () => {
    const kind = drawing.pick(kinds)
    const fields = Object.values(type.getFields()).filter((field) => metaOf(field)?.kind === kind)
    return drawField(drawing, drawing.pick(fields), undefined, 4)
  })
  if (drawing.chance(8)) selections.push(drawTypename(drawing))
  return `{ ${selections.join(' ')} }`
}

function drawField(drawing: Drawing, field: Field, parent: Table | undefined, depth: number): string {
  drawing.budget -= 1
  const meta = metaOf(field)
  if (!meta) throw new Error(`${field.name} has no meaning`)
  const body = drawFieldBody(drawing, field, meta, parent, depth)
  const plain = !body.startsWith('(')
  const name = (plain ? drawing.chance(8) : !drawing.chance(3)) ? `${drawing.fresh('a')}: ${field.name}` : field.name
  const directive = drawDirective(drawing)
  const [args, selection] = splitBody(body)
  return `${name}${args}${directive}${selection}`
}

/** `(arguments)` and ` { selection }`, either of which may be empty. */
function splitBody(body: string): [string, string] {
  const cut = body.indexOf(selectionStart)
  return cut < 0 ? [body, ''] : [body.slice(0, cut), body.slice(cut + selectionStart.length - 1)]
}

// Texts of values never hold a line feed as it is: JSON writes it as \n.
const selectionStart = '\n '

function drawFieldBody(
  drawing: Drawing,
  field: Field,
  meta: FieldMeta,
  parent: Table | undefined,
  depth: number,
): string {
  const type = getNamedType(field.type)
  const below = (table: Table) => (isObjectType(type) ? selectionStart + drawRow(drawing, type, table, depth - 1) : '')
  switch (meta.kind) {
    case 'unique':
      return drawUnique(drawing, tableOf(drawing.data, meta.table)) + below(tableOf(drawing.data, meta.table))
    case 'list':
    case 'connection':
    case 'aggregate': {
      const table = tableOf(drawing.data, meta.table)
      return (
        drawArguments(drawing, field, table) +
        selectionStart +
        drawMany(drawing, type as GraphQLObjectType, meta.kind, table, depth)
      )
    }
    case 'groups': {
      const { args, keys } = drawGroupArguments(drawing, field, tableOf(drawing.data, meta.table))
      return args + selectionStart + drawGroup(drawing, type as GraphQLObjectType, keys)
    }
    case 'relation':
    case 'relationConnection':
    case 'relationAggregate': {
      if (!parent) throw new Error('a relation at the root')
      const relation = relationOf(parent, meta.relation)
      const table = tableOf(drawing.data, relation.to)
      if (relation.cardinality === 'one') return below(table)
      const kind = ({ relation: 'list', relationConnection: 'connection', relationAggregate: 'aggregate' } as const)[
        meta.kind
      ]
      return (
        drawArguments(drawing, field, table) +
        selectionStart +
        drawMany(drawing, type as GraphQLObjectType, kind, table, depth)
      )
    }
    case 'node':
      return `(nodeId: ${JSON.stringify(drawNodeId(drawing).id)})${selectionStart}${drawNode(drawing)}`
    case 'nodes': {
      const ids = Array.from({ length: drawing.int(0, 4) }, () => drawNodeId(drawing).id)
      return `(nodeIds: ${JSON.stringify(ids)})${selectionStart}${drawNode(drawing)}`
    }
    default:
      return ''
  }
}

function drawMany(
  drawing: Drawing,
  type: GraphQLObjectType,
  kind: 'list' | 'connection' | 'aggregate',
  table: Table,
  depth: number,
): string {
  if (kind === 'list') return drawRow(drawing, type, table, depth - 1)
  return kind === 'connection' ? drawConnection(drawing, type, table, depth) : drawAggregate(drawing, type)
}

/** Columns and relations of a row, with fragments between them. */
function drawRow(drawing: Drawing, type: GraphQLObjectType, table: Table, depth: number): string {
  const fields = Object.values(type.getFields())
  const leaves = fields.filter((field) => ['column', 'nodeId'].includes(metaOf(field)?.kind ?? ''))
  const relations = fields.filter((field) => metaOf(field)?.kind.startsWith('relation'))
  const chosen = drawing.some(leaves, 1, 4)
  if (depth > 0 && drawing.budget > 0) chosen.push(...drawing.some(relations, depth > 2 ? 1 : 0, 2))
  if (chosen.length > 1 && drawing.chance(6)) chosen.push(drawing.pick(chosen))
  const selections = chosen.map((field) => drawField(drawing, field, table, depth))
  if (drawing.chance(6)) selections.push(drawTypename(drawing))
  return `{ ${wrapSome(drawing, type, selections).join(' ')} }`
}

/** Some of the selections move into a fragment: inline, on Node, or named, and perhaps spread twice. */
function wrapSome(drawing: Drawing, type: GraphQLObjectType, selections: string[]): string[] {
  const result = [...selections]
  if (drawing.chance(4)) {
    const moved = result.splice(0, drawing.int(1, result.length))
    const condition = drawing.chance(3) ? '' : ` on ${type.name}`
    result.push(`...${condition}${drawDirective(drawing)} { ${moved.join(' ')} }`)
  }
  if (drawing.chance(6)) {
    const name = drawing.fresh('F')
    const moved = result.splice(0, drawing.int(1, result.length))
    drawing.fragments.push({ name, type: type.name, text: `{ ${moved.join(' ')} }` })
    result.push(`...${name}${drawDirective(drawing)}`)
  }
  const known = drawing.fragments.filter((fragment) => fragment.type === type.name)
  if (known.length > 0 && drawing.chance(4)) result.push(`...${drawing.pick(known).name}`)
  const isNode = type.getInterfaces().some(({ name }) => name === 'Node')
  if (isNode && drawing.chance(8)) result.push(`... on Node { __typename nodeId }`)
  return result
}

function drawConnection(drawing: Drawing, type: GraphQLObjectType, table: Table, depth: number): string {
  const rowType = drawing.schema.getType(table.typeName) as GraphQLObjectType
  const parts = drawing.some(
    Object.values(type.getFields()).map(({ name }) => name),
    1,
    4,
  )
  const selections = parts.map((name) => {
    if (name === 'nodes') return `nodes ${drawRow(drawing, rowType, table, depth - 1)}`
    if (name === 'edges') {
      const cursor = 'cursor' in (drawing.schema.getType(`${table.typeName}Edge`) as GraphQLObjectType).getFields()
      return `edges { ${cursor ? 'cursor ' : ''}node ${drawRow(drawing, rowType, table, depth - 1)} }`
    }
    if (name !== 'pageInfo') return name
    const info = drawing.schema.getType('PageInfo') as GraphQLObjectType
    return `pageInfo { ${drawing.some(Object.keys(info.getFields()), 1, 4).join(' ')} }`
  })
  if (drawing.chance(8)) selections.push(drawTypename(drawing))
  return `{ ${selections.join(' ')} }`
}

/** Some of the keys, most of the time, and aggregates. */
function drawGroup(drawing: Drawing, type: GraphQLObjectType, keys: readonly (readonly string[])[]): string {
  const key = drawing.chance(8) ? [] : [drawKeySelection(drawing, keys)]
  if (key.length > 0 && drawing.chance(4)) return `{ ${key.join(' ')} }`
  // A fragment may be spread again where rows are grouped by something else, so that it holds no key.
  return `{ ${[...key, ...wrapSome(drawing, type, aggregateSelections(drawing, type))].join(' ')} }`
}

function drawAggregate(drawing: Drawing, type: GraphQLObjectType): string {
  return `{ ${aggregateSelections(drawing, type).join(' ')} }`
}

function aggregateSelections(drawing: Drawing, type: GraphQLObjectType): string[] {
  const fields = Object.values(type.getFields()).filter((field) => metaOf(field)?.kind !== 'groupKey')
  const selections = drawing.some(fields, 1, 4).map((field) => {
    const inner = getNamedType(field.type)
    if (isObjectType(inner)) return `${field.name} { ${drawing.some(Object.keys(inner.getFields()), 1, 4).join(' ')} }`
    const [distinct] = field.args
    if (!distinct || drawing.chance(2)) return field.name
    const columns = getNamedType(distinct.type)
    if (!('getValues' in columns)) throw new Error('count(distinct:) takes a column')
    return `${drawing.fresh('a')}: ${field.name}(distinct: ${drawing.pick(columns.getValues()).name})`
  })
  if (drawing.chance(8)) selections.push(drawTypename(drawing))
  return selections
}

function drawNodeId(drawing: Drawing): { readonly id: string; readonly table: Table } {
  const tables = [...drawing.data.catalog.tables.values()].filter(({ primaryKey }) => primaryKey)
  const table = drawing.pick(tables)
  const row = drawing.pick(rowsOf(drawing.data, table.id))
  const parts = (table.primaryKey?.columns ?? []).map((column) => String(row[column]))
  const missing = drawing.chance(8) && typeof row[table.primaryKey?.columns[0] ?? ''] === 'number'
  const key = parts.length === 1 ? parts : parts.map((part) => part.replaceAll('%', '%25').replaceAll(',', '%2C'))
  return { id: `${table.typeName}:${missing ? key.map(() => '987').join(',') : key.join(',')}`, table }
}

function drawNode(drawing: Drawing): string {
  const selections = drawing.some(['nodeId', '__typename'], 1, 2)
  for (let fragments = drawing.int(0, 3); fragments > 0; fragments -= 1) {
    const { table } = drawNodeId(drawing)
    const type = drawing.schema.getType(table.typeName) as GraphQLObjectType
    selections.push(`... on ${type.name} ${drawRow(drawing, type, table, 2)}`)
  }
  return `{ ${selections.join(' ')} }`
}

function drawTypename(drawing: Drawing): string {
  return drawing.chance(2) ? '__typename' : `${drawing.fresh('a')}: __typename`
}

function drawDirective(drawing: Drawing): string {
  if (!drawing.chance(12)) return ''
  const value = drawing.chance(2)
  const name = drawing.pick(['skip', 'include'])
  if (!drawing.chance(2)) return ` @${name}(if: ${value})`
  const variable = drawing.fresh('b')
  drawing.definitions.push(`$${variable}: Boolean!`)
  drawing.variables[variable] = value
  return ` @${name}(if: $${variable})`
}
