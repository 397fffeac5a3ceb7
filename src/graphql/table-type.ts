import { GraphQLObjectType, type GraphQLFieldConfig } from 'graphql'
import type { Column, Table } from '../catalog/catalog.ts'
import { columnOrigin } from './column-use.ts'
import { customFieldConfig } from './custom-field-config.ts'
import { sourceOfTable } from './directives.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { generatedField } from './generated-field.ts'
import { nodeIdField, nodeInterface } from './node-interface.ts'
import { relationFields } from './relation-fields.ts'
import { columnOutputType } from './value-type.ts'

/** `User`: a row of a table. */
export function tableType(draft: Draft, table: Table): GraphQLObjectType {
  return draft.types.define(table.typeName, `table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name: table.typeName,
      description: tableDescription(table),
      interfaces: () => (table.primaryKey ? [nodeInterface(draft)] : []),
      fields: () =>
        fieldMap<GraphQLFieldConfig<unknown, unknown>>(table.typeName, [
          ...(table.primaryKey ? [{ name: 'nodeId', origin: 'the node id', field: nodeIdField() }] : []),
          ...table.columns.map((column) => columnField(draft, table, column)),
          ...table.relations.flatMap((relation) => relationFields(draft, relation)),
          ...(draft.customFields.get(table.id) ?? []).map(([name, custom]) => ({
            name,
            origin: `custom field ${name}`,
            field: customFieldConfig(draft, table, name, custom),
          })),
        ]),
      extensions: { heddleTable: table.id, directives: sourceOfTable(table) },
    })
  })
}

function columnField(draft: Draft, table: Table, column: Column): NamedField<GraphQLFieldConfig<unknown, unknown>> {
  return {
    name: column.name,
    origin: columnOrigin(table, column),
    field: generatedField(
      { kind: 'column', column: column.name },
      { type: columnOutputType(draft, column), description: column.description },
    ),
  }
}

function tableDescription(table: Table): string | null {
  if (table.primaryKey) return table.description
  const remark = `This ${table.kind} has no primary key: its rows have no node id and no cursors.`
  return table.description ? `${table.description}\n\n${remark}` : remark
}
