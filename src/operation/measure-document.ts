import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { HeddleError } from '../errors.ts'
import { limitExceeded, type OperationLimits } from './limits.ts'

/** How large an operation is with its fragments expanded and nothing skipped. */
interface Size {
  readonly depth: number
  readonly fields: number
  /** Fields of the set itself, what is selected twice counted twice. */
  readonly ownFields: number
  readonly aliases: number
  readonly directives: number
}

/** What `measureDocument` counts, and how its message says it. */
const words = {
  depth: ['nests fields', 'levels deep'],
  fields: ['selects', 'fields, counting those of a fragment as often as it is used'],
  rootFields: ['selects', 'fields of the root'],
  aliases: ['has', 'aliases'],
  directives: ['has', 'directives'],
} as const

/**
 * The first limit that an operation of a document exceeds, before the document is validated: some rules take long for what
 * nobody means. A fragment is measured once and counted as often as it is used, whatever its name. What a variable may
 * skip counts: a document is within the limits or it is not.
 *
 * Cycles of fragments count once; validation refuses them.
 */
export function measureDocument(document: DocumentNode, limits: OperationLimits): HeddleError | null {
  const sizes = new Map<string, Size | null>()
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    const exceeded = exceededBy(node, sizeOfSet(node.selectionSet, fragments, sizes), limits)
    if (exceeded) return exceeded
  }
  return nestsDeeper(document, limits.variableDepth)
    ? limitExceeded('variableDepth', `A value in the document nests deeper than ${limits.variableDepth} levels.`)
    : null
}

function exceededBy(node: OperationDefinitionNode, size: Size, limits: OperationLimits): HeddleError | null {
  const ofVariables = (node.variableDefinitions ?? []).reduce((sum, each) => sum + (each.directives?.length ?? 0), 0)
  const directives = size.directives + ofVariables + (node.directives?.length ?? 0)
  const counted = { ...size, directives, rootFields: size.ownFields }
  for (const limit of ['rootFields', 'directives', 'aliases', 'depth', 'fields'] as const) {
    if (counted[limit] <= limits[limit]) continue
    const [verb, unit] = words[limit]
    const hint = `Ask for less, or in several operations; limits.${limit} in the config sets the limit.`
    return limitExceeded(
      limit,
      `The operation ${verb} ${told(counted[limit])} ${unit}; at most ${limits[limit]} are answered.`,
      hint,
    )
  }
  return null
}

/** Doubling fragments make numbers that nobody wants to read. */
function told(count: number): string {
  return count > 1_000_000 ? 'more than 1000000' : String(count)
}

function sizeOfSet(
  set: SelectionSetNode | undefined,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size | null>,
): Size {
  const total = { ...nothing }
  for (const selection of set?.selections ?? []) {
    const inner = sizeOfSelection(selection, fragments, sizes)
    total.depth = Math.max(total.depth, inner.depth)
    total.fields += inner.fields
    total.ownFields += inner.ownFields
    total.aliases += inner.aliases
    total.directives += inner.directives + (selection.directives?.length ?? 0)
  }
  return total
}

function sizeOfSelection(
  selection: SelectionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  sizes: Map<string, Size | null>,
): Size {
  if (selection.kind === Kind.INLINE_FRAGMENT) return sizeOfSet(selection.selectionSet, fragments, sizes)
  if (selection.kind === Kind.FIELD) {
    const below = sizeOfSet(selection.selectionSet, fragments, sizes)
    const aliases = below.aliases + (selection.alias ? 1 : 0)
    return { depth: below.depth + 1, fields: below.fields + 1, ownFields: 1, aliases, directives: below.directives }
  }
  const name = selection.name.value
  const known = sizes.get(name)
  if (known !== undefined) return known ?? nothing
  sizes.set(name, null) // being measured: who meets it again is in a cycle
  const fragment = fragments.get(name)
  const inner = sizeOfSet(fragment?.selectionSet, fragments, sizes)
  const size = { ...inner, directives: inner.directives + (fragment?.directives?.length ?? 0) }
  sizes.set(name, size)
  return size
}

const nothing: Size = { depth: 0, fields: 0, ownFields: 0, aliases: 0, directives: 0 }

/** Whether any literal of the document nests deeper: without recursion, as deep as somebody wrote it. */
function nestsDeeper(document: DocumentNode, depth: number): boolean {
  let level: readonly ValueNode[] = literalsOf(document)
  for (let at = 0; level.length > 0; at++) {
    if (at > depth) return true
    level = level.flatMap((value) =>
      value.kind === Kind.LIST
        ? value.values
        : value.kind === Kind.OBJECT
          ? value.fields.map((each) => each.value)
          : [],
    )
  }
  return false
}

function literalsOf(document: DocumentNode): ValueNode[] {
  const found: ValueNode[] = []
  const stack: SelectionSetNode[] = []
  const take = (directives: SelectionNode['directives']): void =>
    directives?.forEach((directive) => directive.arguments?.forEach(({ value }) => found.push(value)))
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION && node.kind !== Kind.FRAGMENT_DEFINITION) continue
    take(node.directives)
    for (const { defaultValue } of node.variableDefinitions ?? []) if (defaultValue) found.push(defaultValue)
    stack.push(node.selectionSet)
  }
  for (let set = stack.pop(); set !== undefined; set = stack.pop()) {
    for (const selection of set.selections) {
      take(selection.directives)
      if (selection.kind === Kind.FIELD) selection.arguments?.forEach(({ value }) => found.push(value))
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) stack.push(selection.selectionSet)
    }
  }
  return found
}
