import {
  buildSchema,
  executeSync,
  parse,
  printSchema,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql'
import type { Relation, Table } from '../../src/catalog/catalog.ts'
import type { FieldMeta } from '../../src/catalog/field-meta.ts'
import { aggregate, type Fn } from './aggregate.ts'
import { groupBy, type Group } from './group-by.ts'
import { findNode, findUnique, found, nodeId, type Found } from './find-row.ts'
import { orderTerms, sortRows, type Term } from './order.ts'
import { cursorOf, cutPage, type Page, type PageArguments } from './page.ts'
import { kindOf, partners, relationOf, rowsOf, tableOf, type ReferenceData, type Row } from './tables.ts'
import { compareValues, type Wire } from './values.ts'
import { fulfils } from './where.ts'

type Arguments = Readonly<Record<string, unknown>>
type Answer =
  | Found
  | {
      readonly kind: 'connection'
      readonly table: Table
      readonly terms: readonly Term[]
      readonly page: Page
      readonly total: number
    }
  | { readonly kind: 'edge'; readonly terms: readonly Term[]; readonly of: Found }
  | { readonly kind: 'aggregate'; readonly table: Table; readonly rows: readonly Row[]; readonly fn?: Fn }
  | Group
  | { readonly kind: 'key'; readonly of: Group; readonly steps: readonly string[] }

/** Lists and pages without an argument hold this many rows. */
const defaultLimit = 100

/** Answers documents over plain arrays. */
export type Reference = (document: string, variables?: Arguments, operationName?: string) => ExecutionResult

/**
 * The oracle: answers any reading operation from plain arrays, one resolver a field, as design section 3 says and with no
 * code of Heddle's request path. The schema that it runs is the printed one, so that scalars pass as they are; what a
 * field means it reads from the real schema's `extensions.heddle`.
 */
export function createReference(schema: GraphQLSchema, data: ReferenceData): Reference {
  const plain = buildSchema(printSchema(schema))
  const fieldResolver: GraphQLFieldResolver<Answer | undefined, unknown> = (source, args, _context, info) => {
    const meta = schema.getType(info.parentType.name)
    const field = meta && 'getFields' in meta ? meta.getFields()[info.fieldName] : undefined
    const means = field?.extensions['heddle'] as FieldMeta | undefined
    if (!means) throw new Error(`the reference cannot answer ${info.parentType.name}.${info.fieldName}`)
    return resolve(data, means, source, args as Arguments)
  }
  const typeResolver: GraphQLTypeResolver<Answer, unknown> = (answer) =>
    'table' in answer ? answer.table.typeName : ''
  return (document, variables = {}, operationName) =>
    executeSync({
      schema: plain,
      document: parse(document),
      variableValues: withoutPrototypes(variables) as Arguments,
      ...(operationName === undefined ? {} : { operationName }),
      fieldResolver,
      typeResolver,
    })
}

/** graphql-js looks fields up by name: an absent `constructor` would be that of every object. */
function withoutPrototypes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPrototypes)
  if (value === null || typeof value !== 'object') return value
  const copy = Object.create(null) as Record<string, unknown>
  for (const [name, item] of Object.entries(value)) copy[name] = withoutPrototypes(item)
  return copy
}

function resolve(data: ReferenceData, means: FieldMeta, source: Answer | undefined, args: Arguments): unknown {
  switch (means.kind) {
    case 'unique':
      return findUnique(data, tableOf(data, means.table), args['where'] as Arguments)
    case 'list':
      return list(data, tableOf(data, means.table), rowsOf(data, means.table), args)
    case 'connection':
      return connection(data, tableOf(data, means.table), rowsOf(data, means.table), args)
    case 'aggregate':
      return aggregateOf(data, tableOf(data, means.table), rowsOf(data, means.table), args)
    case 'groups':
      return groupBy(data, tableOf(data, means.table), args, defaultLimit)
    case 'node':
      return findNode(data, String(args['nodeId']))
    case 'nodes':
      return (args['nodeIds'] as string[]).map((id) => findNode(data, id))
  }
  if (!source) throw new Error(`${means.kind} at the root`)
  if (source.kind === 'row') return rowField(data, means, source, args)
  if (source.kind === 'edge') {
    return means.kind === 'edgeField' && means.field === 'cursor' ? cursorOf(source.terms, source.of.row) : source.of
  }
  if (source.kind === 'key') return keyField(means, source)
  if (source.kind === 'group') {
    if (means.kind === 'groupKey') return { kind: 'key', of: source, steps: [] }
    return aggregateField(data, means, { ...source, kind: 'aggregate' }, args)
  }
  return source.kind === 'connection' ? connectionField(means, source) : aggregateField(data, means, source, args)
}

