import { invariant } from '../errors.ts'
import type { ResponseName, RootField } from '../plan/plan.ts'
import type { Pieces } from './pieces.ts'
import type { Unfinished } from './read-mark.ts'
import type { FetchAnswer } from './run-plan.ts'

/** How what cannot stand in an answer is written. */
export interface Assembling {
  readonly answers: readonly FetchAnswer[]
  readonly values: readonly unknown[]
  sentinel(reason: string): string
  /** In place of a text of a fetch that failed. */
  failure(fetch: number): string
}

/** The response name as a client or the schema gave it. */
export function nameText(name: ResponseName, values: readonly unknown[]): string {
  return typeof name === 'string' ? name : (values[name.alias] as string)
}

/** The JSON object of all root fields that Heddle reads, spliced from the texts of the fetches. */
export function assembleData(assembling: Assembling, roots: readonly RootField[]): string {
  const fields = roots
    .filter((root) => root.kind !== 'foreign')
    .map((root) => `${JSON.stringify(nameText(root.name, assembling.values))}:${assembleRoot(assembling, root)}`)
  return `{${fields.join(',')}}`
}

function assembleRoot(assembling: Assembling, root: Exclude<RootField, { kind: 'foreign' }>): string {
  switch (root.kind) {
    case 'typename':
      return JSON.stringify(root.typeName)
    case 'fetch':
      return assembleText(assembling, root.fetch, root.view, 0)
    case 'nodes':
      return `[${root.items.map((item) => assembleText(assembling, item.fetch, item.view, 0)).join(',')}]`
  }
}

function assembleText(assembling: Assembling, fetch: number, view: number, position: number): string {
  const answer = assembling.answers[fetch]
  invariant(answer, 'every fetch of the plan has an answer')
  if (answer.error) return assembling.failure(fetch)
  const text = answer.texts[view]?.[position]
  invariant(text !== undefined, 'a fetch answers every position that was asked')
  return typeof text === 'string' ? text : assemblePieces(assembling, fetch, text)
}

function assemblePieces(assembling: Assembling, producer: number, pieces: Exclude<Pieces<Unfinished>, string>): string {
  let text = ''
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece
    else if (piece.kind === 'sentinel') text += assembling.sentinel(piece.reason)
    else {
      const answer = assembling.answers[piece.fetch]
      const position = answer?.positions.get(producer)?.[piece.position] ?? 0
      text += assembleText(assembling, piece.fetch, piece.view, position)
    }
  }
  return text
}
