import { getDirectiveNodes } from '@graphql-tools/utils'
import {
  astFromValue,
  isEnumType,
  isInputObjectType,
  isObjectType,
  Kind,
  print,
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLEnumValue,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'

interface Described {
  readonly description?: string | null | undefined
  readonly deprecationReason?: string | null | undefined
  readonly extensions: { readonly directives?: unknown }
}

/** graphql-tools' own idea of what has directives, which is narrower about absent properties than graphql-js is. */
type Directable = Parameters<typeof getDirectiveNodes>[0]

/** Types of which a schema has very many, each with named members. */
type Printable = GraphQLObjectType | GraphQLInputObjectType | GraphQLEnumType
type Member = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLEnumValue

/**
 * Prints objects, inputs and enums that no SDL had a part in, as graphql-js prints their syntax tree: without making the
 * tree, which takes several times as long. What many types share (descriptions, directives) is printed once. Undefined for
 * other types.
 *
 * @example type Order implements Node @source(database: "shop", table: "orders") { … }
 */
export function createTypePrinter(schema: GraphQLSchema): (type: GraphQLNamedType) => string | undefined {
  const descriptions = new Map<string, string>()
  const directives = new Map<unknown, string>()

  function descriptionOf({ description }: Described): string {
    if (!description) return ''
    let printed = descriptions.get(description)
    if (printed === undefined) {
      printed = `${print({ kind: Kind.STRING, value: description, block: true })}\n`
      descriptions.set(description, printed)
    }
    return printed
  }

  function directivesOf(entity: Printable | Member | GraphQLArgument): string {
    const { deprecationReason, extensions }: Described = entity
    const applied = extensions.directives
    if (!deprecationReason && !applied) return ''
    const known = deprecationReason ? undefined : directives.get(applied)
    if (known !== undefined) return known
    const printed = getDirectiveNodes(entity as Directable, schema)
      .map((node) => ` ${print(node)}`)
      .join('')
    if (!deprecationReason) directives.set(applied, printed)
    return printed
  }

  function input(arg: GraphQLArgument | GraphQLInputField): string {
    const value = arg.defaultValue === undefined ? null : astFromValue(arg.defaultValue, arg.type)
    const start = value ? ` = ${print(value)}` : ''
    return `${descriptionOf(arg)}${arg.name}: ${String(arg.type)}${start}${directivesOf(arg)}`
  }

  function argumentList(args: readonly GraphQLArgument[]): string {
    if (args.length === 0) return ''
    const printed = args.map(input)
    return printed.some((arg) => arg.includes('\n'))
      ? `(\n  ${indent(printed.join('\n'))}\n)`
      : `(${printed.join(', ')})`
  }

  function field(member: GraphQLField<unknown, unknown>): string {
    return `${descriptionOf(member)}${member.name}${argumentList(member.args)}: ${String(member.type)}${directivesOf(member)}`
  }

  function enumValue(value: GraphQLEnumValue): string {
    return `${descriptionOf(value)}${value.name}${directivesOf(value)}`
  }

  function block(keyword: string, type: Printable, facts: string, members: readonly string[]): string {
    return `${descriptionOf(type)}${keyword} ${type.name}${facts}${directivesOf(type)} {\n  ${indent(members.join('\n'))}\n}`
  }

  return (type) => {
    if (type.astNode || type.extensionASTNodes.length > 0) return undefined
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields())
      return fields.some(hasNode) ? undefined : block('input', type, type.isOneOf ? ' @oneOf' : '', fields.map(input))
    }
    if (isObjectType(type)) {
      const fields = Object.values(type.getFields())
      if (fields.some((member) => hasNode(member) || member.args.some(hasNode))) return undefined
      const interfaces = type.getInterfaces().map(({ name }) => name)
      return block(
        'type',
        type,
        interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : '',
        fields.map(field),
      )
    }
    if (!isEnumType(type)) return undefined
    const values = type.getValues()
    return values.some(hasNode) ? undefined : block('enum', type, '', values.map(enumValue))
  }
}

/** Whether some SDL defined it. */
function hasNode({ astNode }: Member | GraphQLArgument): boolean {
  return astNode !== null && astNode !== undefined
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
