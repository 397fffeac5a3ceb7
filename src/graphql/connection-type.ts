import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLOutputType,
} from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import type { Draft } from './draft.ts'
import { generatedField } from './generated-field.ts'

/** `UserConnection`: a page of rows with their cursors. Only for a table with a primary key, which makes orders total. */
export function connectionType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}Connection`
  return draft.types.define(name, `the connection of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      fields: () => ({
        edges: generatedField(
          { kind: 'connectionField', field: 'edges' },
          { type: nonNullListOf(edgeType(draft, table)) },
        ),
        nodes: generatedField(
          { kind: 'connectionField', field: 'nodes' },
          { type: nonNullListOf(draft.rowType(table)) },
        ),
        pageInfo: generatedField(
          { kind: 'connectionField', field: 'pageInfo' },
          { type: new GraphQLNonNull(pageInfoType(draft)) },
        ),
        totalCount: generatedField(
          { kind: 'connectionField', field: 'totalCount' },
          { type: new GraphQLNonNull(GraphQLInt) },
        ),
      }),
    })
  })
}

function edgeType(draft: Draft, table: Table): GraphQLObjectType {
  const name = `${table.typeName}Edge`
  return draft.types.define(name, `the edge of table ${table.id}`, () => {
    return new GraphQLObjectType<unknown, unknown>({
      name,
      fields: () => ({
        cursor: generatedField({ kind: 'edgeField', field: 'cursor' }, { type: new GraphQLNonNull(GraphQLString) }),
        node: generatedField({ kind: 'edgeField', field: 'node' }, { type: new GraphQLNonNull(draft.rowType(table)) }),
      }),
    })
  })
}

function pageInfoType(draft: Draft): GraphQLObjectType {
  return draft.types.define('PageInfo', "Heddle's own type PageInfo", () => {
    const flag = new GraphQLNonNull(GraphQLBoolean)
    return new GraphQLObjectType<unknown, unknown>({
      name: 'PageInfo',
      fields: {
        hasNextPage: generatedField({ kind: 'pageInfoField', field: 'hasNextPage' }, { type: flag }),
        hasPreviousPage: generatedField({ kind: 'pageInfoField', field: 'hasPreviousPage' }, { type: flag }),
        startCursor: generatedField({ kind: 'pageInfoField', field: 'startCursor' }, { type: GraphQLString }),
        endCursor: generatedField({ kind: 'pageInfoField', field: 'endCursor' }, { type: GraphQLString }),
      },
    })
  })
}

function nonNullListOf(type: GraphQLOutputType): GraphQLOutputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)))
}
