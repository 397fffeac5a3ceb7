import type { GraphQLSchema } from 'graphql'
import type { ReferenceData } from '../../reference/tables.ts'
import type { Wire } from '../../reference/values.ts'

/** Where every draw comes from: fast-check's generator. */
export interface Source {
  nextInt(min: number, max: number): number
}

/** One operation while it is drawn. */
export interface Drawing {
  readonly schema: GraphQLSchema
  readonly data: ReferenceData
  readonly definitions: string[]
  readonly variables: Record<string, Wire>
  /** Variables that take a cursor: which of those that the page without it shows. */
  readonly cursors: Record<string, number>
  /** Named fragments by the type they stand on. */
  readonly fragments: { readonly name: string; readonly type: string; readonly text: string }[]
  /** Selected fields that are still affordable. */
  budget: number
  int(from: number, to: number): number
  /** True one time in `oneIn`. */
  chance(oneIn: number): boolean
  pick<T>(list: readonly T[]): T
  /** Some of the list, at least `least`, in a drawn order. */
  some<T>(list: readonly T[], least: number, most: number): T[]
  fresh(prefix: string): string
}

export function createDrawing(schema: GraphQLSchema, data: ReferenceData, source: Source): Drawing {
  let counter = 0
  const int = (from: number, to: number) => source.nextInt(from, to)
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error('pick of nothing')
    return list[int(0, list.length - 1)] as T // the length was checked
  }
  return {
    schema,
    data,
    definitions: [],
    variables: {},
    cursors: {},
    fragments: [],
    budget: 25,
    int,
    chance: (oneIn) => int(1, oneIn) === oneIn,
    pick,
    some(list, least, most) {
      const rest = [...list]
      const count = Math.min(rest.length, int(least, most))
      return Array.from({ length: count }, () => rest.splice(int(0, rest.length - 1), 1)).flat()
    },
    fresh: (prefix) => `${prefix}${++counter}`,
  }
}

/** An input as it is written in a document; `json` is absent where a variable stands inside. */
export interface Drawn {
  readonly text: string
  readonly json?: Wire
}

export function objectOf(fields: readonly (readonly [string, Drawn])[]): Drawn {
  const text = `{${fields.map(([name, drawn]) => `${name}: ${drawn.text}`).join(', ')}}`
  if (fields.some(([, drawn]) => drawn.json === undefined)) return { text }
  return { text, json: Object.fromEntries(fields.map(([name, drawn]) => [name, drawn.json ?? null])) }
}

export function listOf(items: readonly Drawn[]): Drawn {
  const text = `[${items.map((item) => item.text).join(', ')}]`
  if (items.some((item) => item.json === undefined)) return { text }
  return { text, json: items.map((item) => item.json ?? null) }
}

/** Now and then the input becomes a variable: given, by its default, or given over another default. */
export function perhapsVariable(drawing: Drawing, drawn: Drawn, type: string, oneIn: number): Drawn {
  if (drawn.json === undefined || !drawing.chance(oneIn)) return drawn
  const name = drawing.fresh('v')
  const byDefault = drawing.chance(3)
  drawing.definitions.push(`$${name}: ${type}${byDefault ? ` = ${drawn.text}` : ''}`)
  if (!byDefault || drawing.chance(3)) drawing.variables[name] = drawn.json
  return { text: `$${name}` }
}

/** A variable that nobody gives a value: as if nothing stood here. */
export function unsetVariable(drawing: Drawing, type: string): Drawn {
  const name = drawing.fresh('unset')
  drawing.definitions.push(`$${name}: ${type}`)
  return { text: `$${name}` }
}
