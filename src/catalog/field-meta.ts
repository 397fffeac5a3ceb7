import type { GraphQLField, GraphQLObjectType } from 'graphql'

/**
 * What a generated GraphQL field means: the bridge from a document back to the catalog. Every generated field carries
 * one of these as `field.extensions.heddle`, so that nothing parses names. A field without one is `extend`'s.
 */
export type FieldMeta =
  // Query
  | { readonly kind: 'unique'; readonly table: string } // user(where:)
  | { readonly kind: 'list'; readonly table: string } // users(…)
  | { readonly kind: 'connection'; readonly table: string } // usersConnection(…)
  | { readonly kind: 'aggregate'; readonly table: string } // usersAggregate(…)
  | { readonly kind: 'groups'; readonly table: string } // usersGroupBy(…)
  | { readonly kind: 'node' }
  | { readonly kind: 'nodes' }
  // Mutation: createUser(s), updateUser(s), upsertUser, deleteUser(s)
  | { readonly kind: 'write'; readonly action: WriteAction; readonly many: boolean; readonly table: string }
  // UserRows
  | { readonly kind: 'writtenField'; readonly field: 'count' | 'rows' }
  // A table's type
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'nodeId' }
  | { readonly kind: 'relation'; readonly relation: string } // user, orders
  | { readonly kind: 'relationConnection'; readonly relation: string } // ordersConnection
  | { readonly kind: 'relationAggregate'; readonly relation: string } // ordersAggregate
  // Config `fields`, and a field that `extend` adds to a table: its resolver reads the columns `needs`, which the row
  // carries under the hidden key `.needs:<field>`. What is selected below it is its own affair.
  | { readonly kind: 'custom'; readonly field: string; readonly needs: readonly string[] }
  // UserConnection, UserEdge, PageInfo: `field` is the field's own name in the schema
  | { readonly kind: 'connectionField'; readonly field: 'edges' | 'nodes' | 'pageInfo' | 'totalCount' }
  | { readonly kind: 'edgeField'; readonly field: 'cursor' | 'node' }
  | { readonly kind: 'pageInfoField'; readonly field: 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor' }
  // UserAggregate, UserMinMax …
  | { readonly kind: 'count' }
  | { readonly kind: 'group'; readonly fn: 'sum' | 'avg' | 'min' | 'max' }
  | { readonly kind: 'groupColumn'; readonly column: string }
  // UserGroup, which has the aggregates beside it, UserGroupKey
  | { readonly kind: 'groupKey' }
  | { readonly kind: 'keyColumn'; readonly column: string }
  | { readonly kind: 'keyRelation'; readonly relation: string }

export type WriteAction = 'create' | 'update' | 'upsert' | 'delete'

/** What a field means, or undefined where it is not generated. */
export function metaOf(field: GraphQLField<unknown, unknown>): FieldMeta | undefined {
  return field.extensions['heddle'] as FieldMeta | undefined // only src/graphql writes it
}

/** Id of the table whose rows the type describes, if it is a table's type. */
export function tableOf(type: GraphQLObjectType): string | undefined {
  return type.extensions['heddleTable'] as string | undefined // only src/graphql writes it
}
