import { HeddleError } from '../errors.ts'

/** What one operation may be, whatever it asks of the databases. Each is a key of the config's `limits`. */
export interface OperationLimits {
  /** Tokens of a document, counted while lexing: nothing is made of a document that has more. */
  readonly tokens: number
  /** How deep fields may stand in fields. */
  readonly depth: number
  /** Selected fields, those of a fragment as often as it is used. */
  readonly fields: number
  /** Selected fields of the root. */
  readonly rootFields: number
  readonly aliases: number
  readonly directives: number
  /** How deep the variables, and the literals of a document, may nest. */
  readonly variableDepth: number
  /** Objects of filters, terms of orders and keys of groups: `{ country: { eq: "DE" } }` is two. */
  readonly conditions: number
  /** Estimated cells: rows × fields, times the databases that are asked. See `estimate-cost.ts`. */
  readonly cost: number
}

/**
 * Far above what a front end asks for, and low enough that what they let through takes milliseconds to understand.
 * `conditions`: SQLite nests expressions 1,000 deep, and two of them make one.
 */
export const defaultOperationLimits: OperationLimits = {
  tokens: 2_000,
  depth: 20,
  fields: 2_000,
  rootFields: 50,
  aliases: 100,
  directives: 50,
  variableDepth: 64,
  conditions: 1_000,
  cost: 20_000_000,
}

/**
 * LIMIT_EXCEEDED; `limit` is the key in the config's `limits`.
 *
 * @example limitExceeded('depth', 'The operation nests fields 30 deep; at most 20 are answered.', 'Ask for less.')
 */
export function limitExceeded(limit: keyof OperationLimits | 'maxLimit', message: string, hint?: string): HeddleError {
  return new HeddleError('LIMIT_EXCEEDED', message, { limit, ...(hint === undefined ? {} : { hint }) })
}
