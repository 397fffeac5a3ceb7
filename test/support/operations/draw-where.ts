import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
} from 'graphql'
import type { Table } from '../../../src/catalog/catalog.ts'
import { aggregate, type Fn } from '../../reference/aggregate.ts'
import { columnOf, partners, relationOf, rowsOf, tableOf } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'
import { listOf, objectOf, perhapsVariable, unsetVariable, type Drawing, type Drawn } from './drawing.ts'
import { besideFloats } from './inexact.ts'

/** A `where` over the table, its values mostly taken from the rows. */
export function drawWhere(drawing: Drawing, type: GraphQLInputObjectType, table: Table, depth: number): Drawn {
  const nesting = new Set(['AND', 'OR', 'NOT', ...table.relations.map(({ name }) => name)])
  const [nested, columns] = [true, false].map((wanted) =>
    Object.values(type.getFields()).filter(({ name }) => nesting.has(name) === wanted),
  ) as [GraphQLInputField[], GraphQLInputField[]]
  const chosen = drawing.chance(12)
    ? []
    : depth > 0 && drawing.chance(2)
      ? [...drawing.some(nested, 1, 1), ...drawing.some(columns, 0, 1)]
      : drawing.some(columns, 1, 2)
  return objectOf(chosen.map((field) => [field.name, drawCondition(drawing, field, table, depth)] as const))
}

function drawCondition(drawing: Drawing, field: GraphQLInputField, table: Table, depth: number): Drawn {
  const type = inputObject(field)
  if (field.name === 'AND' || field.name === 'OR') {
    return listOf(Array.from({ length: drawing.int(0, 3) }, () => drawWhere(drawing, type, table, depth - 1)))
  }
  if (field.name === 'NOT') return drawWhere(drawing, type, table, depth - 1)
  if (columnOf(table, field.name)) {
    const values = rowsOf(drawing.data, table.id).map((row) => row[field.name] ?? null)
    const filter = drawFilter(drawing, type, values, 1)
    return perhapsVariable(drawing, filter, String(field.type), 12)
  }
  const relation = relationOf(table, field.name)
  const target = tableOf(drawing.data, relation.to)
  if (relation.cardinality === 'one') return drawWhere(drawing, type, target, depth - 1)
  const operators = drawing.some(Object.values(type.getFields()), 1, 2)
  return objectOf(
    operators.map((operator) => [operator.name, drawManyOperator(drawing, operator, table, field.name)] as const),
  )
}

function drawManyOperator(drawing: Drawing, operator: GraphQLInputField, table: Table, name: string): Drawn {
  const relation = relationOf(table, name)
  const target = tableOf(drawing.data, relation.to)
  const type = inputObject(operator)
  if (['some', 'every', 'none'].includes(operator.name)) return drawWhere(drawing, type, target, 1)
  if (operator.name === 'count') return drawFilter(drawing, type, [0, 1, 2, 3], 1)
  const columns = drawing.some(Object.values(type.getFields()), 1, 1)
  const groups = rowsOf(drawing.data, table.id).map((row) => partners(drawing.data, table, relation, row))
  return objectOf(
    columns.map((column) => {
      const values = groups.map((rows) => {
        return besideFloats(target, operator.name, column.name, aggregate(drawing.data, target, rows, operator.name as Fn, column.name)) // prettier-ignore
      })
      return [column.name, drawFilter(drawing, inputObject(column), values, 1)] as const
    }),
  )
}

/** The operators of one value. */
export function drawFilter(
  drawing: Drawing,
  type: GraphQLInputObjectType,
  values: readonly Wire[],
  depth: number,
): Drawn {
  const known = values.filter((value) => value !== null)
  const nested = ['AND', 'OR', 'NOT']
  const usable = Object.values(type.getFields()).filter(
    ({ name }) =>
      (depth > 0 || !nested.includes(name)) && (known.length > 0 || nested.includes(name) || name === 'isNull'),
  )
  const chosen = drawing.some(usable, drawing.chance(15) ? 0 : 1, 2)
  return objectOf(
    chosen.map((field) => {
      if (drawing.chance(40)) return [field.name, unsetVariable(drawing, String(getNullableType(field.type)))] as const
      const drawn = drawOperand(drawing, field, known, depth)
      return [field.name, perhapsVariable(drawing, drawn, String(field.type), 6)] as const
    }),
  )
}

