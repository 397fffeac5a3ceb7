import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
} from 'graphql'
import type { Table } from '../../../src/catalog/catalog.ts'
import { columnOf, relationOf, rowsOf, tableOf } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'
import { drawWhere } from './draw-where.ts'
import { listOf, objectOf, perhapsVariable, unsetVariable, type Drawing, type Drawn } from './drawing.ts'
import { isInexact } from './inexact.ts'

const sorts = ['asc', 'desc', 'asc_nulls_first', 'asc_nulls_last', 'desc_nulls_first', 'desc_nulls_last']

/** Arguments of a list, a connection or an aggregate of the table, as text with its parentheses; often none. */
export function drawArguments(drawing: Drawing, field: GraphQLField<unknown, unknown>, table: Table): string {
  const args = new Map(field.args.map((argument) => [argument.name, argument]))
  const drawn: [string, Drawn][] = []
  const add = (name: string, draw: (argument: GraphQLArgument) => Drawn, oneIn: number) => {
    const argument = args.get(name)
    if (!argument || !drawing.chance(oneIn)) return
    const unset = drawing.chance(60)
    drawn.push([
      name,
      unset ? unsetVariable(drawing, String(argument.type)) : variable(drawing, argument, draw(argument)),
    ])
  }
  add('where', (argument) => drawWhere(drawing, inputObject(argument), table, 2), 2)
  const order = args.get('orderBy')
  const sortable = order ? Object.keys(inputObject(order).getFields()) : []
  const distinct = drawDistinct(drawing, args.get('distinct'), table, sortable)
  if (distinct.length > 0) drawn.push(['distinct', listOf(distinct.map((name) => ({ text: name, json: name })))])
  // Rows of a table without a key have an order only if one is asked for.
  if (order && distinct.every((name) => sortable.includes(name)) && (!table.primaryKey || drawing.chance(2))) {
    drawn.push(['orderBy', variable(drawing, order, drawOrder(drawing, inputObject(order), table, distinct))])
  }
  add('limit', () => count(drawing, 0, 6), 3)
  add('offset', () => count(drawing, 0, 4), 4)
  if (args.has('first')) drawn.push(...drawPage(drawing))
  return drawn.length === 0 ? '' : `(${drawn.map(([name, { text }]) => `${name}: ${text}`).join(', ')})`
}

function variable(drawing: Drawing, argument: GraphQLArgument, drawn: Drawn): Drawn {
  return perhapsVariable(drawing, drawn, String(argument.type), 6)
}

function count(drawing: Drawing, from: number, to: number): Drawn {
  const number = drawing.int(from, to)
  return { text: String(number), json: number }
}

/** `first` or `last`, perhaps between cursors that the same page without cursors shows. */
function drawPage(drawing: Drawing): [string, Drawn][] {
  const drawn: [string, Drawn][] = []
  const size = drawing.pick(['first', 'last', 'none'])
  if (size !== 'none') drawn.push([size, perhapsVariable(drawing, count(drawing, 0, 5), 'Int', 5)])
  for (const side of ['after', 'before']) {
    if (!drawing.chance(4)) continue
    const name = drawing.fresh('cursor')
    drawing.definitions.push(`$${name}: String`)
    drawing.cursors[name] = drawing.int(0, 7)
    drawn.push([side, { text: `$${name}` }])
  }
  return drawn
}

function drawDistinct(
  drawing: Drawing,
  argument: GraphQLArgument | undefined,
  table: Table,
  sortable: readonly string[],
): string[] {
  if (!argument || !drawing.chance(6)) return []
  const type = getNamedType(argument.type)
  if (!isEnumType(type)) throw new Error('distinct takes columns')
  const columns = type.getValues().map(({ name }) => name)
  return drawing.some(table.primaryKey ? columns : columns.filter((name) => sortable.includes(name)), 1, 2)
}

/** One to three values to order by, the columns of `distinct` before all others. */
export function drawOrder(
  drawing: Drawing,
  type: GraphQLInputObjectType,
  table: Table,
  distinct: readonly string[],
): Drawn {
  const leading = drawing.some(distinct, distinct.length, distinct.length)
  const others = Object.keys(type.getFields()).filter((name) => !distinct.includes(name))
  const related = others.filter((name) => !columnOf(table, name))
  const linked = related.filter((name) => relationOf(table, name).kind === 'link')
  const preferred = [linked, related].find((names) => names.length > 0 && drawing.chance(3)) ?? others
  const rest = drawing.some(preferred, leading.length > 0 ? 0 : 1, 2)
  // The first column of the worlds' tables without a key tells their rows apart.
  const total = table.primaryKey ? [] : [table.columns[0]!.name]
  const names = [...new Set([...leading, ...rest, ...total])]
  return listOf(names.map((name) => drawTerm(drawing, type, table, name, 2)))
}

