import { HeddleError, invariant } from '../errors.ts'
import type { ResponseName, RootField } from '../plan/plan.ts'
import type { Pieces, Text } from './pieces.ts'
import type { Splice } from './compile-plan.ts'
import { placeAt, type Unfinished } from './read-mark.ts'
import type { FetchAnswer } from './run-plan.ts'

/** How what cannot stand in an answer is written. */
export interface Assembling {
  readonly answers: readonly FetchAnswer[]
  /** The plan's. */
  readonly splices: readonly Splice[]
  readonly values: readonly unknown[]
  sentinel(reason: string): string
  /** In place of a text of a fetch that failed. */
  failure(fetch: number): string
}

/** The response name as a client or the schema gave it. */
export function nameText(name: ResponseName, values: readonly unknown[]): string {
  return typeof name === 'string' ? name : (values[name.alias] as string)
}

/** Characters of an answer at most. What is asked for twice is spliced twice: a few links back and forth multiply. */
export const MAX_ANSWER_LENGTH = 64 * 1024 * 1024

/** The parts of an answer while it is put together. */
interface Parts {
  readonly texts: Text[]
  length: number
}

function add(parts: Parts, text: Text): void {
  parts.length += text.length
  if (parts.length > MAX_ANSWER_LENGTH) {
    throw new HeddleError('LIMIT_EXCEEDED', `The answer is larger than ${MAX_ANSWER_LENGTH} characters.`, {
      hint: 'Ask for fewer rows, or for fewer levels of relations that lead back.',
    })
  }
  parts.texts.push(text)
}

/**
 * Puts the JSON object of all root fields that Heddle reads, spliced from the texts of the fetches, at the end of `texts`:
 * its parts, in order. Throws LIMIT_EXCEEDED.
 */
export function assembleData(assembling: Assembling, roots: readonly RootField[], texts: Text[]): void {
  const parts: Parts = { texts, length: 0 }
  add(parts, '{')
  let separator = ''
  for (const root of roots) {
    if (root.kind === 'foreign') continue
    add(parts, `${separator}${JSON.stringify(nameText(root.name, assembling.values))}:`)
    assembleRoot(assembling, root, parts)
    separator = ','
  }
  add(parts, '}')
}

/** Parts as one text. */
export function joinText(parts: readonly Text[]): string {
  return parts.map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString())).join('')
}

/** Parts as one text, of bytes where some part is: the others are encoded then, instead of all being decoded first. */
export function joinParts(parts: readonly Text[]): Text {
  if (parts.every((part) => typeof part === 'string')) return parts.join('')
  const bytes: Uint8Array[] = []
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') text += part
    else {
      bytes.push(Buffer.from(text), part)
      text = ''
    }
  }
  bytes.push(Buffer.from(text))
  return Buffer.concat(bytes)
}

function assembleRoot(assembling: Assembling, root: Exclude<RootField, { kind: 'foreign' }>, parts: Parts): void {
  switch (root.kind) {
    case 'typename':
      add(parts, JSON.stringify(root.typeName))
      return
    case 'fetch':
      return assembleText(assembling, root.fetch, root.view, 0, parts)
    case 'nodes':
      root.items.forEach((item, index) => {
        add(parts, index === 0 ? '[' : ',')
        assembleText(assembling, item.fetch, item.view, 0, parts)
      })
      add(parts, root.items.length === 0 ? '[]' : ']')
  }
}

function assembleText(assembling: Assembling, fetch: number, view: number, position: number, parts: Parts): void {
  const answer = assembling.answers[fetch]
  invariant(answer, 'every fetch of the plan has an answer')
  if (answer.error) {
    add(parts, assembling.failure(fetch))
    return
  }
  const text = answer.texts[view]?.[position]
  invariant(text !== undefined, 'a fetch answers every position that was asked')
  if (typeof text === 'string' || text instanceof Uint8Array) add(parts, text)
  else assemblePieces(assembling, fetch, text, parts)
}

function assemblePieces(
  assembling: Assembling,
  producer: number,
  pieces: Exclude<Pieces<Unfinished>, Text>,
  parts: Parts,
): void {
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]! // in range
    if (typeof piece === 'string') add(parts, piece)
    else if (typeof piece !== 'number') add(parts, assembling.sentinel(piece.reason))
    else {
      const { splice, position } = placeAt(assembling.splices, piece)
      const found = assembling.answers[splice.fetch]?.positions.get(producer)?.[position] ?? 0
      assembleText(assembling, splice.fetch, splice.view, found, parts)
    }
  }
}
