import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
  typeFromAST,
} from 'graphql'

/** A variable of a valid operation. */
export interface Variable {
  readonly name: string
  readonly type: GraphQLInputType
}

export function variablesOf(schema: GraphQLSchema, definitions: readonly VariableDefinitionNode[]): Variable[] {
  return definitions.map(({ variable, type }) => {
    return { name: variable.name.value, type: typeFromAST(schema, type as never) as GraphQLInputType }
  })
}

/**
 * The variables coerced, where each has a value that its scalar or enum takes, or a list of them: most requests. Undefined
 * where that cannot be said, and graphql-js has to coerce them, or to word the error.
 */
export function coerceLeaves(
  variables: readonly Variable[],
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const coerced: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  try {
    for (const { name, type } of variables) {
      coerced[name] = coerceLeaf(type, Object.hasOwn(inputs, name) ? inputs[name] : undefined)
      if (coerced[name] === undefined) return undefined
    }
  } catch {
    return undefined
  }
  return coerced
}

/** @throws what the scalar or enum says of a value that it does not take */
function coerceLeaf(type: GraphQLInputType, input: unknown): unknown {
  const bare = getNullableType(type)
  if (input === null || input === undefined) return undefined
  if (isLeafType(bare)) return bare.parseValue(input)
  if (!isListType(bare) || !Array.isArray(input)) return undefined
  const item = getNullableType(bare.ofType as GraphQLInputType)
  if (!isLeafType(item)) return undefined
  const items: unknown[] = []
  for (const each of input) {
    const value: unknown = each === null ? undefined : item.parseValue(each)
    if (value === undefined) return undefined
    items.push(value)
  }
  return items
}

/**
 * A leaf of a variable, with the way to it. Coerced variables are wrapped before arguments are read, so that binding
 * knows which values came from where: two requests that differ only in such leaves have one shape.
 */
export class VariableLeaf {
  readonly path: readonly string[]
  readonly value: unknown

  constructor(path: readonly string[], value: unknown) {
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
  definitions: readonly Variable[],
  coerced: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const wrapped: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const { name, type } of definitions) {
    if (Object.hasOwn(coerced, name)) wrapped[name] = wrapLeaves(type, coerced[name], [name])
  }
  return wrapped
}

/** A value with its leaves wrapped, which stands at `path` among the variables. */
export function wrapLeaves(type: GraphQLInputType, value: unknown, path: readonly string[]): unknown {
  if (value === null || value === undefined) return value
  if (isNonNullType(type)) return wrapLeaves(type.ofType, value, path)
  if (isLeafType(getNamedType(type))) return new VariableLeaf(path, value)
  if (isListType(type))
    return (value as unknown[]).map((item, index) => wrapLeaves(type.ofType, item, [...path, String(index)]))
  if (!isInputObjectType(type)) return value
  const fields = type.getFields()
  const result: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, item] of Object.entries(value as Record<string, unknown>)) {
    const field = fields[name]
    if (field) result[name] = wrapLeaves(field.type, item, [...path, name])
  }
  return result
}

/**
 * What of the variables decides the shape: which are given, which are null, every boolean and enum value (`@skip`, `Sort`,
 * `isNull`), the form of objects and lists of objects, and the leaves in `deciding`. All other leaves are values: `•`.
 *
 * @example formOf({ $w: {id: {eq: 5}}, $desc: true }) // 'w{id{eq•}}desc=true'
 */
export function formOf(
  definitions: readonly Variable[],
  coerced: Readonly<Record<string, unknown>>,
  deciding: ReadonlyMap<string, readonly string[]>,
): string {
  let form = ''
  for (const [name, path] of deciding) form += `${name}=${JSON.stringify(leafAt(coerced, path))};`
  for (const { name, type } of definitions) {
    if (Object.hasOwn(coerced, name)) form += name + formOfValue(type, coerced[name])
  }
  return form
}

function leafAt(variables: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = variables
  for (const step of path) value = (value as Record<string, unknown> | null | undefined)?.[step]
  return value
}

/** What of one value decides the shape. */
export function formOfValue(type: GraphQLInputType, value: unknown): string {
  if (value === null || value === undefined) return '!'
  if (isNonNullType(type)) return formOfValue(type.ofType, value)
  const named = getNamedType(type)
  if (isLeafType(named)) {
    const decides = named.name === 'Boolean' || isEnumType(named)
    return decides ? `=${JSON.stringify(value)};` : '•'
  }
  if (isListType(type)) return `[${(value as unknown[]).map((item) => formOfValue(type.ofType, item)).join()}]`
  if (!isInputObjectType(type)) return '•'
  const fields = type.getFields()
  const parts = Object.entries(value as Record<string, unknown>).map(([name, item]) => {
    const field = fields[name]
    return field ? name + formOfValue(field.type, item) : ''
  })
  return `{${parts.join()}}`
}

/**
 * Variables whose objects inherit nothing: graphql-js reads an input field as a property, and would find
 * `Object.prototype.constructor` where a table has a column of that name.
 */
export function withoutPrototypes(variables: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const bare: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, value] of Object.entries(variables)) bare[name] = bareValue(value)
  return bare
}

function bareValue(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  return Array.isArray(value) ? value.map(bareValue) : withoutPrototypes(value as Record<string, unknown>)
}
