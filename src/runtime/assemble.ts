import { invariant } from '../errors.ts'
import type { ResponseName, RootField } from '../plan/plan.ts'
import type { AnswerText } from './answer-text.ts'
import type { Splice } from './compile-plan.ts'
import type { Pieces, Text } from './pieces.ts'
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

/** Writes the JSON object of all root fields that Heddle reads, spliced from the texts of the fetches. Throws LIMIT_EXCEEDED. */
export function assembleData(assembling: Assembling, roots: readonly RootField[], answer: AnswerText): void {
  answer.add('{')
  let separator = ''
  for (const root of roots) {
    if (root.kind === 'foreign') continue
    answer.add(`${separator}${JSON.stringify(nameText(root.name, assembling.values))}:`)
    assembleRoot(assembling, root, answer)
    separator = ','
  }
  answer.add('}')
}

function assembleRoot(assembling: Assembling, root: Exclude<RootField, { kind: 'foreign' }>, answer: AnswerText): void {
  switch (root.kind) {
    case 'typename':
      answer.add(JSON.stringify(root.typeName))
      return
    case 'fetch':
      return assembleText(assembling, root.fetch, root.view, 0, answer)
    case 'nodes':
      root.items.forEach((item, index) => {
        answer.add(index === 0 ? '[' : ',')
        assembleText(assembling, item.fetch, item.view, 0, answer)
      })
      answer.add(root.items.length === 0 ? '[]' : ']')
  }
}

function assembleText(assembling: Assembling, fetch: number, view: number, position: number, answer: AnswerText): void {
  const fetched = assembling.answers[fetch]
  invariant(fetched, 'every fetch of the plan has an answer')
  if (fetched.error) {
    answer.add(assembling.failure(fetch))
    return
  }
  const text = fetched.texts[view]?.[position]
  invariant(text !== undefined, 'a fetch answers every position that was asked')
  if (typeof text === 'string' || text instanceof Uint8Array) answer.add(text)
  else assemblePieces(assembling, fetch, text, answer)
}

function assemblePieces(
  assembling: Assembling,
  producer: number,
  pieces: Exclude<Pieces<Unfinished>, Text>,
  answer: AnswerText,
): void {
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at]! // in range
    if (typeof piece === 'string') answer.add(piece)
    else if (typeof piece !== 'number') answer.add(assembling.sentinel(piece.reason))
    else {
      const { splice, position } = placeAt(assembling.splices, piece)
      const moved = assembling.answers[splice.fetch]?.positions.get(producer)
      assembleText(assembling, splice.fetch, splice.view, moved ? (moved[position] ?? 0) : position, answer)
    }
  }
}
