import { invariant } from '../errors.ts'
import type { ResponseName, Slot } from '../plan/plan.ts'
import { param, type Sql } from './fragment.ts'
import { MARK_END, MARK_NEXT, MARK_START, type SentinelReason } from './marks.ts'

/**
 * A part of a JSON text: constant text, a name that a client chose (a parameter), or an expression that gives text and
 * is never null.
 */
export type Piece = string | Sql | { readonly alias: Slot }

const schemaName = /^[._:A-Za-z0-9]+$/

/** `"name":` */
export function namePieces(name: ResponseName): Piece[] {
  if (typeof name !== 'string') return [{ alias: name.alias }, ':']
  invariant(schemaName.test(name), 'a response name of the plan is a name of the schema')
  return [`"${name}":`]
}

/** `{"a":1,"b":2}` of fields that each write name and value. */
export function objectPieces(fields: readonly (readonly Piece[])[]): Piece[] {
  return ['{', ...fields.flatMap((field, index) => (index === 0 ? field : [',', ...field])), '}']
}

export function typenamePieces(typeName: string): Piece[] {
  invariant(schemaName.test(typeName), 'a type name is a name of the schema')
  return [`"${typeName}"`]
}

/** The text of a mark whose arguments are constant. */
export function markText(tag: string, ...args: readonly string[]): string {
  return `${MARK_START}${[tag, ...args].join(MARK_NEXT)}${MARK_END}`
}

/** A mark whose arguments are expressions. */
export function markPieces(tag: string, args: readonly (readonly Piece[])[]): Piece[] {
  return [`${MARK_START}${tag}`, ...args.flatMap((arg) => [MARK_NEXT, ...arg]), MARK_END]
}

export function sentinelText(reason: SentinelReason): string {
  return markText('!', reason)
}

/** How a dialect writes a constant, and many texts as one. */
interface TextGrammar {
  literal(text: string): Sql
  concat(parts: readonly Sql[]): Sql
}

/** Pieces as one expression. */
export function textOf(pieces: readonly Piece[], grammar: TextGrammar): Sql {
  const merged = mergePieces(pieces, grammar.literal)
  return merged.length === 1 ? merged[0]! : grammar.concat(merged) // length checked
}

/**
 * Joins constants, also into the parameters of the names beside them, so that a row's text has few parts.
 *
 * @param literal text as the dialect writes it
 */
function mergePieces(pieces: readonly Piece[], literal: (text: string) => Sql): Sql[] {
  const merged: Sql[] = []
  let constant = ''
  const flush = (): void => {
    if (constant !== '') merged.push(literal(constant))
    constant = ''
  }
  let name: { slot: Slot; before: string } | null = null
  const flushName = (): void => {
    if (name) merged.push(param({ kind: 'name', slot: name.slot, before: name.before, after: constant }))
    else return flush()
    name = null
    constant = ''
  }
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      constant += piece
    } else if ('alias' in piece) {
      if (name) flushName()
      name = { slot: piece.alias, before: constant }
      constant = ''
    } else {
      flushName()
      merged.push(piece)
    }
  }
  flushName()
  return merged.length === 0 ? [literal('')] : merged
}
