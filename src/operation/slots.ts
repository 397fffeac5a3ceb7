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
  /** How each value is had again from other variables of the same form. */
  readonly recipes: readonly SlotRecipe[]
  /** A value from the document or a variable. */
  value(input: unknown, conversion?: Conversion): Slot
  /** A value that something else derived; `origin` is what it was derived from. */
  derived(origin: string, value: unknown): Slot
}

/** What becomes of a value before it is kept; `name` tells two conversions apart. Throws for a value that cannot be. */
export interface Conversion {
  readonly name: string
  apply(value: unknown): unknown
}

/** A slot's value: a constant, or a leaf of the variables, converted. */
export type SlotRecipe =
  | { readonly kind: 'constant'; readonly value: unknown }
  | { readonly kind: 'variable'; readonly path: readonly string[]; readonly conversion: Conversion | undefined }

export function createSlots(): Slots {
  const values: unknown[] = []
  const recipes: SlotRecipe[] = []
  const byOrigin = new Map<string, Slot>()

  function slotOf(origin: string, make: () => { value: unknown; recipe: SlotRecipe }): Slot {
    const known = byOrigin.get(origin)
    if (known !== undefined) return known
    const { value, recipe } = make()
    values.push(value)
    recipes.push(recipe)
    byOrigin.set(origin, values.length - 1)
    return values.length - 1
  }

  const constant = (value: unknown) => ({ value, recipe: { kind: 'constant', value } as const })

  return {
    values,
    recipes,
    value(input, conversion) {
      const plain = unwrapDeep(input)
      const origin = input instanceof VariableLeaf ? `$${input.path.join('.')}` : `#${JSON.stringify(plain)}`
      return slotOf(conversion ? `${conversion.name}(${origin})` : origin, () => {
        const value = convert(plain, conversion)
        if (!(input instanceof VariableLeaf)) return constant(value)
        return { value, recipe: { kind: 'variable', path: input.path, conversion } }
      })
    },
    derived: (origin, value) => slotOf(`=${origin}`, () => constant(value)),
  }
}

/** A value of the document or the variables as it is kept where it has no slot of its own. */
export function plainValue(input: unknown, conversion?: Conversion): unknown {
  return convert(unwrapDeep(input), conversion)
}

/** The values of the same slots for other variables. */
export function fillSlots(
  recipes: readonly SlotRecipe[],
  variables: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  return recipes.map((recipe) => {
    if (recipe.kind === 'constant') return recipe.value
    let value: unknown = variables
    for (const step of recipe.path) value = (value as Record<string, unknown>)[step]
    return convert(value, recipe.conversion)
  })
}

function convert(value: unknown, conversion: Conversion | undefined): unknown {
  const converted = conversion ? conversion.apply(value) : value
  assertTexts(converted)
  return converted
}

/** Lists and JSON literals may hold variables inside. */
function unwrapDeep(input: unknown): unknown {
  const value = unwrap(input)
  if (Array.isArray(value)) return value.map(unwrapDeep)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unwrapDeep(item)]))
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
