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
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  print,
  printType,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLObjectType,
} from 'graphql'
import { createObjectPrinter } from './object-printer.ts'

/**
 * The schema as SDL with its applied directives (graphql-js's own printer leaves them out). Directives first, then Query,
 * then everything by name; fields in their own order. The same schema gives the same bytes.
 */
export function printSchema(schema: GraphQLSchema): string {
  const directives = schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive))
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type),
  )
  const definition = hasDefaultRoots(schema) ? null : astFromSchema(schema)
  const printObject = createObjectPrinter(schema)
  const printNamed = (type: GraphQLNamedType): string => {
    if (isPlain(type)) return printType(type)
    return isObjectType(type) && isGenerated(type) ? printObject(type) : printWithDirectives(type, schema)
  }
  const printed = [
    ...(definition ? [print(definition)] : []),
    ...directives.sort(byName).map((directive) => print(astFromDirective(directive))),
    ...types.sort(byName).map(printNamed),
  ]
  return `${printed.join('\n\n')}\n`
}

interface Named {
  readonly name: string
}

function byName(one: Named, other: Named): number {
  if (one.name === 'Query' || other.name === 'Query') return one.name === 'Query' ? -1 : 1
  return one.name < other.name ? -1 : 1
}

/**
 * Whether both printers give the same text: graphql-js's, which is several times faster, and the one with directives. Most
 * generated types are such: their members are names and types and nothing else.
 */
function isPlain(type: GraphQLNamedType): boolean {
  if (type.astNode || type.extensionASTNodes.length > 0 || 'directives' in type.extensions) return false
  if (isInputObjectType(type) || isObjectType(type)) return Object.values(type.getFields()).every(isPlainMember)
  return isEnumType(type) && type.getValues().every(isPlainMember)
}

/** Whether no SDL of a config had a part in it. */
function isGenerated(type: GraphQLObjectType): boolean {
  const members = Object.values(type.getFields()).flatMap((field) => [field, ...field.args])
  return !type.astNode && type.extensionASTNodes.length === 0 && members.every(({ astNode }) => !astNode)
}

interface Member {
  readonly description?: string | null | undefined
  readonly deprecationReason?: string | null | undefined
  readonly args?: readonly unknown[]
  readonly extensions: object
}

/** Arguments are broken into lines by another rule, descriptions are set apart. */
function isPlainMember({ description, deprecationReason, args, extensions }: Member): boolean {
  return !description && !deprecationReason && (args?.length ?? 0) === 0 && !('directives' in extensions)
}

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
