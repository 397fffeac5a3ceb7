import { invariant } from '../errors.ts'
import type { ResponseName, RootField, WrittenField } from '../plan/plan.ts'
import type { AnswerText } from './answer-text.ts'
import type { Splice } from './compile-plan.ts'
import { placeAt } from './read-mark.ts'
import type { FetchAnswer } from './run-plan.ts'

/** How what cannot stand in an answer is written, in ASCII. */
export interface Assembling {
  readonly answers: readonly FetchAnswer[]
  /** The plan's. */
  readonly splices: readonly Splice[]
  readonly values: readonly unknown[]
  /** Rows that a mutation wrote. */
  readonly written: number
  sentinel(reason: string): string
  /** In place of a text of a fetch that failed. */
  failure(fetch: number): string
}

/** The response name as a client or the schema gave it: a name of GraphQL, in which nothing is to be escaped. */
export function nameText(name: ResponseName, values: readonly unknown[]): string {
  return typeof name === 'string' ? name : (values[name.alias] as string)
}

/**
 * Writes the root fields that Heddle reads as members of a JSON object, spliced from the texts of the fetches; all but the
 * first of the object with a comma before them. Answers whether the next would be the first. Throws LIMIT_EXCEEDED.
 */
export function assembleMembers(
  assembling: Assembling,
  roots: readonly RootField[],
  first: boolean,
  answer: AnswerText,
): boolean {
  let separator = first ? '' : ','
  for (const root of roots) {
    if (root.kind === 'foreign') continue
    answer.addAscii(`${separator}"${nameText(root.name, assembling.values)}":`)
    assembleRoot(assembling, root, answer)
    separator = ','
  }
  return separator === ''
}

function assembleRoot(assembling: Assembling, root: Exclude<RootField, { kind: 'foreign' }>, answer: AnswerText): void {
  switch (root.kind) {
    case 'typename':
      answer.addAscii(`"${root.typeName}"`)
      return
    case 'fetch':
      return assembleText(assembling, root.fetch, root.view, 0, answer)
    case 'nodes':
      root.items.forEach((item, index) => {
        answer.addAscii(index === 0 ? '[' : ',')
        assembleText(assembling, item.fetch, item.view, 0, answer)
      })
      answer.addAscii(root.items.length === 0 ? '[]' : ']')
      return
    case 'row':
      if (assembling.written === 0) answer.addAscii('null')
      else assembleText(assembling, root.fetch, root.view, 0, answer)
      return
    case 'rows':
      return assembleWritten(assembling, root.fields, answer)
  }
}

function assembleWritten(assembling: Assembling, fields: readonly WrittenField[], answer: AnswerText): void {
  fields.forEach((field, index) => {
    answer.addAscii(`${index === 0 ? '{' : ','}"${nameText(field.name, assembling.values)}":`)
    if (field.kind === 'typename') answer.addAscii(`"${field.typeName}"`)
    else if (field.kind === 'count') answer.addAscii(String(assembling.written))
    else assembleRows(assembling, field.fetch, field.view, answer)
  })
  answer.addAscii('}')
}

/** The rows of all keys but those that the viewer may not see. */
function assembleRows(assembling: Assembling, fetch: number, view: number, answer: AnswerText): void {
  const fetched = assembling.answers[fetch]
  if (fetched?.error) return answer.addAscii(assembling.failure(fetch))
  answer.addAscii('[')
  const texts = fetched?.texts[view]
  let isFirst = true
  for (let position = 0; texts && position < texts.count; position += 1) {
    if (texts.isNull(position)) continue
    if (!isFirst) answer.addAscii(',')
    isFirst = false
    assembleText(assembling, fetch, view, position, answer)
  }
  answer.addAscii(']')
}

function assembleText(assembling: Assembling, fetch: number, view: number, position: number, answer: AnswerText): void {
  const fetched = assembling.answers[fetch]
  invariant(fetched, 'every fetch of the plan has an answer')
  if (fetched.error) {
    answer.addAscii(assembling.failure(fetch))
    return
  }
  const texts = fetched.texts[view]
  invariant(texts, 'a fetch answers every view that was asked')
  texts.visit(position, answer.add, (stand) => {
    if (typeof stand === 'number') assemblePlace(assembling, fetch, stand, answer)
    else answer.addAscii(assembling.sentinel(stand.reason))
  })
}

/** @param producer the fetch whose text it is that waits */
function assemblePlace(assembling: Assembling, producer: number, place: number, answer: AnswerText): void {
  const { splice, position } = placeAt(assembling.splices, place)
  const moved = assembling.answers[splice.fetch]?.positions.get(producer)
  assembleText(assembling, splice.fetch, splice.view, moved ? (moved[position] ?? 0) : position, answer)
}