/** One value of another database, and perhaps a column; null where no link leads to one. */
export function drawLinkedOrder(drawing: Drawing, type: GraphQLInputObjectType, table: Table): Drawn | null {
  const names = Object.keys(type.getFields())
  const leading = names.filter((name) => !columnOf(table, name) && leadsAcross(drawing, table, name))
  if (leading.length === 0) return null
  const first = drawing.pick(leading)
  const columns = names.filter((name) => columnOf(table, name))
  const terms = [drawTerm(drawing, type, table, first, 2)]
  // A local relation may end before the link that lies behind it.
  for (let attempt = 0; attempt < 20 && !crossesLink(drawing, table, terms[0]?.json); attempt += 1) {
    terms[0] = drawTerm(drawing, type, table, first, 2)
  }
  return listOf([...terms, ...drawing.some(columns, 0, 1).map((name) => drawTerm(drawing, type, table, name, 0))])
}

function leadsAcross(drawing: Drawing, table: Table, name: string): boolean {
  const relation = relationOf(table, name)
  if (relation.kind === 'link' || relation.cardinality === 'many') return relation.kind === 'link'
  return tableOf(drawing.data, relation.to).relations.some(({ kind }) => kind === 'link')
}

function crossesLink(drawing: Drawing, table: Table, term: Wire | undefined): boolean {
  const [entry] = Object.entries((term ?? {}) as Readonly<Record<string, Wire>>)
  if (!entry || columnOf(table, entry[0])) return false
  const relation = relationOf(table, entry[0])
  if (relation.kind === 'link' || relation.cardinality === 'many') return relation.kind === 'link'
  return crossesLink(drawing, tableOf(drawing.data, relation.to), entry[1])
}

function drawTerm(drawing: Drawing, type: GraphQLInputObjectType, table: Table, name: string, depth: number): Drawn {
  const sort = (): Drawn => {
    const direction = drawing.pick(sorts)
    return { text: direction, json: direction }
  }
  if (columnOf(table, name)) return objectOf([[name, sort()]])
  const relation = relationOf(table, name)
  const target = tableOf(drawing.data, relation.to)
  const inner = inputObjectOf(type, name)
  if (relation.cardinality === 'one') {
    const columns = Object.keys(inner.getFields()).filter((field) => depth > 0 || columnOf(target, field))
    return objectOf([[name, drawTerm(drawing, inner, target, drawing.pick(columns), depth - 1)]])
  }
  const fn = drawing.pick(Object.keys(inner.getFields()))
  const columns = fn === 'count' ? [] : Object.keys(inputObjectOf(inner, fn).getFields())
  const exact = columns.filter((column) => !isInexact(target, fn, column))
  if (exact.length === 0) return objectOf([[name, objectOf([['count', sort()]])]])
  return objectOf([[name, objectOf([[fn, objectOf([[drawing.pick(exact), sort()]])]])]])
}

/** The `where` of a root field for one row: a key that exists, or one that does not. */
export function drawUnique(drawing: Drawing, table: Table): string {
  const row = drawing.pick(rowsOf(drawing.data, table.id))
  const usable = table.keys.filter((key) => key.columns.every((column) => row[column] != null))
  const key = drawing.pick(usable)
  const value = (column: string): Wire => {
    const found = row[column] ?? null
    return typeof found === 'number' && drawing.chance(6) ? 987 : found
  }
  const entries = key.columns.map((column) => [column, { text: JSON.stringify(value(column)), json: null }] as const)
  const [first] = entries
  if (!first) throw new Error(`an empty key of ${table.id}`)
  return `(where: ${objectOf([[key.name, key.columns.length === 1 ? first[1] : objectOf(entries)]]).text})`
}

export function inputObject(argument: GraphQLArgument): GraphQLInputObjectType {
  const type = getNamedType(argument.type)
  if (!isInputObjectType(type)) throw new Error(`${argument.name} takes no object`)
  return type
}

function inputObjectOf(type: GraphQLInputObjectType, name: string): GraphQLInputObjectType {
  const inner = getNamedType(type.getFields()[name]?.type)
  if (!isInputObjectType(inner)) throw new Error(`${type.name}.${name} is no object`)
  return inner
}