function drawOperand(drawing: Drawing, field: GraphQLInputField, known: readonly Wire[], depth: number): Drawn {
  // Where every list holds a null, there is the empty one still.
  const value = () => leaf(field, comparable.length > 0 ? drawing.pick(comparable) : [])
  // A list that is compared holds no null: its items are non-null.
  const comparable = known.filter((candidate) => !Array.isArray(candidate) || !candidate.flat(9).includes(null))
  switch (field.name) {
    case 'isNull':
      return drawing.chance(2) ? { text: 'true', json: true } : { text: 'false', json: false }
    case 'NOT':
      return drawFilter(drawing, inputObject(field), known, depth - 1)
    case 'AND':
    case 'OR':
      return listOf(
        Array.from({ length: drawing.int(0, 2) }, () => drawFilter(drawing, inputObject(field), known, depth - 1)),
      )
    case 'like':
    case 'ilike':
    case 'notLike':
    case 'notIlike':
      return leaf(field, pattern(drawing, String(drawing.pick(known))))
    case 'path':
      return listOf(Array.from({ length: drawing.int(1, 2) }, () => drawPath(drawing, field, known)))
    case 'contains':
    case 'containedBy':
    case 'overlaps':
    case 'startsWith':
    case 'endsWith':
      if (getNamedType(field.type).name === 'JSON') return leaf(field, drawDocument(drawing, field.name, known))
      if (isListType(getNullableType(field.type))) return leaf(field, drawItems(drawing, comparable))
      return leaf(field, piece(drawing, String(drawing.pick(known)), field.name))
  }
  // An operand of an array column is a list itself.
  const operandIsList = isListType(getNullableType(field.type))
  if (!operandIsList || Array.isArray(known[0])) return value()
  return listOf(Array.from({ length: drawing.int(0, 3) }, value))
}

/** Items of the lists, so that some hold one another. */
function drawItems(drawing: Drawing, lists: readonly Wire[]): Wire {
  return drawing.some([...new Set((lists as readonly (readonly Wire[])[]).flat())], 0, 3)
}

/** A document, a part of one, or more than one. */
function drawDocument(drawing: Drawing, operator: string, known: readonly Wire[]): Wire {
  const document = drawing.pick(known)
  if (document === null || typeof document !== 'object' || drawing.chance(4)) return document
  const other = drawing.pick(known)
  if (Array.isArray(document)) {
    const more = operator === 'containedBy' && Array.isArray(other) ? (other as readonly Wire[]) : []
    return [...drawing.some(document as readonly Wire[], 0, 3), ...more]
  }
  const entries = drawing.some(Object.entries(document as Readonly<Record<string, Wire>>), 0, 2)
  return Object.fromEntries([...entries, ...(operator === 'containedBy' ? Object.entries(document) : [])])
}

/** A way into one of the documents, or beside it, and what may stand at its end. */
function drawPath(drawing: Drawing, field: GraphQLInputField, known: readonly Wire[]): Drawn {
  let path = ''
  let values = known
  for (let steps = drawing.int(1, 3); steps > 0; steps -= 1) {
    const from = drawing.pick(known.length > 0 && values.length === 0 ? known : values)
    const index = Array.isArray(from) || drawing.chance(6)
    const keys = from !== null && typeof from === 'object' ? Object.keys(from) : []
    const key = drawing.pick(index ? ['0', '1'] : keys.length > 0 ? keys : ['n'])
    path += index ? `[${key}]` : /^\w+$/.test(key) ? `.${key}` : `["${key.replaceAll(/["\\]/g, '')}"]`
    values = values
      .filter((value) => value !== null && typeof value === 'object' && Array.isArray(value) === index)
      .map((value) => (value as Readonly<Record<string, Wire>>)[key] ?? null)
  }
  const type = inputObject(field)
  const kinds = drawing.some(['string', 'number', 'boolean', 'isNull'], 1, 2).map((name) => {
    const operand = type.getFields()[name]
    if (!operand) throw new Error(`a path has no ${name}`)
    const ofKind = values.filter((value) => typeof value === name)
    const some = ofKind.length > 0 ? ofKind : [name === 'string' ? 'x' : name === 'number' ? 1.5 : true]
    return [name, name === 'isNull' ? drawOperand(drawing, operand, some, 0) : drawFilter(drawing, inputObject(operand), some, 1)] as const // prettier-ignore
  })
  const at = `$${path}`
  return objectOf([['at', { text: JSON.stringify(at), json: at }], ...kinds])
}

/** A value as a literal: enum values bare, everything else as JSON writes it. */
function leaf(field: GraphQLInputField, value: Wire): Drawn {
  return { text: literal(isEnumType(getNamedType(field.type)), value), json: value }
}

function literal(bare: boolean, value: Wire): string {
  if (Array.isArray(value)) return `[${value.map((item: Wire) => literal(bare, item)).join(', ')}]`
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, item]) => `${name}: ${literal(bare, item)}`)
      .join(', ')}}`
  }
  return bare ? String(value) : JSON.stringify(value)
}

/** A part of the text, its special characters escaped, with wildcards for the rest. */
function pattern(drawing: Drawing, text: string): string {
  const characters = [...text].map((character) => (drawing.chance(5) ? '_' : character.replace(/[%_\\]/, '\\$&')))
  const from = drawing.int(0, characters.length)
  const to = drawing.int(from, characters.length)
  const inner = characters.slice(from, to).join('')
  const cased = drawing.chance(3) ? inner.toUpperCase() : inner
  return `${from > 0 || drawing.chance(3) ? '%' : ''}${cased}${to < characters.length ? '%' : ''}`
}

function piece(drawing: Drawing, text: string, operator: string): string {
  const characters = [...text]
  const from = operator === 'startsWith' ? 0 : drawing.int(0, characters.length)
  const to = operator === 'endsWith' ? characters.length : drawing.int(from, characters.length)
  return characters.slice(from, to).join('')
}

function inputObject(field: GraphQLInputField): GraphQLInputObjectType {
  const type = getNamedType(field.type)
  if (!isInputObjectType(type)) throw new Error(`${field.name} takes no object`)
  return type
}
