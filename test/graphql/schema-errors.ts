import { GraphQLSchema, validateSchema } from 'graphql'

/** What graphql-js finds wrong with a schema, also with one that says of itself that it is valid. */
export function schemaErrors(schema: GraphQLSchema): string[] {
  return validateSchema(new GraphQLSchema({ ...schema.toConfig(), assumeValid: false })).map(({ message }) => message)
}
