import { GraphQLInputObjectType, type GraphQLInputFieldConfig } from 'graphql'
import type { Column, Table } from '../catalog/catalog.ts'
import { columnOrigin, incrementColumns, updatableColumns } from './column-use.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { nestedFields } from './nested-input.ts'
import { columnInputType } from './value-type.ts'

/** `UserUpdate`: what changes of a row, and rows to write along with it. Left out is untouched; null is null. */
export function updateInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Update`
  return draft.types.define(name, `a change of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () =>
        fieldMap<GraphQLInputFieldConfig>(name, [
          ...columnFields(draft, table, updatableColumns(table)),
          ...nestedFields(draft, table, 'update'),
        ]),
    })
  })
}

/** `OrderInc`: what is added to columns, in the database. Null stays null. */
export function incrementInput(draft: Draft, table: Table): GraphQLInputObjectType {
  const name = `${table.typeName}Inc`
  return draft.types.define(name, `an increment of table ${table.id}`, () => {
    return new GraphQLInputObjectType({
      name,
      fields: () => fieldMap(name, columnFields(draft, table, incrementColumns(table))),
    })
  })
}

function columnFields(draft: Draft, table: Table, columns: readonly Column[]): NamedField<GraphQLInputFieldConfig>[] {
  return columns.map((column) => ({
    name: column.name,
    origin: columnOrigin(table, column),
    field: { type: columnInputType(draft, column.type) },
  }))
}
