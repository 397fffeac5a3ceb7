import { getDirectiveNodes } from '@graphql-tools/utils'
import {
  astFromValue,
  Kind,
  print,
  type GraphQLArgument,
  type GraphQLField,
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

/**
 * Prints object types that no SDL defined, as graphql-js prints their syntax tree: without making the tree, which takes
 * several times as long. What many types share (descriptions, directives) is printed once.
 *
 * @example type Order implements Node @source(database: "shop", table: "orders") { … }
 */
export function createObjectPrinter(schema: GraphQLSchema): (type: GraphQLObjectType) => string {
  const descriptions = new Map<string, string>()
  const directives = new Map<string, string>()

  function descriptionOf({ description }: Described): string {
    if (!description) return ''
    let printed = descriptions.get(description)
    if (printed === undefined) {
      printed = `${print({ kind: Kind.STRING, value: description, block: true })}\n`
      descriptions.set(description, printed)
    }
    return printed
  }

  function directivesOf(entity: GraphQLObjectType | GraphQLField<unknown, unknown> | GraphQLArgument): string {
    const { deprecationReason, extensions }: Described = entity
    if (!deprecationReason && !extensions.directives) return ''
    const key = JSON.stringify([deprecationReason, extensions.directives])
    let printed = directives.get(key)
    if (printed === undefined) {
      printed = getDirectiveNodes(entity as Directable, schema)
        .map((node) => ` ${print(node)}`)
        .join('')
      directives.set(key, printed)
    }
    return printed
  }

  function argument(arg: GraphQLArgument): string {
    const value = astFromValue(arg.defaultValue, arg.type)
    const start = value ? ` = ${print(value)}` : ''
    return `${descriptionOf(arg)}${arg.name}: ${String(arg.type)}${start}${directivesOf(arg)}`
  }

  function argumentList(args: readonly GraphQLArgument[]): string {
    if (args.length === 0) return ''
    const printed = args.map(argument)
    return printed.some((arg) => arg.includes('\n'))
      ? `(\n  ${indent(printed.join('\n'))}\n)`
      : `(${printed.join(', ')})`
  }

  function field(member: GraphQLField<unknown, unknown>): string {
    return `${descriptionOf(member)}${member.name}${argumentList(member.args)}: ${String(member.type)}${directivesOf(member)}`
  }

  return (type) => {
    const interfaces = type.getInterfaces().map(({ name }) => name)
    const implemented = interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : ''
    const fields = Object.values(type.getFields()).map(field)
    return `${descriptionOf(type)}type ${type.name}${implemented}${directivesOf(type)} {\n  ${indent(fields.join('\n'))}\n}`
  }
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ')
}