function rowField(data: ReferenceData, means: FieldMeta, { table, row }: Found, args: Arguments) {
  switch (means.kind) {
    case 'column':
      return row[means.column] ?? null
    case 'nodeId':
      return nodeId(table, row)
    case 'relation':
    case 'relationConnection':
    case 'relationAggregate': {
      const relation: Relation = relationOf(table, means.relation)
      const target = tableOf(data, relation.to)
      const reached = partners(data, table, relation, row)
      if (means.kind === 'relationConnection') return connection(data, target, reached, args)
      if (means.kind === 'relationAggregate') return aggregateOf(data, target, reached, args)
      return relation.cardinality === 'one' ? found(target, reached[0]) : list(data, target, reached, args)
    }
  }
  throw new Error(`${means.kind} on a row`)
}

function list(data: ReferenceData, table: Table, rows: readonly Row[], args: Arguments): readonly Answer[] {
  const terms = orderTerms(data, table, args['orderBy'])
  const chosen = rows.filter((row) => fulfils(data, table, row, args['where']))
  const kept = firstOfEach(data, table, sortRows(terms, chosen), (args['distinct'] ?? []) as string[])
  const offset = Number(args['offset'] ?? 0)
  const page = kept.slice(offset, offset + Number(args['limit'] ?? defaultLimit))
  return page.map((row) => ({ kind: 'row', table, row }))
}

function firstOfEach(data: ReferenceData, table: Table, rows: readonly Row[], columns: readonly string[]) {
  if (columns.length === 0) return rows
  const alike = (left: Wire, right: Wire, column: string) =>
    left === null || right === null ? left === right : compareValues(kindOf(data, table, column), left, right) === 0
  const same = (a: Row, b: Row) => columns.every((column) => alike(a[column] ?? null, b[column] ?? null, column))
  return rows.filter((row, place) => !rows.slice(0, place).some((earlier) => same(earlier, row)))
}

function connection(data: ReferenceData, table: Table, rows: readonly Row[], args: Arguments): Answer {
  const terms = orderTerms(data, table, args['orderBy'])
  const all = sortRows(
    terms,
    rows.filter((row) => fulfils(data, table, row, args['where'])),
  )
  const page = cutPage(all, terms, args as PageArguments, defaultLimit)
  return { kind: 'connection', table, terms, page, total: all.length }
}

function connectionField(means: FieldMeta, source: Answer & { kind: 'connection' }) {
  const { table, terms, page } = source
  const rows = page.rows.map((row) => ({ kind: 'row', table, row }) as const)
  const last = page.rows.at(-1)
  switch (means.kind === 'connectionField' || means.kind === 'pageInfoField' ? means.field : undefined) {
    case 'nodes':
      return rows
    case 'edges':
      return rows.map((of) => ({ kind: 'edge', terms, of }))
    case 'pageInfo':
      return source
    case 'totalCount':
      return source.total
    case 'hasNextPage':
      return page.hasNextPage
    case 'hasPreviousPage':
      return page.hasPreviousPage
    case 'startCursor':
      return page.rows[0] ? cursorOf(terms, page.rows[0]) : null
    case 'endCursor':
      return last ? cursorOf(terms, last) : null
  }
  throw new Error(`${means.kind} on a connection`)
}

function aggregateOf(data: ReferenceData, table: Table, rows: readonly Row[], args: Arguments): Answer {
  return { kind: 'aggregate', table, rows: rows.filter((row) => fulfils(data, table, row, args['where'])) }
}

function aggregateField(
  data: ReferenceData,
  means: FieldMeta,
  source: Answer & { kind: 'aggregate' },
  args: Arguments,
) {
  const { table, rows, fn } = source
  if (means.kind === 'group') return { ...source, fn: means.fn }
  if (means.kind === 'groupColumn' && fn) return aggregate(data, table, rows, fn, means.column)
  if (means.kind !== 'count') throw new Error(`${means.kind} on an aggregate`)
  return args['distinct'] == null ? rows.length : aggregate(data, table, rows, 'count', String(args['distinct']))
}

function keyField(means: FieldMeta, { of, steps }: Answer & { kind: 'key' }) {
  if (means.kind === 'keyRelation') return { kind: 'key', of, steps: [...steps, means.relation] }
  if (means.kind !== 'keyColumn') throw new Error(`${means.kind} on a key`)
  const value = of.keys.get([...steps, means.column].join('.'))
  if (value === undefined) throw new Error(`no key ${means.column}`)
  return value
}
