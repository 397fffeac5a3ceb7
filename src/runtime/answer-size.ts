import type { Table } from '../catalog/catalog.ts'
import { columnOf } from '../catalog/lookup.ts'
import { HeddleError } from '../errors.ts'
import type { Budgets } from './budgets.ts'
import type { ObjectField } from './each-object.ts'

/** What an answer may be large in. */
export type AnswerBudgets = Pick<Budgets, 'bytes' | 'answerRows' | 'answerCells'>

/** Objects that stand around all rows: the answer itself, and its `data`. */
const AROUND = 2

/** Bytes that any object takes at least, and any cell, without the objects in them: `{}` and `"":`, in a JSON column. */
export const LEAST_OBJECT = 2
const LEAST_CELL = 3

/** Quotes, colon, and the comma or brace after the value. */
const BESIDE_NAME = 4

/**
 * Bytes that an object takes at least, without the objects in it: a row of `table`, or what stands around its rows.
 *
 * @example `{ id orders { total } }` → 18: `{"id":1,"orders":}`
 */
export function leastBytes(table: Table, fields: readonly ObjectField[]): number {
  let bytes = 1
  for (const { name, value } of fields) {
    // It holds any objects.
    if (value?.kind === 'column' && columnOf(table, value.column).type.kind === 'json') return LEAST_OBJECT
    const ofValue = value?.kind === 'column' ? 1 : 0
    bytes += (typeof name === 'string' ? name.length : 1) + BESIDE_NAME + ofValue
  }
  return bytes
}

const code = (character: string): number => character.charCodeAt(0)
const [QUOTE, BACKSLASH, BRACE, COLON] = [code('"'), code('\\'), code('{'), code(':')]

/** Holds an answer to its budgets while it is put together. */
export class AnswerSize {
  readonly #budgets: AnswerBudgets
  /** From so many bytes on there may be too many rows or cells. Shorter answers, nearly all, are not looked at. */
  readonly #worthCounting: number
  #bytes = 0
  #rows = -AROUND
  #cells = -1
  #inText = false
  #escaped = false

  /** @param leastObject bytes that each object takes at least */
  constructor(budgets: AnswerBudgets, leastObject: number) {
    this.#budgets = budgets
    this.#worthCounting = Math.min(budgets.answerRows * leastObject, budgets.answerCells * LEAST_CELL)
  }

  /**
   * Another part: its bytes, or its characters where it is text.
   *
   * @throws HeddleError LIMIT_EXCEEDED
   */
  add(bytes: number): void {
    this.#bytes += bytes
    const { bytes: most } = this.#budgets
    if (this.#bytes > most) throw tooLarge(`is larger than ${most} bytes`, 'bytes')
  }

  /** Whether the parts so far, and those that follow, are to be counted. */
  get mayHaveMany(): boolean {
    return this.#bytes > this.#worthCounting
  }

  /**
   * Counts objects and their members in the next part of the JSON, which may begin and end anywhere.
   *
   * @throws HeddleError LIMIT_EXCEEDED
   */
  count(part: Uint8Array): void {
    const { answerRows, answerCells } = this.#budgets
    // Each byte of a large answer comes by here: what changes with it is no property meanwhile.
    let rows = 0
    let cells = 0
    let inText = this.#inText
    let at = this.#escaped ? 1 : 0
    for (; at < part.length; at += 1) {
      const byte = part[at]
      if (inText) {
        if (byte === QUOTE) inText = false
        else if (byte === BACKSLASH) at += 1
      } else if (byte === QUOTE) inText = true
      else if (byte === BRACE) rows += 1
      else if (byte === COLON) cells += 1
    }
    this.#escaped = at > part.length
    this.#inText = inText
    this.#rows += rows
    this.#cells += cells
    if (this.#rows > answerRows) throw tooLarge(`has more than ${answerRows} rows`, 'answerRows')
    if (this.#cells > answerCells) throw tooLarge(`has more than ${answerCells} cells`, 'answerCells')
  }
}

function tooLarge(what: string, budget: keyof AnswerBudgets): HeddleError {
  return new HeddleError('LIMIT_EXCEEDED', `The answer ${what}.`, {
    limit: `budgets.${budget}`,
    hint: `Ask for fewer rows, or for fewer levels of relations that lead back, or raise limits.budgets.${budget} in the config.`,
  })
}
