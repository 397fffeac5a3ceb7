import { getNamedType, isInputObjectType, isObjectType, type GraphQLField, type GraphQLInputObjectType } from 'graphql'
import type { Table } from '../../../src/catalog/catalog.ts'
import { aggregate, type Fn } from '../../reference/aggregate.ts'
import { allGroups, type Group } from '../../reference/group-by.ts'
import { columnOf, relationOf, tableOf } from '../../reference/tables.ts'
import { drawFilter, drawWhere } from './draw-where.ts'
import { listOf, objectOf, perhapsVariable, type Drawing, type Drawn } from './drawing.ts'
import { besideFloats, isInexact } from './inexact.ts'

/** A key that was drawn: the steps to it, the last a column; and how `by` says it. */
interface DrawnKey {
  readonly steps: readonly string[]
  readonly drawn: Drawn
}

const zones = ['UTC', 'Europe/Zurich', 'Australia/Lord_Howe', 'America/St_Johns', 'africa/monrovia']

/** Arguments and keys of `usersGroupBy`: the arguments as text with their parentheses, the keys to select some of. */
export function drawGroupArguments(
  drawing: Drawing,
  field: GraphQLField<unknown, unknown>,
  table: Table,
): { readonly args: string; readonly keys: readonly (readonly string[])[] } {
  const input = (name: string) => inputType(field.args.find((argument) => argument.name === name)?.type)
  const keys = drawGroupKeys(drawing, input('by'), table)
  const by = listOf(keys.map(({ drawn }) => drawn))
  const groups = allGroups(drawing.data, table, by.json as Record<string, unknown>[])
  const drawn: [string, Drawn][] = [['by', by]]
  if (drawing.chance(2)) drawn.push(['where', drawWhere(drawing, input('where'), table, 1)])
  if (drawing.chance(2)) drawn.push(['having', drawHaving(drawing, input('having'), groups, 1)])
  if (drawing.chance(2)) drawn.push(['orderBy', drawGroupOrder(drawing, input('orderBy'), table, keys)])
  if (drawing.chance(3)) drawn.push(['limit', count(drawing, 0, 6)])
  if (drawing.chance(4)) drawn.push(['offset', count(drawing, 0, 4)])
  const texts = drawn.map(([name, value]) => {
    const type = field.args.find((argument) => argument.name === name)?.type
    return `${name}: ${perhapsVariable(drawing, value, String(type), 6).text}`
  })
  return { args: `(${texts.join(', ')})`, keys: keys.map(({ steps }) => steps) }
}

function count(drawing: Drawing, from: number, to: number): Drawn {
  const number = drawing.int(from, to)
  return { text: String(number), json: number }
}

/** One to three keys, no two at one place. */
export function drawGroupKeys(drawing: Drawing, type: GraphQLInputObjectType, table: Table): readonly DrawnKey[] {
  const keys = Array.from({ length: drawing.int(1, 3) }, () => drawKey(drawing, type, table, 2))
  const place = (key: DrawnKey) => key.steps.join('.')
  return keys.filter((key, index) => keys.findIndex((other) => place(other) === place(key)) === index)
}

function drawKey(drawing: Drawing, type: GraphQLInputObjectType, table: Table, depth: number): DrawnKey {
  const fields = Object.keys(type.getFields()).filter((name) => depth > 0 || name === 'column')
  const name = drawing.chance(2) ? 'column' : drawing.pick(fields)
  const inner = type.getFields()[name]?.type
  if (name === 'column') {
    const column = drawing.pick(enumNames(inner))
    return { steps: [column], drawn: objectOf([[name, bare(column)]]) }
  }
  if (name === 'date') {
    const bucket = inputType(inner).getFields()
    const column = drawing.pick(enumNames(bucket['column']?.type))
    const unit = drawing.pick(enumNames(bucket['by']?.type))
    const date: [string, Drawn][] = [
      ['column', bare(column)],
      ['by', bare(unit)],
    ]
    // Only instants have a place in the calendars of zones.
    if (columnOf(table, column)?.type.kind === 'dateTime' && drawing.chance(2)) {
      const zone = drawing.pick(zones)
      date.push(['zone', { text: JSON.stringify(zone), json: zone }])
    }
    return { steps: [column], drawn: objectOf([[name, objectOf(date)]]) }
  }
  const target = tableOf(drawing.data, relationOf(table, name).to)
  const below = drawKey(drawing, inputType(inner), target, depth - 1)
  return { steps: [name, ...below.steps], drawn: objectOf([[name, below.drawn]]) }
}

