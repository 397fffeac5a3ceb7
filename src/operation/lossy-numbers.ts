import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isInputObjectType,
  isListType,
  type GraphQLInputType,
} from 'graphql'
import { markInexact } from '../catalog/inexact-numbers.ts'
import { RequestErrors } from './documents.ts'
import type { Variable } from './variables.ts'

/** By variables as a JSON parser made them: the numbers that were written with more digits than JavaScript's have. */
const lossyNumbers = new WeakMap<object, ReadonlySet<number>>()

/** Notes which numbers among `variables` are not what was written in the JSON that they were parsed from. */
export function noteLossyNumbers(variables: unknown, json: string): void {
  if (variables === null || typeof variables !== 'object') return
  let lossy: Set<number> | undefined
  markInexact(json, (text) => {
    lossy = (lossy ?? new Set<number>()).add(Number(text))
    return text
  })
  if (lossy) lossyNumbers.set(variables, lossy)
}

/**
 * Refuses a variable whose number lost digits on its way, unless it is a Float: that is what one is.
 *
 * @throws RequestErrors BAD_USER_INPUT
 */
export function assertExactNumbers(variables: readonly Variable[], inputs: Readonly<Record<string, unknown>>): void {
  const lossy = lossyNumbers.get(inputs)
  if (lossy === undefined) return
  const wrong = variables.filter(({ name, type }) => holdsLossy(lossy, type, inputs[name]))
  if (wrong.length === 0) return
  const why = 'a number in it has more digits than JavaScript can hold. Write it as a string.'
  const extensions = { code: 'BAD_USER_INPUT' }
  throw new RequestErrors(
    wrong.map(({ name }) => new GraphQLError(`Variable "$${name}" got an invalid value: ${why}`, { extensions })),
  )
}

function holdsLossy(lossy: ReadonlySet<number>, type: GraphQLInputType, value: unknown): boolean {
  if (typeof value === 'number') return lossy.has(value) && getNamedType(type).name !== 'Float'
  if (value === null || typeof value !== 'object') return false
  if (Array.isArray(value)) return value.some((item) => holdsLossy(lossy, itemOf(type), item))
  const nullable = getNullableType(type)
  const fields = isInputObjectType(nullable) ? nullable.getFields() : {}
  // What is no field of an input object stands in JSON, or is refused for its name.
  return Object.entries(value).some(([name, item]) => holdsLossy(lossy, fields[name]?.type ?? type, item))
}

/** A list may stand for its only item, and JSON holds lists of its own. */
function itemOf(type: GraphQLInputType): GraphQLInputType {
  const nullable = getNullableType(type)
  return isListType(nullable) ? nullable.ofType : type
}
