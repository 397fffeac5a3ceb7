import { HeddleError } from '../errors.ts'
import type { Slot } from './shape.ts'
import { unwrap, VariableLeaf } from './variables.ts'

/**
 * The values of an operation while it is bound. The same leaf of the same variable, or the same constant, has one slot, so
 * that two branches that ask for the same thing have the same shape; whether two different variables happen to hold equal
 * values makes no difference to it.
 */
export interface Slots {
  readonly values: readonly unknown[]
  /** A value from the document or a variable. */
  value(input: unknown, conversion?: Conversion): Slot
  /** A value that something else derived; `origin` is what it was derived from. */
  derived(origin: string, value: unknown): Slot
}

/** What becomes of a value before it is kept; `name` tells two conversions apart. */
export interface Conversion {
  readonly name: string
  apply(value: unknown): unknown
}

export function createSlots(): Slots {
  const values: unknown[] = []
  const byOrigin = new Map<string, Slot>()

  function slotOf(origin: string, value: unknown): Slot {
    const known = byOrigin.get(origin)
    if (known !== undefined) return known
    values.push(value)
    byOrigin.set(origin, values.length - 1)
    return values.length - 1
  }

  return {
    values,
    value(input, conversion) {
      const plain = unwrapDeep(input)
      const value = conversion ? conversion.apply(plain) : plain
      assertTexts(value)
      const origin = input instanceof VariableLeaf ? `$${input.path}` : `#${JSON.stringify(plain)}`
      return slotOf(conversion ? `${conversion.name}(${origin})` : origin, value)
    },
    derived: (origin, value) => slotOf(`=${origin}`, value),
  }
}

/** Lists and JSON literals may hold variables inside. */
function unwrapDeep(input: unknown): unknown {
  const value = unwrap(input)
  if (Array.isArray(value)) return value.map(unwrapDeep)
  if (value === null || typeof value !== 'object') return value
  const copy: Record<string, unknown> = Object.create(null) as Record<string, unknown>
  for (const [name, item] of Object.entries(value)) copy[name] = unwrapDeep(item)
  return copy
}

/** Databases differ in what they do with U+0000 and lone surrogates (refuse, cut, replace): none gets one. */
function assertTexts(value: unknown): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) {
      throw new HeddleError(
        'BAD_USER_INPUT',
        'A text holds the character U+0000, which databases cannot store. Remove it.',
      )
    }
    if (!value.isWellFormed()) {
      throw new HeddleError('BAD_USER_INPUT', 'A text holds half of a surrogate pair, which is not Unicode. Remove it.')
    }
  } else if (Array.isArray(value)) {
    value.forEach(assertTexts)
  } else if (value !== null && typeof value === 'object') {
    Object.entries(value).forEach(assertTexts)
  }
}
