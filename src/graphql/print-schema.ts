import {
  astFromDirective,
  astFromEnumType,
  astFromInputObjectType,
  astFromInterfaceType,
  astFromObjectType,
  astFromScalarType,
  astFromSchema,
  astFromUnionType,
} from '@graphql-tools/utils'
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  introspectionTypes,
  isObjectType,
  isSpecifiedDirective,
  isUnionType,
  print,
  specifiedScalarTypes,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { createTypePrinter } from './type-printer.ts'

/**
 * The schema as SDL with its applied directives (graphql-js's own printer leaves them out). Directives first, then Query,
 * then everything by name; fields in their own order. The same schema gives the same bytes.
 */
export function printSchema(schema: GraphQLSchema): string {
  const directives = schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
  const definition = hasDefaultRoots(schema) ? null : astFromSchema(schema)
  const printGenerated = createTypePrinter(schema)
  const printNamed = (name: string): string => {
    const type = schema.getType(name) as GraphQLNamedType
    return printGenerated(type) ?? printWithDirectives(type, schema)
  }
  const names = Object.keys(schema.getTypeMap()).filter((name) => !ofGraphQL.has(name))
  const printed = [
    ...(definition ? [print(definition)] : []),
    ...directives.map((directive) => print(astFromDirective(directive))),
    ...(names.includes('Query') ? ['Query'] : []).map(printNamed),
    ...names
      .filter((name) => name !== 'Query')
      .sort()
      .map(printNamed),
  ]
  return `${printed.join('\n\n')}\n`
}

/** What every schema has, and no SDL says. */
const ofGraphQL: ReadonlySet<string> = new Set([...specifiedScalarTypes, ...introspectionTypes].map(({ name }) => name))

function printWithDirectives(type: GraphQLNamedType, schema: GraphQLSchema): string {
  if (isObjectType(type)) return print(astFromObjectType(type, schema))
  if (isInterfaceType(type)) return print(astFromInterfaceType(type, schema))
  if (isUnionType(type)) return print(astFromUnionType(type, schema))
  if (isInputObjectType(type)) return print(astFromInputObjectType(type, schema))
  if (isEnumType(type)) return print(astFromEnumType(type, schema))
  return print(astFromScalarType(type, schema))
}

function hasDefaultRoots(schema: GraphQLSchema): boolean {
  const { name: query } = schema.getQueryType() ?? { name: 'Query' }
  const { name: mutation } = schema.getMutationType() ?? { name: 'Mutation' }
  const { name: subscription } = schema.getSubscriptionType() ?? { name: 'Subscription' }
  return query === 'Query' && mutation === 'Mutation' && subscription === 'Subscription'
}
