import { DirectiveLocation, GraphQLDirective, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLString } from 'graphql'
import type { Table } from '../catalog/catalog.ts'

/** Marks a nullable field whose null can only mean an error. */
export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description: 'Null only on error (another database was down, or a custom resolver threw).',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLInt))), defaultValue: [0] },
  },
})

/** Names the database and table of a type. */
export const sourceDirective = new GraphQLDirective({
  name: 'source',
  description: 'Printed in the SDL only: which database and table a type comes from.',
  locations: [DirectiveLocation.OBJECT],
  args: {
    database: { type: new GraphQLNonNull(GraphQLString) },
    table: { type: new GraphQLNonNull(GraphQLString) },
  },
})

/** Joins the root fields of a mutation. */
export const atomicDirective = new GraphQLDirective({
  name: 'atomic',
  description: 'All root fields of this mutation commit together, or none does.',
  locations: [DirectiveLocation.MUTATION],
})

/** The `directives` of a field's extensions, as `@graphql-tools/utils` prints them. */
export const semanticNonNull = { semanticNonNull: {} } as const

/** The `directives` of a table type's extensions. */
export function sourceOfTable(table: Table): {
  readonly source: { readonly database: string; readonly table: string }
} {
  const name = table.sqlSchema === null ? table.sqlName : `${table.sqlSchema}.${table.sqlName}`
  return { source: { database: table.source, table: name } }
}
