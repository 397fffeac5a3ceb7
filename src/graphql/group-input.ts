import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputFieldConfig,
} from 'graphql'
import type { Relation, Table } from '../catalog/catalog.ts'
import { groupByName } from '../catalog/group-by-name.ts'
import { tableById } from '../catalog/lookup.ts'
import { aggregateFilters } from './aggregate-filter.ts'
import { columnEnum } from './column-enum.ts'
import { columnOrigin, dateColumns, distinctColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { aggregateOrders, sortEnum } from './order-by-input.ts'
import { groupRelations, relationOrigin } from './relation-use.ts'
import { logicFields } from './value-filter.ts'

/** `OrderGroupBy @oneOf`: one value to group by: a column, a date's calendar unit, or the same of a related row. */
export function groupByInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}GroupBy`
  return draft.types.define(name, `the group by of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () => {
        const columns = columnEnum(draft, table)
        const dates = dateBucket(draft, table)
        const own: NamedField<GraphQLInputFieldConfig>[] = [
          ...(columns ? [{ name: 'column', origin: 'the columns', field: { type: columns } }] : []),
          ...(dates ? [{ name: 'date', origin: 'the calendar units', field: { type: dates } }] : []),
        ]
        return fieldMap<GraphQLInputFieldConfig>(name, [
          ...own,
          ...relatedKeys(draft, table).map((relation) => ({
            name: groupByName(relation.name),
            origin: relationOrigin(relation),
            field: { type: groupByInput(draft, tableById(draft.catalog, relation.to)) },
          })),
        ])
      },
    })
  })
}

function relatedKeys(draft: Draft, table: Table): readonly Relation[] {
  return groupRelations(table).filter(({ to }) => distinctColumns(tableById(draft.catalog, to)).length > 0)
}

/** `OrderDateBucket`, or null where the table has no column of dates. */
function dateBucket(draft: Draft, table: Table): GraphQLInputObjectType | null {
  if (dateColumns(table).length === 0) return null
  const name = `${table.typeName}DateBucket`
  return draft.types.define(name, `the date bucket of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      description:
        'Dates of one calendar unit. The key is where the unit begins; a week begins on Monday. In a zone, days have the hours that its clocks showed, and an hour that they showed twice is two.',
      fields: () => ({
        column: { type: new GraphQLNonNull(dateColumnEnum(draft, table)) },
        by: { type: new GraphQLNonNull(dateUnitEnum(draft)) },
        zone: {
          type: GraphQLString,
          defaultValue: 'UTC',
          description: 'Whose calendar, by its name in the IANA database: `Europe/Zurich`. Only of a DateTime.',
        },
      }),
    })
  })
}

function dateColumnEnum(draft: Draft, table: Table): GraphQLEnumType {
  const name = `${table.typeName}DateColumn`
  return draft.types.define(name, `the date columns of table ${table.id}`, () => {
    const values = dateColumns(table).map((column) => [column.name, {}] as const)
    return new GraphQLEnumType({ name, values: Object.fromEntries(values) })
  })
}

function dateUnitEnum(draft: Draft): GraphQLEnumType {
  return draft.types.define('DateUnit', "Heddle's own enum of calendar units", () => {
    return new GraphQLEnumType({
      name: 'DateUnit',
      values: { year: {}, quarter: {}, month: {}, week: {}, day: {}, hour: {} },
    })
  })
}

/** `OrderHaving`: a condition on groups. */
export function havingInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Having`
  return draft.types.define(name, `the having of table ${table.id}`, () => {
    const having: GraphQLInputObjectType = new GraphQLInputObjectType({
      name,
      fields: () => ({ ...aggregateFilters(draft, table), ...logicFields(having) }),
    })
    return having
  })
}

/** `OrderGroupOrderBy @oneOf`: one value to order groups by. */
export function groupOrderByInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}GroupOrderBy`
  return draft.types.define(name, `the group order of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () => ({ ...aggregateOrders(draft, table), key: { type: keyOrderBy(draft, table) } }),
    })
  })
}

/** `OrderGroupKeyOrderBy @oneOf` */
function keyOrderBy(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}GroupKeyOrderBy`
  return draft.types.define(name, `the group key order of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      isOneOf: true,
      fields: () =>
        fieldMap<GraphQLInputFieldConfig>(name, [
          ...distinctColumns(table).map((column) => ({
            name: column.name,
            origin: columnOrigin(table, column),
            field: { type: sortEnum(draft) },
          })),
          ...relatedKeys(draft, table).map((relation) => ({
            name: relation.name,
            origin: relationOrigin(relation),
            field: { type: keyOrderBy(draft, tableById(draft.catalog, relation.to)) },
          })),
        ]),
    })
  })
}
