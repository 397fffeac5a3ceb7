import { GraphQLID, GraphQLInterfaceType, GraphQLNonNull } from 'graphql'
import type { Draft } from './draft.ts'
import { generatedField } from './generated-field.ts'
import { isRow, typeNameOf } from './row.ts'

/** `Node`: a row that has an id over all databases. */
export function nodeInterface(draft: Draft): GraphQLInterfaceType {
  return draft.types.define('Node', "Heddle's own interface Node", () => {
    return new GraphQLInterfaceType({
      name: 'Node',
      description: 'A row that has an id over all databases.',
      fields: { nodeId: nodeIdField() },
      resolveType: (value: unknown) => (isRow(value) ? typeNameOf(value) : ownTypeName(value)),
    })
  })
}

/** `nodeId: ID!` */
export function nodeIdField() {
  return generatedField({ kind: 'nodeId' }, { type: new GraphQLNonNull(GraphQLID) })
}

/** An object that a resolver of the user returned names its type as graphql-js expects it. */
function ownTypeName(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null ? (value as { __typename?: unknown }).__typename : undefined
  return typeof name === 'string' ? name : undefined
}
