import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLFieldConfig,
} from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { aggregateType } from './aggregate-type.ts'
import { distinctColumns } from './column-use.ts'
import { connectionType } from './connection-type.ts'
import type { Draft } from './draft.ts'
import { fieldMap, type NamedField } from './field-map.ts'
import { generatedField } from './generated-field.ts'
import {
  aggregateArguments,
  connectionArguments,
  connectionLimits,
  groupArguments,
  groupLimits,
  limitsOf,
  listArguments,
  listLimits,
} from './list-arguments.ts'
import { groupType } from './group-type.ts'
import { nodeInterface } from './node-interface.ts'
import { uniqueInput } from './unique-input.ts'

type RootField = NamedField<GraphQLFieldConfig<unknown, unknown>>

/** `Query`: the fields of every table, in the catalog's order, then `node` and `nodes`. */
export function queryType(draft: Draft): GraphQLObjectType {
  const tables = [...draft.catalog.tables.values()]
  return new GraphQLObjectType<unknown, unknown>({
    name: 'Query',
    fields: () => {
      const fields = tables.flatMap((table) => tableFields(draft, table))
      if (tables.some((table) => table.primaryKey)) fields.push(...nodeFields(draft))
      return fieldMap('Query', fields.length > 0 ? fields : [nothing])
    },
  })
}

function tableFields(draft: Draft, table: Table): RootField[] {
  const origin = `table ${table.id}`
  const rows = draft.rowType(table)
  const unique = uniqueInput(draft, table)
  const fields: RootField[] = []
  const add = (name: string, field: RootField['field']) => fields.push({ name, origin, field })
  if (unique) {
    const args = { where: { type: new GraphQLNonNull(unique) } }
    add(table.single, generatedField({ kind: 'unique', table: table.id }, { type: rows, args }))
  }
  add(
    table.plural,
    generatedField(
      { kind: 'list', table: table.id },
      {
        type: new GraphQLList(new GraphQLNonNull(rows)),
        args: listArguments(draft, table, { distinct: true }),
        description: listLimits(limitsOf(draft, table)),
        semanticNonNull: true,
      },
    ),
  )
  if (table.primaryKey) {
    add(
      `${table.plural}Connection`,
      generatedField(
        { kind: 'connection', table: table.id },
        {
          type: connectionType(draft, table),
          args: connectionArguments(draft, table),
          description: connectionLimits(limitsOf(draft, table)),
          semanticNonNull: true,
        },
      ),
    )
  }
  add(
    `${table.plural}Aggregate`,
    generatedField(
      { kind: 'aggregate', table: table.id },
      { type: aggregateType(draft, table), args: aggregateArguments(draft, table), semanticNonNull: true },
    ),
  )
  if (distinctColumns(table).length > 0) {
    add(
      `${table.plural}GroupBy`,
      generatedField(
        { kind: 'groups', table: table.id },
        {
          type: new GraphQLList(new GraphQLNonNull(groupType(draft, table))),
          args: groupArguments(draft, table),
          description: groupLimits(draft.limits),
          semanticNonNull: true,
        },
      ),
    )
  }
  return fields
}

function nodeFields(draft: Draft): RootField[] {
  const node = nodeInterface(draft)
  const id = new GraphQLNonNull(GraphQLID)
  return [
    {
      name: 'node',
      origin: "Heddle's own field node",
      field: generatedField({ kind: 'node' }, { type: node, args: { nodeId: { type: id } } }),
    },
    {
      name: 'nodes',
      origin: "Heddle's own field nodes",
      field: generatedField(
        { kind: 'nodes' },
        {
          type: new GraphQLNonNull(new GraphQLList(node)),
          args: { nodeIds: { type: new GraphQLNonNull(new GraphQLList(id)) } },
        },
      ),
    },
  ]
}

/** GraphQL has no type without fields. */
const nothing: RootField = {
  name: '_nothing',
  origin: "Heddle's own field _nothing",
  field: {
    type: GraphQLBoolean,
    description: 'Always null: there is no table that this role may read.',
    resolve: () => null,
  },
}
