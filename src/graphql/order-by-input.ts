import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  type GraphQLInputFieldConfig,
  type GraphQLInputFieldConfigMap,
} from 'graphql'
import type { Column, Relation, Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { columnOrigin, extremeColumns, orderColumns, sumColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { relationOrigin } from './relation-use.ts'

/** `UserOrderBy @oneOf`: one key of an order; null where the table has no column to order by. */
export function orderByInput(draft: Draft, table: Table): GraphQLInputObjectType | null {
  if (orderColumns(table).length === 0) return null
  const name = `${table.typeName}OrderBy`
  return draft.types.define(name, `the order of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () =>
        fieldMap<GraphQLInputFieldConfig>(name, [
          ...orderColumns(table).map((column) => ({
            name: column.name,
            origin: columnOrigin(table, column),
            field: { type: sortEnum(draft) },
          })),
          ...table.relations.flatMap((relation) => relationField(draft, relation)),
        ]),
    })
  })
}

function relationField(draft: Draft, relation: Relation): NamedField<GraphQLInputFieldConfig>[] {
  const target = tableById(draft.catalog, relation.to)
  const type = relation.cardinality === 'one' ? orderByInput(draft, target) : aggregateOrderBy(draft, target)
  return type ? [{ name: relation.name, origin: relationOrigin(relation), field: { type } }] : []
}

/** `OrderAggregateOrderBy @oneOf`, or `CountOrderBy` where rows can only be counted. */
function aggregateOrderBy(draft: Draft, table: Table): GraphQLInputObjectType {
  const orders = aggregateOrders(draft, table)
  const counted = Object.keys(orders).length === 1
  const name = counted ? 'CountOrderBy' : `${table.typeName}AggregateOrderBy`
  const origin = counted ? 'the order by a count' : `the aggregate order of table ${table.id}`
  return draft.types.define(name, origin, () => {
    return new GraphQLInputObjectType({ name, isOneOf: true, fields: orders })
  })
}

/** `count`, and `sum`, `avg`, `min`, `max` where there are columns for them. */
export function aggregateOrders(draft: Draft, table: Table): GraphQLInputFieldConfigMap {
  const sums = columnOrders(draft, table, 'NumericOrderBy', sumColumns(table))
  const extremes = columnOrders(draft, table, 'MinMaxOrderBy', extremeColumns(table))
  return {
    count: { type: sortEnum(draft) },
    ...(sums ? { sum: { type: sums }, avg: { type: sums } } : {}),
    ...(extremes ? { min: { type: extremes }, max: { type: extremes } } : {}),
  }
}

function columnOrders(
  draft: Draft,
  table: Table,
  suffix: string,
  columns: readonly Column[],
): GraphQLInputObjectType | null {
  if (columns.length === 0) return null
  const name = `${table.typeName}${suffix}`
  return draft.types.define(name, `${suffix} of table ${table.id}`, () => {
    const fields = () => Object.fromEntries(columns.map((column) => [column.name, { type: sortEnum(draft) }]))
    return new GraphQLInputObjectType({ name, isOneOf: true, fields })
  })
}

/** `Sort` */
export function sortEnum(draft: Draft): GraphQLEnumType {
  return draft.types.define('Sort', "Heddle's own enum of directions", () => {
    return new GraphQLEnumType({
      name: 'Sort',
      description: 'Nulls sort last ascending and first descending, unless said otherwise.',
      values: {
        asc: {},
        desc: {},
        asc_nulls_first: {},
        asc_nulls_last: {},
        desc_nulls_first: {},
        desc_nulls_last: {},
      },
    })
  })
}
