import { Kind, parse, print, visit, type ASTNode, type DocumentNode } from 'graphql'
import type { Operation } from './arbitrary-operation.ts'

/** Lists of a document from which any item may go. */
const lists = ['selections', 'arguments', 'fields', 'values', 'directives'] as const

/**
 * The operation with one part less, the largest parts first: a selection, an argument, a field of an input, an item of a
 * list, a directive; a fragment in its place; the variables that are left over go too. Some are not valid.
 */
export function* smallerOperations(operation: Operation): IterableIterator<Operation> {
  const document = parse(operation.document, { noLocation: true })
  const sites = removableParts(document)
  for (const { node } of sites) yield withDocument(operation, tidy(without(document, node)))
  const inlined = inlineFragments(document)
  if (inlined !== document) yield withDocument(operation, tidy(inlined))
}

interface Site {
  readonly node: ASTNode
  readonly size: number
}

function removableParts(document: DocumentNode): Site[] {
  const sites: Site[] = []
  visit(document, {
    enter(node) {
      for (const list of lists) {
        const items = (node as unknown as Record<string, readonly ASTNode[] | undefined>)[list]
        for (const item of items ?? []) sites.push({ node: item, size: print(item).length })
      }
    },
  })
  return sites.sort((a, b) => b.size - a.size)
}

function without(document: DocumentNode, removed: ASTNode): DocumentNode {
  return visit(document, { enter: (node) => (node === removed ? null : undefined) })
}

/** Every spread and inline fragment without directives becomes what is in it. */
function inlineFragments(document: DocumentNode): DocumentNode {
  const inlined: DocumentNode = visit(document, {
    FragmentSpread(spread) {
      const fragment = document.definitions.find(
        (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === spread.name.value,
      )
      if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return undefined
      const { typeCondition, selectionSet } = fragment
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: spread.directives ?? [], selectionSet }
    },
  })
  return print(inlined) === print(document) ? document : inlined
}

/** Without fragments and variables that nothing uses any more. */
function tidy(document: DocumentNode): DocumentNode {
  const used = new Set<string>()
  visit(document, {
    VariableDefinition: () => false,
    FragmentSpread: (spread) => void used.add(`...${spread.name.value}`),
    Variable: (variable) => void used.add(`$${variable.name.value}`),
  })
  const tidied: DocumentNode = visit(document, {
    FragmentDefinition: (definition) => (used.has(`...${definition.name.value}`) ? undefined : null),
    VariableDefinition: (definition) => (used.has(`$${definition.variable.name.value}`) ? false : null),
  })
  // A fragment that went may have been the last to use another.
  return tidied.definitions.length === document.definitions.length ? tidied : tidy(tidied)
}

function withDocument(operation: Operation, document: DocumentNode): Operation {
  const text = print(document)
  const used = (name: string) => new RegExp(`\\$${name}\\b`).test(text)
  const keep = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => used(name)))
  return { document: text, variables: keep(operation.variables), cursors: keep(operation.cursors) }
}
