import { isEnumType, isInputObjectType, isObjectType, getNamedType, type GraphQLSchema } from 'graphql'
import type { Table } from '../../src/catalog/catalog.ts'
import type { Wire } from '../reference/values.ts'
import type { TypeCase } from './types.ts'

/** One thing that a client does with a column, as an operation whose answer the reference knows. */
export interface Use {
  readonly name: string
  readonly document: string
  readonly variables: Readonly<Record<string, Wire>>
}

/** All uses that the schema offers of the column `v` of a table with these values. */
export function usesOf(schema: GraphQLSchema, table: Table, type: TypeCase): Use[] {
  const values = operandsOf(schema, table, type.values)
  return [
    plain('read', `${table.plural}(limit: 1000) { id v }`),
    ...filters(schema, table, values),
    ...places(schema, table, type),
    ...orders(schema, table),
    ...aggregates(schema, table, type.withoutSums === true),
    ...groups(schema, table),
    ...links(table),
  ]
}

/** The values as a client writes them: enums by their names, and no list with a null in it. */
export function operandsOf(schema: GraphQLSchema, table: Table, values: readonly Wire[]): Wire[] {
  const object = schema.getType(table.typeName)
  const type = isObjectType(object) ? getNamedType(object.getFields()['v']?.type) : undefined
  const names = new Map(
    isEnumType(type)
      ? type.getValues().map(({ name, value, description }) => [description ?? String(value), name])
      : [],
  )
  return values
    .filter((value) => !(Array.isArray(value) && value.includes(null)))
    .map((value) => (typeof value === 'string' ? (names.get(value) ?? value) : value))
}

function plain(name: string, field: string): Use {
  return { name, document: `query { ${field} }`, variables: {} }
}

const names: Readonly<Record<string, string>> = {
  ...{ eq: 'equality', ne: 'equality', in: 'list', notIn: 'list' },
  ...{ gt: 'range', gte: 'range', lt: 'range', lte: 'range' },
  ...{ containedBy: 'containment', overlaps: 'containment' },
  ...{ like: 'pattern', ilike: 'pattern', contains: 'pattern', startsWith: 'pattern', endsWith: 'pattern' },
}

/** As many fields as one operation may have. */
export function chunksOf<T>(items: readonly T[], size = 15): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Each operator of the column's filter with each value: a field for each. */
function filters(schema: GraphQLSchema, table: Table, values: readonly Wire[]): Use[] {
  const where = schema.getType(`${table.typeName}Where`)
  if (!isInputObjectType(where)) return []
  const filter = getNamedType(where.getFields()['v']?.type)
  if (!isInputObjectType(filter)) return []
  return Object.values(filter.getFields()).flatMap(({ name: operator, type }): Use[] => {
    const holds = operator === 'contains' && isHolder(filter.name)
    const name = holds ? 'containment' : names[operator]
    if (name === undefined) return []
    const operands = name === 'list' ? lists(values) : values
    return chunksOf(operands).map((some) => {
      const variables = Object.fromEntries(some.map((operand, index) => [`a${index}`, operand]))
      const declared = some.map((_, index) => `$a${index}: ${String(type)}`).join(', ')
      const fields = some.map(
        (_, index) => `a${index}: ${table.plural}(where: {v: {${operator}: $a${index}}}, limit: 1000) { id }`,
      )
      return { name, document: `query(${declared}) { ${fields.join(' ')} }`, variables }
    })
  })
}

/** Whether the filter is of lists or documents, which contain others of their kind. */
function isHolder(filter: string): boolean {
  return filter.endsWith('ListFilter') || filter === 'JSONBFilter'
}

