import { GraphQLInputObjectType, GraphQLNonNull, type GraphQLInputFieldConfig } from 'graphql'
import type { Catalog, Column, Table } from '../catalog/catalog.ts'
import { keyHolder } from '../catalog/key-holder.ts'
import { columnOrigin, creatableColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { nestedFields } from './nested-input.ts'
import { columnInputType } from './value-type.ts'

/**
 * `UserCreate`: a row to insert, and rows to write along with it. Required is what the database neither knows nor makes and
 * no relation fills.
 */
export function createInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Create`
  return draft.types.define(name, `a new row of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => {
        const filled = filledByRelations(draft.catalog, table)
        return fieldMap<GraphQLInputFieldConfig>(name, [
          ...creatableColumns(table).map((column) => columnField(draft, table, column, filled.has(column.name))),
          ...nestedFields(draft, table, 'create'),
        ])
      },
    })
  })
}

/** Columns that refer to another row: the row that is written along with this one fills them. */
function filledByRelations(catalog: Catalog, table: Table): ReadonlySet<string> {
  const own = table.relations
    .filter((relation) => keyHolder(catalog, relation) === 'from')
    .flatMap((relation) => relation.on.map(({ from }) => from))
  const others = [...catalog.tables.values()].flatMap(({ relations }) =>
    relations
      .filter((relation) => relation.to === table.id && keyHolder(catalog, relation) === 'to')
      .flatMap((relation) => relation.on.map(({ to }) => to)),
  )
  return new Set([...own, ...others])
}

function columnField(draft: Draft, table: Table, column: Column, filled: boolean): NamedField<GraphQLInputFieldConfig> {
  const type = columnInputType(draft, column.type)
  const optional = column.nullable || column.hasDefault || filled
  return {
    name: column.name,
    origin: columnOrigin(table, column),
    field: { type: optional ? type : new GraphQLNonNull(type), description: column.description },
  }
}
