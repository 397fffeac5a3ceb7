import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  typeFromAST,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { unwrap } from './variables.ts'

/** What {@link collectFields} reads of the operation. */
export interface Selecting {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Wrapped, see `variables.ts`. */
  readonly variables: Record<string, unknown>
  /** Called where `@defer` or `@stream` asks for an answer in parts. */
  onIncremental(): void
}

/**
 * The fields that are selected on an object of `type`, by response name, in the order of the selection: fragments
 * expanded, skipped parts left out. Section 6.3.2 of the GraphQL specification, CollectFields.
 */
export function collectFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>()
  const visited = new Set<string>()

  function visit(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (!isIncluded(selecting, selection)) continue
      if (selection.kind === 'Field') {
        if (hasDirective(selection, 'stream')) selecting.onIncremental()
        const name = selection.alias?.value ?? selection.name.value
        const nodes = fields.get(name)
        if (nodes) nodes.push(selection)
        else fields.set(name, [selection])
        continue
      }
      if (hasDirective(selection, 'defer')) selecting.onIncremental()
      if (selection.kind === 'InlineFragment') {
        if (applies(selecting, type, selection.typeCondition)) visit(selection.selectionSet)
        continue
      }
      const fragment = selecting.fragments.get(selection.name.value)
      if (!fragment || visited.has(selection.name.value)) continue
      visited.add(selection.name.value)
      if (applies(selecting, type, fragment.typeCondition)) visit(fragment.selectionSet)
    }
  }

  sets.forEach(visit)
  return fields
}

function hasDirective(selection: SelectionNode, name: string): boolean {
  return selection.directives?.some((directive) => directive.name.value === name) ?? false
}

function isIncluded(selecting: Selecting, selection: SelectionNode): boolean {
  if (!selection.directives?.length) return true
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, selecting.variables)
  if (unwrap(skip?.['if']) === true) return false
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, selecting.variables)
  return unwrap(include?.['if']) !== false
}

function applies(
  selecting: Selecting,
  type: GraphQLObjectType,
  condition: FragmentDefinitionNode['typeCondition'] | undefined,
): boolean {
  if (!condition || condition.name.value === type.name) return true
  const named = typeFromAST(selecting.schema, condition)
  return isAbstractType(named) && selecting.schema.isSubType(named, type)
}