/** Every place in the documents, and some where there is none; what stands there, and what does not. */
function places(schema: GraphQLSchema, table: Table, { json, values }: TypeCase): Use[] {
  if (json !== true) return []
  const found = [...values.flatMap((value) => placesIn(value, '$')), ...missing]
  const conditions = found.flatMap(([at, value]) => {
    const kind = typeof value
    const typed = ['string', 'number', 'boolean'].includes(kind) ? [{ at, [kind]: { eq: value } }] : []
    const others = [
      { at, string: { gte: '' } },
      { at, number: { notIn: [0, 1.25] } },
      { at, boolean: { ne: true } },
    ]
    return [...typed, ...others, { at, isNull: true }, { at, isNull: false, string: { contains: 'e' } }]
  })
  const where = schema.getType(`${table.typeName}Where`)
  if (!isInputObjectType(where)) throw new Error(`${table.id} has no filter`)
  return chunksOf(conditions, 7).map((some) => {
    const variables = Object.fromEntries(some.map((condition, index) => [`a${index}`, condition as Wire]))
    const declared = some.map((_, index) => `$a${index}: JSONPathFilter!`).join(', ')
    const fields = some.map((_, index) => {
      const not = `n${index}: ${table.plural}(where: {NOT: {v: {path: [$a${index}]}}}, limit: 1000) { id }`
      return `a${index}: ${table.plural}(where: {v: {path: [$a${index}]}}, limit: 1000) { id } ${not}`
    })
    return { name: 'path', document: `query(${declared}) { ${fields.join(' ')} }`, variables }
  })
}

const missing: [string, Wire][] = ['$[0][0]', '$.a[0][0]', '$.a.b', '$.z[0]', '$[7]', '$["A"]'].map((at) => [at, null])

/** A value and all within it, by the ways to them; keys that no path can write are left out. */
function placesIn(value: Wire, path: string): [string, Wire][] {
  const here: [string, Wire] = [path, value]
  if (value === null || typeof value !== 'object') return [here]
  const inside = Array.isArray(value)
    ? (value as readonly Wire[]).map((item, index) => placesIn(item, `${path}[${index}]`))
    : Object.entries(value as Readonly<Record<string, Wire>>).map(([key, item]) =>
        /["\\]/.test(key) ? [] : placesIn(item, `${path}["${key}"]`),
      )
  return [here, ...inside.flat()]
}

/** No value, each pair of neighbours, and all. */
function lists(values: readonly Wire[]): Wire[][] {
  return [[], ...values.map((value, index) => [value, values[(index + 1) % values.length] ?? null]), [...values]]
}

function orders(schema: GraphQLSchema, table: Table): Use[] {
  const orderBy = schema.getType(`${table.typeName}OrderBy`)
  if (!isInputObjectType(orderBy) || !orderBy.getFields()['v']) return []
  const both = ['asc', 'desc'].map((way) => `${way}: ${table.plural}(orderBy: [{v: ${way}}], limit: 1000) { id v }`)
  return [plain('order', both.join(' ')), plain('distinct', `${table.plural}(distinct: [v], limit: 1000) { v }`)]
}

function aggregates(schema: GraphQLSchema, table: Table, withoutSums: boolean): Use[] {
  const type = schema.getType(`${table.typeName}Aggregate`)
  if (!isObjectType(type)) return []
  const functions = (withoutSums ? ['min', 'max'] : ['sum', 'avg', 'min', 'max']).filter((fn) => {
    const group = getNamedType(type.getFields()[fn]?.type)
    return isObjectType(group) && group.getFields()['v'] !== undefined
  })
  const columns = getNamedType(type.getFields()['count']?.args[0]?.type)
  const distinct = isEnumType(columns) && columns.getValue('v') ? 'distinct: count(distinct: v)' : ''
  const fields = functions.map((fn) => `${fn} { v }`).join(' ')
  return [plain('aggregate', `${table.plural}Aggregate { count ${distinct} ${fields} }`)]
}

function groups(schema: GraphQLSchema, table: Table): Use[] {
  const field = schema.getQueryType()?.getFields()[`${table.plural}GroupBy`]
  const key = schema.getType(`${table.typeName}GroupKey`)
  if (!field || !isObjectType(key) || !key.getFields()['v']) return []
  return [plain('group', `${field.name}(by: [{column: v}], limit: 1000) { key { v } count }`)]
}

/** The partners of every row in every other database, in both directions. */
function links(table: Table): Use[] {
  return table.relations.map(({ name }) =>
    plain(
      'link',
      `${table.plural}(limit: 1000) { id ${name}${name.endsWith('Rows') ? '(limit: 1000)' : ''} { id v } }`,
    ),
  )
}
