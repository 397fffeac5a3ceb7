import {
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
} from 'graphql'
import type { Column, Table } from '../catalog/catalog.ts'
import { tableById } from '../catalog/lookup.ts'
import { aggregateFields } from './aggregate-type.ts'
import { columnOrigin, distinctColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap } from './field-map.ts'
import { generatedField } from './generated-field.ts'
import { groupRelations, relationOrigin } from './relation-use.ts'
import { leafType } from './value-type.ts'

/** `OrderGroup`: rows that are alike in their key, and what they come to. */
export function groupType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}Group`
  return draft.types.define(name, `the group of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      fields: () => ({
        key: generatedField({ kind: 'groupKey' }, { type: new GraphQLNonNull(groupKeyType(draft, table)) }),
        ...aggregateFields(draft, table),
      }),
    })
  })
}

/** `OrderGroupKey`: nullable, as a row may hold null, or have no partner that holds a value. */
function groupKeyType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}GroupKey`
  return draft.types.define(name, `the group key of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      description: 'Only what `by` names can be selected.',
      fields: () =>
        fieldMap<GraphQLFieldConfig<unknown, unknown>>(name, [
          ...distinctColumns(table).map((column) => ({
            name: column.name,
            origin: columnOrigin(table, column),
            field: generatedField({ kind: 'keyColumn', column: column.name }, { type: keyColumnType(draft, column) }),
          })),
          ...groupRelations(table)
            .filter((relation) => distinctColumns(tableById(draft.catalog, relation.to)).length > 0)
            .map((relation) => ({
              name: relation.name,
              origin: relationOrigin(relation),
              field: generatedField(
                { kind: 'keyRelation', relation: relation.name },
                { type: groupKeyType(draft, tableById(draft.catalog, relation.to)) },
              ),
            })),
        ]),
    })
  })
}

function keyColumnType(draft: Draft, { type }: Column): GraphQLOutputType {
  let output: GraphQLOutputType = leafType(draft, type)
  for (let level = 0; level < type.dimensions; level++) output = new GraphQLList(output)
  return output
}
