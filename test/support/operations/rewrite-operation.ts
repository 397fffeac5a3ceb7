import { Kind, parse, print, visit, type SelectionSetNode } from 'graphql'
import type { Operation } from './arbitrary-operation.ts'

/** A change to a document that must not change its answer, and how to see the old answer in the new one. */
export interface Rewrite {
  readonly name: string
  readonly apply: (document: string) => string
  /** From the new answer's field name to the old one's. */
  readonly nameOf: (name: string) => string
  /** Whether fields keep their order. */
  readonly ordered: boolean
}

const same = (name: string) => name

/** Aliases, fragments, field order. */
export const rewrites: readonly Rewrite[] = [
  {
    name: 'an alias on every field',
    apply: (document) =>
      print(
        visit(parse(document), {
          Field: (field) => ({
            ...field,
            alias: { kind: Kind.NAME, value: `z_${field.alias?.value ?? field.name.value}` },
          }),
        }),
      ),
    nameOf: (name) => name.replace(/^z_/, ''),
    ordered: true,
  },
  {
    name: 'an inline fragment around every selection',
    apply: (document) =>
      print(
        visit(parse(document), {
          SelectionSet: { leave: (set): SelectionSetNode => ({ ...set, selections: [inlineFragment(set)] }) },
        }),
      ),
    nameOf: same,
    ordered: true,
  },
  {
    name: 'every selection backwards',
    apply: (document) =>
      print(
        visit(parse(document), {
          SelectionSet: { leave: (set): SelectionSetNode => ({ ...set, selections: set.selections.toReversed() }) },
        }),
      ),
    nameOf: same,
    ordered: false,
  },
]

function inlineFragment(selectionSet: SelectionSetNode) {
  return { kind: Kind.INLINE_FRAGMENT, selectionSet } as const
}

export function rewritten(operation: Operation, rewrite: Rewrite): Operation {
  return { ...operation, document: rewrite.apply(operation.document) }
}

/** The answer under its old names; sorted where a rewrite gives up the order. */
export function undo(value: unknown, rewrite: Rewrite): unknown {
  if (Array.isArray(value)) return value.map((item) => undo(item, rewrite))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, item]) => [rewrite.nameOf(name), undo(item, rewrite)] as const)
  return Object.fromEntries(rewrite.ordered ? entries : entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
