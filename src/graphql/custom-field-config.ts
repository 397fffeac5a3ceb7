import {
  GraphQLList,
  GraphQLNonNull,
  isNonNullType,
  parseType,
  type GraphQLFieldConfig,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type TypeNode,
} from 'graphql'
import type { Table } from '../catalog/catalog.ts'
import { HeddleError } from '../errors.ts'
import type { CustomField } from './custom-field.ts'
import { customResolver } from './custom-resolver.ts'
import { semanticNonNull } from './directives.ts'
import type { Draft } from './draft.ts'
import type { FieldMeta } from './meta.ts'
import { scalarNamed } from './scalars.ts'
import { leafType } from './value-type.ts'

/** The custom field as a field of the table's type. */
export function customFieldConfig(
  draft: Draft,
  table: Table,
  name: string,
  field: CustomField,
): GraphQLFieldConfig<unknown, unknown> {
  const type = outputType(draft, table, name, field)
  const meta: FieldMeta = { kind: 'custom', field: name, needs: field.needs }
  const onlyOnError = !isNonNullType(type) && field.nullable !== true
  return {
    type,
    ...(field.description ? { description: field.description } : {}),
    resolve: customResolver(`${table.typeName}.${name}`, field),
    extensions: onlyOnError ? { heddle: meta, directives: semanticNonNull } : { heddle: meta },
  }
}

function outputType(draft: Draft, table: Table, name: string, field: CustomField): GraphQLOutputType {
  try {
    return fromTypeNode(parseType(field.type, { noLocation: true }), (typeName) => namedType(draft, typeName))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new HeddleError('CONFIG_INVALID', `The custom field ${table.typeName}.${name} has no valid type: ${reason}`, {
      hint: 'Name a scalar or an enum of the schema, with [] for lists and ! for what is never null.',
    })
  }
}

function fromTypeNode(node: TypeNode, named: (name: string) => GraphQLNamedOutputType): GraphQLOutputType {
  if (node.kind === 'NonNullType') return new GraphQLNonNull(fromTypeNode(node.type, named))
  if (node.kind === 'ListType') return new GraphQLList(fromTypeNode(node.type, named))
  return named(node.name.value)
}

function namedType(draft: Draft, name: string): GraphQLNamedOutputType {
  const scalar = scalarNamed(name)
  if (scalar) return scalar
  for (const [key, info] of draft.catalog.enums) {
    if (info.name === name) return leafType(draft, { kind: 'enum', enum: key, sqlType: name, dimensions: 0 })
  }
  throw new Error(`there is no scalar or enum called ${name}.`)
}
