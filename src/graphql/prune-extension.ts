import {
  Kind,
  specifiedScalarTypes,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql'

export interface Pruning {
  /** The generated schema of the role. */
  readonly generated: GraphQLSchema
  /** Whether the role may have a field that the SDL adds to a generated type. */
  mayHave(typeName: string, field: string): boolean
}

/**
 * The part of the user's SDL that a role can have whose catalog holds less than all: without extensions of types that do
 * not exist for it, without fields that need or name what does not, without what is empty then.
 *
 * @example extend type Query { oldest: User, now: String } // for a role without users: extend type Query { now: String }
 */
export function pruneExtension(document: DocumentNode, pruning: Pruning): DocumentNode {
  let definitions = document.definitions
  for (;;) {
    const exists = existingIn(definitions, pruning.generated)
    const pruned = definitions.flatMap((node) => pruneDefinition(node, exists, pruning))
    // Every round leaves out what named something that the round before left out.
    if (size(pruned) === size(definitions)) return { ...document, definitions: pruned }
    definitions = pruned
  }
}

type Exists = (name: string) => boolean

function existingIn(definitions: readonly DefinitionNode[], generated: GraphQLSchema): Exists {
  const own = new Set(
    definitions.flatMap((node) => (node.kind.endsWith('TypeDefinition') && 'name' in node ? [node.name?.value] : [])),
  )
  return (name) =>
    own.has(name) || generated.getType(name) !== undefined || specifiedScalarTypes.some((type) => type.name === name)
}

function pruneDefinition(node: DefinitionNode, exists: Exists, pruning: Pruning): DefinitionNode[] {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_EXTENSION:
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      if (!exists(node.name.value)) return []
      const may = (field: FieldDefinitionNode) =>
        fieldExists(field, exists) && pruning.mayHave(node.name.value, field.name.value)
      return unlessEmptied(node, 'fields', {
        ...node,
        fields: node.fields?.filter(may) ?? [],
        interfaces: known(node.interfaces, exists),
      })
    }
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      if (!exists(node.name.value)) return []
      return unlessEmptied(node, 'fields', {
        ...node,
        fields: node.fields?.filter((field) => inputExists(field, exists)) ?? [],
      })
    case Kind.UNION_TYPE_EXTENSION:
    case Kind.UNION_TYPE_DEFINITION:
      if (!exists(node.name.value)) return []
      return unlessEmptied(node, 'types', { ...node, types: known(node.types, exists) })
    case Kind.SCHEMA_EXTENSION: {
      const operationTypes = node.operationTypes?.filter(({ type }) => exists(type.name.value)) ?? []
      return unlessEmptied(node, 'operationTypes', { ...node, operationTypes })
    }
    case Kind.ENUM_TYPE_EXTENSION:
    case Kind.SCALAR_TYPE_EXTENSION:
      return exists(node.name.value) ? [node] : []
    default:
      return [node]
  }
}

/** What was empty before is the author's error, and stays for graphql-js to tell. */
function unlessEmptied<K extends string, T extends DefinitionNode & { readonly [key in K]?: readonly unknown[] }>(
  before: T,
  key: K,
  after: T,
): T[] {
  return before[key]?.length && !after[key]?.length ? [] : [after]
}

function fieldExists(field: FieldDefinitionNode, exists: Exists): boolean {
  return exists(typeName(field.type)) && (field.arguments ?? []).every((argument) => inputExists(argument, exists))
}

function inputExists(input: InputValueDefinitionNode, exists: Exists): boolean {
  return exists(typeName(input.type))
}

function known(types: readonly NamedTypeNode[] | undefined, exists: Exists): readonly NamedTypeNode[] {
  return types?.filter((type) => exists(type.name.value)) ?? []
}

function typeName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type)
}

/** Falls in every round that leaves something out. */
function size(definitions: readonly DefinitionNode[]): number {
  return definitions.reduce((sum, node) => {
    const parts = [
      'fields' in node ? node.fields : [],
      'types' in node ? node.types : [],
      'interfaces' in node ? node.interfaces : [],
      'operationTypes' in node ? node.operationTypes : [],
    ]
    return sum + 1 + parts.reduce((count, part) => count + (part?.length ?? 0), 0)
  }, 0)
}