function drawHaving(drawing: Drawing, type: GraphQLInputObjectType, groups: readonly Group[], depth: number): Drawn {
  const logic = ['AND', 'OR', 'NOT']
  const fields = Object.values(type.getFields()).filter(({ name }) => depth > 0 || !logic.includes(name))
  const table = groups[0]?.table
  const chosen = drawing.some(fields, drawing.chance(12) ? 0 : 1, 2).map((field): [string, Drawn] => {
    const inner = inputType(field.type)
    if (field.name === 'NOT') return [field.name, drawHaving(drawing, inner, groups, depth - 1)]
    if (logic.includes(field.name)) {
      const items = Array.from({ length: drawing.int(0, 2) }, () => drawHaving(drawing, inner, groups, depth - 1))
      return [field.name, listOf(items)]
    }
    if (field.name === 'count') {
      return [field.name, drawFilter(drawing, inner, groups.map(({ rows }) => rows.length), 1)] // prettier-ignore
    }
    const columns = drawing.some(Object.values(inner.getFields()), 1, 1).map((column): [string, Drawn] => {
      const values = groups.map(({ rows }) => {
        const value = table ? aggregate(drawing.data, table, rows, field.name as Fn, column.name) : null
        return table ? besideFloats(table, field.name, column.name, value) : value
      })
      return [column.name, drawFilter(drawing, inputType(column.type), values, 1)]
    })
    return [field.name, objectOf(columns)]
  })
  return objectOf(chosen)
}

/** One or two values to order groups by. */
function drawGroupOrder(
  drawing: Drawing,
  type: GraphQLInputObjectType,
  table: Table,
  keys: readonly DrawnKey[],
): Drawn {
  const sort = () => bare(drawing.pick(enumNames(type.getFields()['count']?.type)))
  const names = drawing.some(Object.keys(type.getFields()), 1, 2)
  return listOf(
    names.map((name) => {
      if (name === 'count') return objectOf([[name, sort()]])
      if (name === 'key') {
        const { steps } = drawing.pick(keys)
        return objectOf([[name, [...steps].reverse().reduce((inner, step) => objectOf([[step, inner]]), sort())]])
      }
      const columns = Object.keys(inputType(type.getFields()[name]?.type).getFields())
      const exact = columns.filter((column) => !isInexact(table, name, column))
      if (exact.length === 0) return objectOf([['count', sort()]])
      return objectOf([[name, objectOf([[drawing.pick(exact), sort()]])]])
    }),
  )
}

/** `key { country user { name } }`: some of the keys. */
export function drawKeySelection(drawing: Drawing, keys: readonly (readonly string[])[]): string {
  return `key ${selectionOf(drawing, drawing.some(keys, 1, keys.length))}`
}

function selectionOf(drawing: Drawing, keys: readonly (readonly string[])[]): string {
  const steps = [...new Set(keys.map(([first]) => first ?? ''))]
  const parts = steps.map((step) => {
    const below = keys.filter(([first, ...rest]) => first === step && rest.length > 0).map(([, ...rest]) => rest)
    if (below.length > 0) return `${step} ${selectionOf(drawing, below)}`
    return drawing.chance(8) ? `${drawing.fresh('a')}: ${step}` : step
  })
  return `{ ${parts.join(' ')}${drawing.chance(10) ? ' __typename' : ''} }`
}

function bare(name: string): Drawn {
  return { text: name, json: name }
}

function enumNames(type: unknown): string[] {
  const named = getNamedType(type as Parameters<typeof getNamedType>[0])
  if (!named || !('getValues' in named)) throw new Error('an enum was expected')
  return named.getValues().map(({ name }) => name)
}

function inputType(type: unknown): GraphQLInputObjectType {
  const named = getNamedType(type as Parameters<typeof getNamedType>[0])
  if (isObjectType(named) || !isInputObjectType(named)) throw new Error('an input was expected')
  return named
}
