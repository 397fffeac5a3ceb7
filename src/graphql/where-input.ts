import { GraphQLInputObjectType, type GraphQLInputFieldConfig } from 'graphql'
import type { Relation, Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { aggregateFilters } from './aggregate-filter.ts'
import { columnOrigin } from './column-use.ts'
import type { InputDraft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { relationOrigin } from './relation-use.ts'
import { logicFields, valueFilter } from './value-filter.ts'

/** `UserWhere`: a condition on rows of a table, on its columns and through its relations, also into other databases. */
export function whereInput(draft: InputDraft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Where`
  return draft.types.define(name, `the filter of table ${table.id}`, () => {
    const where: GraphQLInputObjectType = new GraphQLInputObjectType({
      name,
      fields: () =>
        fieldMap<GraphQLInputFieldConfig>(name, [
          ...table.columns.map((column) => ({
            name: column.name,
            origin: columnOrigin(table, column),
            field: { type: valueFilter(draft, column.type) },
          })),
          ...table.relations.map((relation) => ({
            name: relation.name,
            origin: relationOrigin(relation),
            field: { type: relationFilter(draft, relation) },
          })),
          ...logic(where),
        ]),
    })
    return where
  })
}

/** What a row that is named must be like still. */
export function matchField(draft: InputDraft, table: Table): GraphQLInputFieldConfig {
  return { type: whereInput(draft, table), description: 'What the row must be like still; else ROW_CHANGED.' }
}

function logic(where: GraphQLInputObjectType): NamedField<GraphQLInputFieldConfig>[] {
  const { AND, OR, NOT } = logicFields(where)
  return Object.entries({ AND, OR, NOT }).map(([name, field]) => ({
    name,
    origin: `the filter's own ${name}`,
    field: field as GraphQLInputFieldConfig, // `logicFields` has all three
  }))
}

function relationFilter(draft: InputDraft, relation: Relation): GraphQLInputObjectType {
  const target = tableById(draft.catalog, relation.to)
  return relation.cardinality === 'one' ? whereInput(draft, target) : listFilter(draft, target)
}

/** `OrderListFilter`: a condition on the rows that a to-many relation leads to. */
function listFilter(draft: InputDraft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}ListFilter`
  return draft.types.define(name, `the list filter of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => {
        const where = whereInput(draft, table)
        return {
          some: { type: where },
          every: { type: where },
          none: { type: where },
          ...aggregateFilters(draft, table),
        }
      },
    })
  })
}
