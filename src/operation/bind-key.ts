import type { Column, Key, Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import { parseNodeId } from '../catalog/node-id.ts'
import { HeddleError } from '../errors.ts'
import type { Binding } from './binding.ts'
import { enumConversion } from './bind-where.ts'
import type { Predicate } from './shape.ts'
import { plainValue } from './slots.ts'
import { unwrap } from './variables.ts'

type Input = Readonly<Record<string, unknown>>

/**
 * The one row of a `UserUnique`: by a key of one column (`{id: 5}`), of several (`{actorId_filmId: {…}}`), or by node id.
 */
export function bindUnique(binding: Binding, table: Table, where: Input): Predicate {
  const [name, input] = Object.entries(where)[0] ?? ['', null] // @oneOf: validation made sure of one
  if (input === null || unwrap(input) === null) {
    throw new HeddleError('NULL_OPERAND', `"where" names no row: ${name || 'every key'} is null.`, {
      hint: 'Give one key a value.',
    })
  }
  if (name === 'nodeId') return bindNodeKey(binding, table, unwrap(input) as string)
  const key = table.keys.find((candidate) => candidate.name === name)
  const columns = key?.columns ?? []
  const equal = columns.map((column): Predicate => {
    const value = columns.length === 1 ? input : (input as Input)[column]
    const conversion = enumConversion(binding.catalog, columnOf(table, column))
    return { kind: 'compare', left: { kind: 'column', column }, op: 'eq', slot: binding.slots.value(value, conversion) }
  })
  return equal.length === 1 ? equal[0]! : { kind: 'and', items: equal } // length checked
}

/** The table that a node id names. Throws BAD_NODE_ID for none, and alike for one that the role may not name. */
export function tableOfNode(binding: Binding, id: string): Table {
  const parsed = parseNodeId(id)
  const table = parsed ? binding.catalog.byTypeName.get(parsed.typeName) : undefined
  if (!table?.primaryKey) throw badNodeId()
  return table
}

/** The row that a node id names, in `table`: its primary key. */
export function bindNodeKey(binding: Binding, table: Table, id: string): Predicate {
  binding.once = true // the parts of an id are no leaves of the variables
  const { columns, values } = nodeKey(binding, table, id)
  const equal = columns.map((column, index): Predicate => {
    const slot = binding.slots.derived(`node ${id} ${index}`, values[index])
    return { kind: 'compare', left: { kind: 'column', column }, op: 'eq', slot }
  })
  return equal.length === 1 ? equal[0]! : { kind: 'and', items: equal } // length checked
}

/** A key of one row: its columns, and their values in canonical form. */
export interface KeyValues {
  readonly columns: readonly string[]
  readonly values: readonly unknown[]
}

/** The key and values of a `UserUnique`, for rows that are found many at a time. */
export function uniqueKey(binding: Binding, table: Table, where: Input): KeyValues {
  const [name, input] = Object.entries(where)[0] ?? ['', null] // @oneOf: validation made sure of one
  if (name === 'nodeId') return nodeKey(binding, table, unwrap(input) as string)
  const columns = table.keys.find((candidate) => candidate.name === name)?.columns ?? []
  const values = columns.map((column) => {
    const value = columns.length === 1 ? input : (input as Input)[column]
    return plainValue(value, enumConversion(binding.catalog, columnOf(table, column)))
  })
  return { columns, values }
}

function nodeKey(binding: Binding, table: Table, id: string): KeyValues {
  const key = table.primaryKey as Key // tables with node ids have one
  const parsed = parseNodeId(id)
  const parts = parsed?.typeName === table.typeName ? parsed.parts(key.columns.length) : null
  if (!parts) throw badNodeId()
  const values = key.columns.map((name, index) => {
    const column = columnOf(table, name)
    const value = keyValue(column, parts[index]!) // one part a column
    const conversion = enumConversion(binding.catalog, column)
    return conversion ? conversion.apply(value) : value
  })
  return { columns: key.columns, values }
}

const integer = /^-?\d{1,19}$/
const patterns: Partial<Record<Column['type']['kind'], RegExp>> = {
  int: integer,
  bigint: integer,
  decimal: /^-?\d+(\.\d+)?$/,
  float: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i,
  boolean: /^(true|false)$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  time: /^\d\d:\d\d:\d\d(\.\d{1,6})?$/,
  dateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/,
  localDateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?$/,
}

/** The canonical value of a part of a node id, which no scalar has checked. */
function keyValue(column: Column, text: string): unknown {
  const pattern = patterns[column.type.kind]
  if (pattern && !pattern.test(text)) throw badNodeId()
  switch (column.type.kind) {
    case 'int': {
      const number = Number(text)
      if (number !== (number | 0)) throw badNodeId()
      return number
    }
    case 'float':
      return Number(text)
    case 'boolean':
      return text === 'true'
    case 'uuid':
      return text.toLowerCase()
    default:
      return text
  }
}

function badNodeId(): HeddleError {
  return new HeddleError('BAD_NODE_ID', 'The node id names no type and key of this API.', {
    hint: 'Use a nodeId as the API gave it: the type, a colon and the key, such as "User:5".',
  })
}
