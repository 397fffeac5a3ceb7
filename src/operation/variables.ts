import {
  getNamedType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
  typeFromAST,
} from 'graphql'

/**
 * A leaf of a variable, with the way to it. Coerced variables are wrapped before arguments are read, so that binding
 * knows which values came from where: two requests that differ only in such leaves have one shape.
 */
export class VariableLeaf {
  readonly path: string
  readonly value: unknown

  constructor(path: string, value: unknown) {
    this.path = path
    this.value = value
  }
}

/** The value itself, whether or not it came from a variable. */
export function unwrap(input: unknown): unknown {
  return input instanceof VariableLeaf ? input.value : input
}

/** Coerced variables with their leaves wrapped: scalars, enum values, and whole lists of them. Nulls stay null. */
export function wrapVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  coerced: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const wrapped: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const definition of definitions) {
    const name = definition.variable.name.value
    if (!Object.hasOwn(coerced, name)) continue
    const type = typeFromAST(schema, definition.type as never) as GraphQLInputType
    wrapped[name] = wrap(type, coerced[name], name)
  }
  return wrapped
}

function wrap(type: GraphQLInputType, value: unknown, path: string): unknown {
  if (value === null || value === undefined) return value
  if (isNonNullType(type)) return wrap(type.ofType, value, path)
  if (isLeafType(getNamedType(type))) return new VariableLeaf(path, value)
  if (isListType(type)) return (value as unknown[]).map((item, index) => wrap(type.ofType, item, `${path}.${index}`))
  if (!isInputObjectType(type)) return value
  const fields = type.getFields()
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, item] of Object.entries(value as Record<string, unknown>)) {
    const field = fields[name]
    if (field) result[name] = wrap(field.type, item, `${path}.${name}`)
  }
  return result
}
